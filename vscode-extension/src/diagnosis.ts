// "pyc: Copy Report": what a report of a bug needs, on the clipboard.

import { execFile } from "node:child_process";
import * as os from "node:os";
import * as vscode from "vscode";

import { diagnosis, type Chosen } from "./pure/diagnosis";
import type { Server } from "./server";

const PATIENCE = 10_000; // milliseconds for the compiler to tell its version

interface Manifest {
  readonly version: string;
  readonly contributes: { readonly configuration: { readonly properties: Readonly<Record<string, { readonly default: unknown }>> } };
}

export function reportCopier(server: Server, extension: vscode.Extension<unknown>): vscode.Disposable {
  return vscode.commands.registerCommand("pyc.copyReport", async () => {
    const text = await reportOf(server, extension.packageJSON as Manifest);
    await vscode.env.clipboard.writeText(text);
    const told = "pyc's report was copied: versions, settings, health, and the end of the log. It holds nothing of your source; names of files it may.";
    void vscode.window.showInformationMessage(told, "Show it").then(async (answer) => {
      if (answer !== undefined) {
        await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content: text, language: "markdown" }));
      }
    });
    return text;
  });
}

async function reportOf(server: Server, manifest: Manifest): Promise<string> {
  const { appName, appHost, remoteName } = vscode.env;
  const folders = vscode.workspace.workspaceFolders ?? [];
  const facts = {
    extension: manifest.version,
    editor: `${appName} ${vscode.version} (${[appHost, remoteName].filter(Boolean).join(", remote: ")})`,
    platform: `${process.platform} ${process.arch} ${os.release()}, Node ${process.versions.node}`,
    compiler: server.compiler === undefined ? "" : await version(server.compiler),
    installation: server.installation,
    status: server.status,
    deaths: server.deaths,
    workspace: `${vscode.workspace.isTrusted ? "trusted" : "not trusted"}, folders: ${folders.length}`,
    settings: chosen(manifest),
    log: server.output.lines,
  };
  const sources = vscode.workspace.textDocuments.filter((each) => each.languageId === "python").map((each) => each.getText());
  return diagnosis(facts, sources, [...folders.map((each) => [each.uri.fsPath, each.name] as const), [os.homedir(), "~"]]);
}

/** The settings that somebody set to another value than the one that they come with. */
function chosen(manifest: Manifest): Chosen[] {
  const settings = vscode.workspace.getConfiguration();
  return Object.entries(manifest.contributes.configuration.properties)
    .map(([name, row]) => ({ name, value: settings.get<unknown>(name), usual: row.default }))
    .filter((each) => JSON.stringify(each.value) !== JSON.stringify(each.usual))
    .map(({ name, value }) => ({ name, value }));
}

function version([program = "", ...words]: readonly string[]): Promise<string> {
  return new Promise((done) => {
    execFile(program, [...words, "--version"], { timeout: PATIENCE }, (error, text) => done(error === null ? text.trim() : `failed: ${error.message}`));
  });
}
