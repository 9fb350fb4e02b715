// The language client: finds the server, starts it, restarts it when it dies.

import { execFile } from "node:child_process";
import { statSync } from "node:fs";
import * as path from "node:path";
import * as vscode from "vscode";
import {
  CloseAction,
  DidChangeConfigurationNotification,
  ErrorAction,
  ExecuteCommandRequest,
  LanguageClient,
  LSPErrorCodes,
  ResponseError,
  State,
  Trace,
  type CloseHandlerResult,
  type LanguageClientOptions,
} from "vscode-languageclient/node";

import { Log } from "./log";
import { installation, SETTING, startFolder, type Installation } from "./pure/discovery";
import { chosenOf } from "./pure/levels";
import { offersNavigation } from "./pure/others";
import type { Status } from "./pure/protocol";
import { Restarts } from "./pure/restarts";

interface PythonExtension {
  readonly environments?: {
    getActiveEnvironmentPath(resource?: vscode.Uri): { path: string };
    resolveEnvironment(environment: { path: string }): Promise<{ executable: { uri?: vscode.Uri } } | undefined>;
    readonly onDidChangeActiveEnvironmentPath: vscode.Event<unknown>;
  };
}

const PROBE_TIMEOUT = 10_000;

export class Server implements vscode.Disposable {
  private client: LanguageClient | undefined;
  private installed: Installation | undefined;
  private told: Status = { health: "ok", message: "starting", quiescent: false };
  private readonly restarts = new Restarts();
  private readonly changed = new vscode.EventEmitter<Status>();
  private readonly disposables: vscode.Disposable[] = [this.changed];
  private following: vscode.Disposable | undefined; // of the Python extension's interpreter
  private starting: Promise<void> = Promise.resolve();
  private navigates = false;

  readonly output = new Log();
  private readonly trace = vscode.window.createOutputChannel("pyc trace");
  readonly onStatus = this.changed.event;
  private readonly started = new vscode.EventEmitter<void>();
  readonly onStarted = this.started.event; // also again

