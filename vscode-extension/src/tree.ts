// The view "Native Code": each module that is open or was analysed, what became of its functions, and
// what keeps them.

import * as vscode from "vscode";

import { workspaceNodes, type Named, type Node } from "./pure/compilability";
import type { Module } from "./pure/protocol";
import type { Reports } from "./reports";

export function compilabilityTree(reports: Reports): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const provider: vscode.TreeDataProvider<Node> = {
    onDidChangeTreeData: changed.event,
    getChildren: (node) => (node === undefined ? workspaceNodes(reports.all().map(named)) : [...node.children]),
    getTreeItem: itemOf,
  };
  return vscode.Disposable.from(
    changed,
    reports.onChange(() => changed.fire()),
    vscode.window.createTreeView("pyc.compilability", { treeDataProvider: provider, showCollapseAll: true }),
    vscode.commands.registerCommand("pyc.refreshCompilability", () => reports.refresh()),
    vscode.commands.registerCommand("pyc.scanWorkspace", () => reports.scan()),
  );
}

function named(module: Module): Named {
  return { ...module, name: vscode.workspace.asRelativePath(vscode.Uri.parse(module.uri)) };
}

function itemOf(node: Node): vscode.TreeItem {
  const { None, Collapsed } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(node.label, node.children.length > 0 ? Collapsed : None);
  item.description = node.detail;
  item.tooltip = node.hint || node.label;
  item.iconPath = new vscode.ThemeIcon(node.icon, colour(node.icon));
  if (node.line !== undefined) {
    const start = new vscode.Position(node.line - 1, 0);
    item.command = { command: "vscode.open", title: "Go to it", arguments: [vscode.Uri.parse(node.uri), { selection: new vscode.Range(start, start) }] };
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
