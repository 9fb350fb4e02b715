// Views beside the source: read-only documents that follow it, their lines linked both ways.

import * as vscode from "vscode";

import { reportText } from "./pure/compilability";
import type { Kind, Report, Style, View } from "./pure/protocol";
import { addressOf, functionAt, isFailed, keptView, shownAt, sourceLine, viewLines, type Scope, type Shown } from "./pure/views";
import { chosenLevel, type Server } from "./server";

export const SCHEME = "pyc-view";
const REPORT = "pyc-report";
const FUNCTIONS = new Set([vscode.SymbolKind.Function, vscode.SymbolKind.Method, vscode.SymbolKind.Constructor]);

const PRINTED: Readonly<Record<Style, vscode.DecorationRenderOptions>> = {
  error: { color: new vscode.ThemeColor("editorError.foreground"), fontWeight: "bold" },
  warning: { color: new vscode.ThemeColor("editorWarning.foreground"), fontWeight: "bold" },
  note: { color: new vscode.ThemeColor("editorInfo.foreground"), fontWeight: "bold" },
  hint: { color: new vscode.ThemeColor("testing.iconPassed"), fontWeight: "bold" },
  margin: { color: new vscode.ThemeColor("textLink.foreground") },
  strong: { fontWeight: "bold" },
};

export class Views implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  private readonly made = new Map<string, View>();
  private readonly good = new Map<string, View>(); // the last ones, of texts that could be compiled
  private readonly waiting = new Map<string, NodeJS.Timeout>();
  private readonly linked = vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new vscode.ThemeColor("editor.rangeHighlightBackground"),
    overviewRulerColor: new vscode.ThemeColor("editorOverviewRuler.rangeHighlightForeground"),
  });
  private readonly printed = new Map(Object.entries(PRINTED).map(([style, look]) => [style, vscode.window.createTextEditorDecorationType(look)]));
  private readonly disposables: vscode.Disposable[];

  constructor(private readonly server: Server) {
    this.disposables = [
      this.changed,
      this.linked,
      ...this.printed.values(),
      vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
        onDidChange: this.changed.event,
        provideTextDocumentContent: (uri) => this.text(uri),
      }),
      vscode.workspace.registerTextDocumentContentProvider(REPORT, {
        onDidChange: this.changed.event,
        provideTextDocumentContent: (uri) => this.report(uri),
      }),
      vscode.workspace.onDidChangeTextDocument((event) => this.sourceChanged(event.document)),
      // A document that gets another language is told to close, too, though it does not.
      vscode.workspace.onDidCloseTextDocument((document) => document.isClosed && this.forget(document.uri.toString())),
      vscode.window.onDidChangeTextEditorSelection((event) => this.link(event.textEditor)),
      server.onStarted(() => openViews().forEach(([uri]) => this.changed.fire(uri))),
      vscode.window.onDidChangeVisibleTextEditors((editors) => editors.forEach((each) => this.print(each))),
    ];
  }

  /** Opens the view beside the source, of the function that is named, else of the one at the cursor. */
  async open(source: vscode.Uri, kind: Kind, named?: string): Promise<void> {
    const func = named ?? (kind === "problem" ? "" : await functionUnderCursor(source));
    const address = addressOf({ uri: source.toString(), kind, func });
    const uri = vscode.Uri.from({ scheme: SCHEME, ...address });
    const document = await vscode.workspace.openTextDocument(uri);
    await this.colour(document);
    this.print(await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true, preview: true }));
    const editor = vscode.window.visibleTextEditors.find((each) => each.document.uri.toString() === source.toString());
    if (editor !== undefined) {
      this.link(editor);
    }
  }

  /** Opens the report of a file, rendered. */
  async openReport(source: vscode.Uri): Promise<void> {
    const name = vscode.workspace.asRelativePath(source);
    const uri = vscode.Uri.from({ scheme: REPORT, path: `/${name} (report).md`, query: source.toString() });
    this.changed.fire(uri); // an open preview of it shows the report as it was
    await vscode.commands.executeCommand("markdown.showPreviewToSide", uri);
  }

  private async text(uri: vscode.Uri): Promise<string> {
    const { kind, func, ...shown } = shownAt(uri.query);
    const level = chosenLevel("build.level", vscode.Uri.parse(shown.uri));
    const view = await this.server.request<View>("pyc/view", { uri: shown.uri, kind, function: func || undefined, level });
    if (view === undefined) {
      return "The server does not run.\n";
    }
    const address = uri.toString();
    if (!isFailed(view, kind)) {
      this.good.set(address, view);
    }
    const last = this.good.get(address);
    const made = isFailed(view, kind) && last !== undefined ? keptView(last, view) : view;
    this.made.set(address, made);
    return made.text;
  }

  private forget(address: string): void {
    this.made.delete(address);
    this.good.delete(address);
  }

  private async report(uri: vscode.Uri): Promise<string> {
    const report = await this.server.request<Report>("pyc/report", { uri: uri.query });
    const name = vscode.workspace.asRelativePath(vscode.Uri.parse(uri.query));
    return report === undefined ? "The server does not run.\n" : reportText(name, report);
  }

  private async colour(document: vscode.TextDocument): Promise<void> {
    const language = this.made.get(document.uri.toString())?.languageId;
    if (language !== undefined && (await vscode.languages.getLanguages()).includes(language)) {
      await vscode.languages.setTextDocumentLanguage(document, language);
    }
  }

  /** In the colours of the command line. */
  private print(editor: vscode.TextEditor): void {
    const { uri } = editor.document;
    if (uri.scheme === SCHEME) {
      const styles = this.made.get(uri.toString())?.styles ?? [];
      for (const [style, look] of this.printed) {
        const rows = styles.filter((each) => each[3] === style);
        editor.setDecorations(look, rows.map(([line, start, end]) => new vscode.Range(line - 1, start, line - 1, end)));
      }
    }
  }

  // ---- following the source

  private sourceChanged(document: vscode.TextDocument): void {
    if (document.uri.scheme === SCHEME) {
      vscode.window.visibleTextEditors.filter((each) => each.document === document).forEach((each) => this.print(each));
      return;
    }
    for (const [uri, shown] of openViews()) {
      if (shown.uri === document.uri.toString()) {
        const key = uri.toString();
        clearTimeout(this.waiting.get(key));
        this.waiting.set(key, setTimeout(() => this.refresh(uri), delay()));
      }
    }
  }

  private refresh(uri: vscode.Uri): void {
    this.waiting.delete(uri.toString());
    this.changed.fire(uri);
  }

  // ---- lines

  private link(editor: vscode.TextEditor): void {
    const line = editor.selection.active.line + 1;
    const { uri } = editor.document;
    if (uri.scheme === SCHEME) {
      this.linkSource(uri, line);
      return;
    }
    for (const each of vscode.window.visibleTextEditors) {
      if (each.document.uri.scheme === SCHEME && shownAt(each.document.uri.query).uri === uri.toString()) {
        const view = this.made.get(each.document.uri.toString());
        this.mark(each, viewLines(view?.lines ?? [], line));
      }
    }
  }

  private linkSource(view: vscode.Uri, line: number): void {
    const found = sourceLine(this.made.get(view.toString())?.lines ?? [], line);
    const source = shownAt(view.query).uri;
    for (const each of vscode.window.visibleTextEditors) {
      if (each.document.uri.toString() === source) {
        this.mark(each, found === undefined ? [] : [found]);
      }
    }
  }

  private mark(editor: vscode.TextEditor, lines: readonly number[]): void {
    const known = lines.filter((each) => each <= editor.document.lineCount);
    const ranges = known.map((each) => editor.document.lineAt(each - 1).range);
    editor.setDecorations(this.linked, ranges);
    if (ranges[0] !== undefined) {
      editor.revealRange(ranges[0], vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    }
  }

  dispose(): void {
    for (const each of this.waiting.values()) {
      clearTimeout(each);
    }
    vscode.Disposable.from(...this.disposables).dispose();
  }
}