  /** `folder`: of the extension. */
  constructor(private readonly folder: string) {
    this.disposables.push(
      this.onStatus((status) => (this.told = status)),
      this.started,
      this.output,
      this.trace,
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.restart()),
      vscode.extensions.onDidChange(() => this.othersChanged()),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration("pyc.server")) {
          void this.restart();
        } else if (change.affectsConfiguration("pyc.navigation") || change.affectsConfiguration("python.languageServer")) {
          this.othersChanged();
        } else if (change.affectsConfiguration("pyc.trace")) {
          void this.applyTrace();
        } else if (SERVER_SETTINGS.some((each) => change.affectsConfiguration(each))) {
          void this.client?.sendNotification(DidChangeConfigurationNotification.type, { settings: { pyc: chosen() } });
        }
      }),
    );
  }

  get isRunning(): boolean {
    return this.client?.isRunning() ?? false;
  }

  get installation(): Installation | undefined {
    return this.installed;
  }

  /** What was told of it last. */
  get status(): Status {
    return this.told;
  }

  /** How often it died since the extension was started. */
  get deaths(): number {
    return this.restarts.all;
  }

  /** The compiler's command line; undefined: nothing was found. */
  get compiler(): readonly string[] | undefined {
    return this.installed?.compiler;
  }

  async request<Answer>(method: string, parameters: object): Promise<Answer | undefined> {
    await this.starting;
    return this.isRunning ? this.client?.sendRequest<Answer>(method, parameters) : undefined;
  }

  async execute<Answer>(command: string, ...parameters: object[]): Promise<Answer | undefined> {
    await this.starting;
    if (!this.isRunning) {
      return undefined;
    }
    return (await this.client?.sendRequest(ExecuteCommandRequest.type, { command, arguments: parameters })) as Answer | undefined;
  }

  /** Starts anew; what runs is stopped first. One start at a time. */
  restart(): Promise<void> {
    this.restarts.forget();
    this.starting = this.starting.then(() => this.begin());
    return this.starting;
  }

  private async begin(): Promise<void> {
    await this.end();
    this.tell("ok", "starting", false);
    this.installed = await this.found();
    if (this.installed === undefined) {
      this.tell("error", "pyc-lsp is not installed");
      void this.offerInstallation();
      return;
    }
    const { server, origin } = this.installed;
    this.output.info(`server: ${server.join(" ")} (from ${origin})`);
    this.navigates = navigation();
    this.output.info(`definitions, completion and the like: ${this.navigates ? "ours" : "left to another server"}`);
    const [command = "", ...args] = server;
    const cwd = startFolder(server, this.folder, vscode.workspace.workspaceFolders?.[0]?.uri.fsPath);
    const client = new LanguageClient("pyc", "pyc", { command, args, options: { cwd } }, this.options());
    this.client = client;
    client.onNotification("pyc/status", (status: Status) => this.changed.fire(status));
    client.onDidChangeState((change) => {
      if (change.newState === State.Running) {
        this.tell("ok", origin);
        this.started.fire();
      }
    });
    try {
      await client.start();
      await this.applyTrace();
    } catch (error) {
      this.output.error(`the server did not start: ${String(error)}`);
      this.tell("error", "the server did not start");
      void this.offerRestart(`pyc's language server did not start: \`${server.join(" ")}\`, from ${origin}.`, origin === SETTING);
    }
  }

  /** Another Python server came or went: ours says at its start what it offers. */
  private othersChanged(): void {
    if (this.client !== undefined && navigation() !== this.navigates) {
      void this.restart();
    }
  }

  private options(): LanguageClientOptions {
    const enabled = (name: string, uri: vscode.Uri): boolean =>
      vscode.workspace.getConfiguration("pyc", uri).get<boolean>(`${name}.enabled`, true);
    return {
      documentSelector: [{ scheme: "file", language: "python" }],
      outputChannel: this.output,
      traceOutputChannel: this.trace,
      initializationOptions: () => ({ trusted: vscode.workspace.isTrusted, navigation: this.navigates, commandLinks: true, ...chosen() }),
      markdown: { isTrusted: { enabledCommands: ["pyc.viewAsm", "pyc.viewLlvm", "pyc.viewIr"] } },
      middleware: {
        provideInlayHints: (document, range, token, next) =>
          enabled("inlayHints", document.uri) ? next(document, range, token) : [],
        provideCodeLenses: (document, token, next) => (enabled("codeLens", document.uri) ? next(document, token) : []),
      },
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue }),
        closed: () => this.closed(),
      },
    };
  }

  private async closed(): Promise<CloseHandlerResult> {
    const delay = this.restarts.died(Date.now());
    if (delay === undefined) {
      this.tell("error", "the server died again and again");
      void this.offerRestart("pyc's language server died again and again, and is not started any more.");
      return { action: CloseAction.DoNotRestart, handled: true };
    }
    this.output.warn(`the server died; next start in ${delay} ms`);
    this.tell("warning", "the server died and is started again", false);
    const dead = this.client;
    await new Promise((done) => setTimeout(done, delay));
    const isReplaced = this.client !== dead; // the user did not wait
    return { action: isReplaced ? CloseAction.DoNotRestart : CloseAction.Restart, handled: true };
  }

  private async end(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    try {
      await client?.dispose();
    } catch (error) {
      this.output.info(`the old server did not end in order: ${String(error)}`);
    }
  }

  private tell(health: Status["health"], message: string, quiescent = true): void {
    this.changed.fire({ health, message, quiescent });
  }

  private async applyTrace(): Promise<void> {
    const wanted = vscode.workspace.getConfiguration("pyc").get<string>("trace.server", "off");
    await this.client?.setTrace(Trace.fromString(wanted));
  }

  // ---- where it is

  private async found(): Promise<Installation | undefined> {
    const folders = (vscode.workspace.workspaceFolders ?? []).map((each) => each.uri.fsPath);
    const interpreter = await this.interpreter();
    const importing = new Map<string, boolean>();
    const around = {
      configured: vscode.workspace.getConfiguration("pyc").get<string[]>("server.command", []),
      interpreter,
      folders,
      searched: (process.env["PATH"] ?? "").split(path.delimiter).filter(Boolean),
      isTrusted: vscode.workspace.isTrusted,
      isWindows: process.platform === "win32",
      isFile,
      hasServer: (each: string) => importing.get(each) ?? false,
    };
    const found = installation(around);
    const isOfEnvironment = found?.origin.startsWith("the selected") === true || found?.origin === SETTING;
    if (isOfEnvironment || interpreter === undefined || !vscode.workspace.isTrusted) {
      return found;
    }
    importing.set(interpreter, await canImport(interpreter));
    return installation(around);
  }

  /** As the Python extension has it, where it is installed. */
  async interpreter(): Promise<string | undefined> {
    const extension = vscode.extensions.getExtension<PythonExtension>("ms-python.python");
    if (extension === undefined) {
      return undefined;
    }
    try {
      const environments = (await extension.activate()).environments;
      if (environments === undefined) {
        return undefined;
      }
      this.following ??= environments.onDidChangeActiveEnvironmentPath(() => this.restart());
      const resource = vscode.workspace.workspaceFolders?.[0]?.uri;
      const resolved = await environments.resolveEnvironment(environments.getActiveEnvironmentPath(resource));
      return resolved?.executable.uri?.fsPath;
    } catch (error) {
      this.output.warn(`the Python extension did not tell its interpreter: ${String(error)}`);
      return undefined;
    }
  }

  // ---- what the user is asked

  private async offerInstallation(): Promise<void> {
    const install = "Install...";
    const show = "How to install";
    const again = "Look again";
    const answer = await vscode.window.showWarningMessage(
      "pyc's language server was not found in the selected interpreter's environment, the workspace's .venv, or PATH.",
      ...(vscode.workspace.isTrusted ? [install] : []),
      show,
      again,
    );
    if (answer === install) {
      await vscode.commands.executeCommand("pyc.installServer");
    } else if (answer === show) {
      await vscode.commands.executeCommand("pyc.showInstallation");
    } else if (answer === again) {
      await this.restart();
    }
  }

  private async offerRestart(message: string, isOfSetting = false): Promise<void> {
    const restart = "Restart";
    const output = "Show output";
    const report = "Copy report";
    const settings = "Open setting";
    const answer = await vscode.window.showErrorMessage(message, restart, output, isOfSetting ? settings : report);
    if (answer === settings) {
      await vscode.commands.executeCommand("workbench.action.openSettings", "pyc.server.command");
    } else if (answer === restart) {
      await this.restart();
    } else if (answer === output) {
      this.output.show();
    } else if (answer === report) {
      await vscode.commands.executeCommand("pyc.copyReport");
    }
  }

  async stop(): Promise<void> {
    await this.starting;
    await this.end();
  }

  dispose(): void {
    this.following?.dispose();
    vscode.Disposable.from(...this.disposables).dispose();
  }
}

