// The extension's parts, put together.

import * as vscode from "vscode";

import { registerCommands } from "./commands";
import { registerDebugging } from "./debugging";
import { reportCopier } from "./diagnosis";
import { costGutter } from "./gutter";
import { Reports } from "./reports";
import { Server } from "./server";
import { statusItem } from "./status";
import { registerTasks } from "./tasks";
import { compilabilityTree } from "./tree";
import { Views } from "./views";

let server: Server | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  server = new Server(context.extensionPath);
  const views = new Views(server);
  const reports = new Reports(server);
  const storage = vscode.Uri.joinPath(context.storageUri ?? context.globalStorageUri, "debug");
  context.subscriptions.push(
    server,
    views,
    reports,
    statusItem(server),
    registerCommands(server, views),
    registerDebugging(server, storage),
    registerTasks(server),
    reportCopier(server, context.extension),
    compilabilityTree(reports),
    costGutter(reports, context.extensionUri),
  );
  await vscode.commands.executeCommand("setContext", "pyc.isActive", true);
  void server.restart(); // a server that is slow to start holds nothing up
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}
