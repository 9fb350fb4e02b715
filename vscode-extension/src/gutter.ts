// The cost gutter: a coloured mark at each line of code, by how it runs. Off by default.

import * as vscode from "vscode";

import { cost, type Cost } from "./pure/compilability";
import type { Reports } from "./reports";

type Shown = Exclude<Cost, "none">;
const COSTS: readonly Shown[] = ["native", "partly", "boxed"];
const SETTING = "costGutter.enabled";

export function costGutter(reports: Reports, extension: vscode.Uri): vscode.Disposable {
  const marks = new Map(COSTS.map((each) => [each, decoration(each, extension)]));
  const show = (editor: vscode.TextEditor): void => {
    const report = isEnabled() ? reports.of(editor.document.uri) : undefined;
    for (const [each, mark] of marks) {
      const rows = (report?.lines ?? []).filter((row) => cost(row.verdict) === each && row.line <= editor.document.lineCount);
      editor.setDecorations(
        mark,
        rows.map((row) => ({
          range: editor.document.lineAt(row.line - 1).range,
          hoverMessage: [row.verdict, row.why].filter(Boolean).join(": "),
        })),
      );
    }
  };
  const showAll = (): void => vscode.window.visibleTextEditors.forEach(show);
  showAll();
  return vscode.Disposable.from(
    ...marks.values(),
    reports.onChange(showAll),
    vscode.window.onDidChangeVisibleTextEditors(showAll),
    vscode.workspace.onDidChangeConfiguration((change) => change.affectsConfiguration(`pyc.${SETTING}`) && showAll()),
    vscode.commands.registerCommand("pyc.toggleCostGutter", () =>
      vscode.workspace.getConfiguration("pyc").update(SETTING, !isEnabled(), vscode.ConfigurationTarget.Global),
    ),
  );
}

function isEnabled(): boolean {
  return vscode.workspace.getConfiguration("pyc").get<boolean>(SETTING, false);
}

function decoration(each: Shown, extension: vscode.Uri): vscode.TextEditorDecorationType {
  const rulers: Readonly<Record<Shown, string>> = { native: "charts.green", partly: "charts.yellow", boxed: "charts.red" };
  return vscode.window.createTextEditorDecorationType({
    gutterIconPath: vscode.Uri.joinPath(extension, "media", `${each}.svg`),
    gutterIconSize: "contain",
    overviewRulerColor: new vscode.ThemeColor(rulers[each]),
    overviewRulerLane: vscode.OverviewRulerLane.Left,
  });
}