function navigation(): boolean {
  const installed = vscode.extensions.all.map((each) => each.id);
  const python = vscode.workspace.getConfiguration("python").get<string>("languageServer");
  return offersNavigation(vscode.workspace.getConfiguration("pyc").get<string>("navigation", "auto"), installed, python);
}

const SERVER_SETTINGS = ["pyc.build", "pyc.analysis", "pyc.remarks"];

/** The settings that the server goes by. */
function chosen(): object {
  const settings = vscode.workspace.getConfiguration("pyc");
  return {
    level: chosenLevel("build.level") ?? -1,
    compileOnSave: settings.get<boolean>("build.onSave", true),
    workspaceDiagnostics: settings.get<string>("analysis.scope", "openFiles") === "workspace",
    remarks: settings.get<boolean>("remarks.enabled", false),
  };
}

/** The level of optimisation that the user chose; undefined: that of the file's pyc.toml counts. */
export function chosenLevel(setting: "build.level" | "debug.level", uri?: vscode.Uri): number | undefined {
  return chosenOf(vscode.workspace.getConfiguration("pyc", uri).inspect<number>(setting));
}

/** Whether a request failed because the user ended it. */
export function isEnded(error: unknown): boolean {
  return error instanceof ResponseError && error.code === LSPErrorCodes.RequestCancelled;
}

export function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** Only finds the package, imports none of it. */
function canImport(interpreter: string): Promise<boolean> {
  const program = "import importlib.util, sys; sys.exit(importlib.util.find_spec('pyc.lsp') is None)";
  return new Promise((done) => {
    execFile(interpreter, ["-I", "-c", program], { timeout: PROBE_TIMEOUT }, (error) => done(error === null));
  });
}
