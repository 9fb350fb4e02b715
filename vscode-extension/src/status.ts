// The status item: whether the server is well.

import * as vscode from "vscode";

import type { Status } from "./pure/protocol";
import type { Server } from "./server";

const ICONS = { ok: "$(zap)", warning: "$(warning)", error: "$(error)" } as const;

export function statusItem(server: Server): vscode.Disposable {
  const item = vscode.window.createStatusBarItem("pyc.status", vscode.StatusBarAlignment.Right, 10);
  item.name = "pyc";
  item.command = "pyc.showOutput";
  const show = (status: Status): void => {
    const name = status.health === "error" ? `pyc: ${status.message}` : "pyc"; // there is nothing else to see of it
    item.text = `${status.quiescent ? ICONS[status.health] : "$(sync~spin)"} ${name}`;
    item.tooltip = new vscode.MarkdownString(
      `${status.message || "ready"}\n\n[Restart](command:pyc.restartServer) · [Output](command:pyc.showOutput) · [Copy report](command:pyc.copyReport)`,
    );
    item.tooltip.isTrusted = { enabledCommands: ["pyc.restartServer", "pyc.showOutput", "pyc.copyReport"] };
    item.backgroundColor = status.health === "ok" ? undefined : new vscode.ThemeColor(`statusBarItem.${status.health}Background`);
    item.show();
  };
  return vscode.Disposable.from(item, server.onStatus(show));
}
