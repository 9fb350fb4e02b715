// Reports of open files, shared by the tree and the gutter, and asked for again when a file rests.

import * as vscode from "vscode";

import type { Module, Report } from "./pure/protocol";
import { isEnded, type Server } from "./server";
import { delay } from "./views";

interface Scanned {
  readonly modules: readonly Module[];
}

export class Reports implements vscode.Disposable {
  private readonly known = new Map<string, Report>();
  private scanned: readonly Module[] = [];
  private readonly waiting = new Map<string, NodeJS.Timeout>();
  private readonly changed = new vscode.EventEmitter<vscode.Uri | undefined>();
  private readonly disposables: vscode.Disposable[];
  readonly onChange = this.changed.event;

  constructor(private readonly server: Server) {
    const files = vscode.workspace.createFileSystemWatcher("**/*.py", true, true, false);
    this.disposables = [
      this.changed,
      files,
      files.onDidDelete(() => this.scanned.length > 0 && void this.refresh()),
      vscode.workspace.onDidOpenTextDocument((document) => this.soon(document, 0)),
      vscode.workspace.onDidCloseTextDocument((document) => this.forget(document.uri)),
      server.onStatus((status) => this.analysed(status.uri)), // for its own sake, or for that of a file that it imports
      server.onStatus((status) => status.health !== "error" && status.quiescent && this.missing()),
      server.onStatus((status) => status.health === "error" && this.forgetAll()),
    ];
  }

  of(uri: vscode.Uri): Report | undefined {
    return this.known.get(uri.toString());
  }

  /** Of open files, and of those that were analysed with the workspace. */
  all(): Module[] {
    const scanned = this.scanned.filter((each) => !this.known.has(each.uri));
    return [...scanned, ...[...this.known].map(([uri, report]) => ({ ...report, uri }))];
  }

  /** Asks for all anew. */
  async refresh(): Promise<void> {
    vscode.workspace.textDocuments.forEach((each) => this.soon(each, 0));
    this.take(await this.server.request<Scanned>("pyc/modules", {}));
  }

  /** Has all files of the workspace analysed; the server shows how far it is. */
  async scan(): Promise<void> {
    try {
      this.take(await this.server.execute<Scanned>("pyc.analyseWorkspace"));
    } catch (error) {
      if (!isEnded(error)) {
        throw error;
      }
      await this.refresh(); // what was analysed until the user ended it
    }
  }

  private take(found: Scanned | undefined): void {
    this.scanned = found?.modules ?? this.scanned;
    this.changed.fire(undefined);
  }

  /** The server is there, or there again: files that were open before get their reports. */
  private missing(): void {
    vscode.workspace.textDocuments.filter((each) => !this.known.has(each.uri.toString())).forEach((each) => this.soon(each, 0));
  }

  private analysed(uri: string | null | undefined): void {
    const document = vscode.workspace.textDocuments.find((each) => each.uri.toString() === uri);
    if (document !== undefined) {
      this.soon(document, this.known.has(document.uri.toString()) ? delay() : 0);
    }
  }

  private soon(document: vscode.TextDocument, pause: number): void {
    if (document.languageId !== "python" || document.uri.scheme !== "file") {
      return;
    }
    const key = document.uri.toString();
    clearTimeout(this.waiting.get(key));
    this.waiting.set(key, setTimeout(() => void this.ask(document), pause));
  }

  private async ask(document: vscode.TextDocument): Promise<void> {
    const key = document.uri.toString();
    this.waiting.delete(key);
    const { version } = document;
    const report = await this.server.request<Report>("pyc/report", { uri: key });
    if (report !== undefined && !document.isClosed && document.version === version) {
      this.known.set(key, report);
      this.changed.fire(document.uri);
    }
  }

  private forget(uri: vscode.Uri): void {
    clearTimeout(this.waiting.get(uri.toString()));
    if (this.known.delete(uri.toString())) {
      this.changed.fire(undefined);
    }
  }

  /** Nobody follows the files any more: what was known of them does not hold for long. */
  private forgetAll(): void {
    this.known.clear();
    this.scanned = [];
    this.changed.fire(undefined);
  }

  dispose(): void {
    this.waiting.forEach((each) => clearTimeout(each));
    vscode.Disposable.from(...this.disposables).dispose();
  }
}
