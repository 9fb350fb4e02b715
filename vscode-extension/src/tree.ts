// The view "Native Code": each open module, what became of its functions, and what keeps them.

import * as vscode from "vscode";

import { moduleNode, type Node } from "./pure/compilability";
import type { Reports } from "./reports";

interface Placed {
  readonly node: Node;
  readonly uri: vscode.Uri;
}

export function compilabilityTree(reports: Reports): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const provider: vscode.TreeDataProvider<Placed> = {
    onDidChangeTreeData: changed.event,
    getChildren: (placed) =>
      placed === undefined ? modules(reports) : placed.node.children.map((node) => ({ node, uri: placed.uri })),
    getTreeItem: itemOf,
  };
  return vscode.Disposable.from(
    changed,
    reports.onChange(() => changed.fire()),
    vscode.window.createTreeView("pyc.compilability", { treeDataProvider: provider, showCollapseAll: true }),
    vscode.commands.registerCommand("pyc.refreshCompilability", () => reports.refresh()),
  );
}

function modules(reports: Reports): Placed[] {
  const found = reports.all().map(([uri, report]) => ({ node: moduleNode(vscode.workspace.asRelativePath(uri), report), uri }));
  return found.sort((a, b) => a.node.label.localeCompare(b.node.label));
}

function itemOf({ node, uri }: Placed): vscode.TreeItem {
  const { None, Collapsed } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(node.label, node.children.length > 0 ? Collapsed : None);
  item.description = node.detail;
  item.tooltip = node.hint || node.label;
  item.iconPath = new vscode.ThemeIcon(node.icon, colour(node.icon));
  if (node.line !== undefined) {
    const start = new vscode.Position(node.line - 1, 0);
    item.command = { command: "vscode.open", title: "Go to it", arguments: [uri, { selection: new vscode.Range(start, start) }] };
  }
  return item;
}

function colour(icon: string): vscode.ThemeColor | undefined {
  const colours: Readonly<Record<string, string>> = {
    "pass-filled": "testing.iconPassed",
    warning: "list.warningForeground",
    error: "list.errorForeground",
  };
  const name = colours[icon];
  return name === undefined ? undefined : new vscode.ThemeColor(name);
}
