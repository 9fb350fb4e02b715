// The output channel, whose last lines are remembered for a report.

import * as vscode from "vscode";

import { Recent } from "./pure/diagnosis";

export class Log implements vscode.OutputChannel {
  private readonly channel = vscode.window.createOutputChannel("pyc", { log: true });
  private readonly recent = new Recent();
  readonly name = this.channel.name;

  get lines(): readonly string[] {
    return this.recent.lines;
  }

  info(text: string): void {
    this.remember("info", text);
    this.channel.info(text);
  }

  warn(text: string): void {
    this.remember("warning", text);
    this.channel.warn(text);
  }

  error(text: string): void {
    this.remember("error", text);
    this.channel.error(text);
  }

  /** What tells of the user's source is shown, not remembered. */
  showError(text: string): void {
    this.channel.error(text);
  }

  private remember(kind: string, text: string): void {
    this.recent.append(`${new Date().toISOString()} [${kind}] ${text}\n`);
  }

  // ---- as the language client and the server write

  append(text: string): void {
    this.recent.append(text);
    this.channel.append(text);
  }

  appendLine(text: string): void {
    this.recent.append(`${text}\n`);
    this.channel.appendLine(text);
  }

  replace(text: string): void {
    this.channel.replace(text);
  }

  clear(): void {
    this.channel.clear();
  }

  show(): void {
    this.channel.show();
  }

  hide(): void {
    this.channel.hide();
  }

  dispose(): void {
    this.channel.dispose();
  }
}