/** Milliseconds without typing until what is shown follows the text. */
export function delay(): number {
  return vscode.workspace.getConfiguration("pyc").get<number>("views.delay", 400);
}

function openViews(): [vscode.Uri, Shown][] {
  return vscode.workspace.textDocuments
    .filter((each) => each.uri.scheme === SCHEME && !each.isClosed)
    .map((each) => [each.uri, shownAt(each.uri.query)]);
}

async function functionUnderCursor(source: vscode.Uri): Promise<string> {
  const editor = vscode.window.activeTextEditor;
  if (editor?.document.uri.toString() !== source.toString()) {
    return "";
  }
  const symbols = await vscode.commands.executeCommand<(vscode.DocumentSymbol | vscode.SymbolInformation)[] | undefined>(
    "vscode.executeDocumentSymbolProvider",
    source,
  );
  const nested = (symbols ?? []).filter((each): each is vscode.DocumentSymbol => "children" in each);
  return functionAt(nested.map(scopeOf), editor.selection.active.line);
}

function scopeOf(symbol: vscode.DocumentSymbol): Scope {
  return {
    name: symbol.name,
    isFunction: FUNCTIONS.has(symbol.kind),
    first: symbol.range.start.line,
    last: symbol.range.end.line,
    children: symbol.children.map(scopeOf),
  };
}
