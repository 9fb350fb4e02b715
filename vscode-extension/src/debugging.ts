// Debugging: configurations made whole, programs built, and `pyc debug --dap` as the adapter.

import { execFile } from "node:child_process";
import * as path from "node:path";
import * as vscode from "vscode";

import { compilerOf } from "./commands";
import { adapterCommand, buildCommand, completed, resolved, type Configuration } from "./pure/launching";
import { chosenLevel, type Server } from "./server";

export function registerDebugging(server: Server, storage: vscode.Uri): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.debug.registerDebugConfigurationProvider("pyc", new Configurations(server, storage)),
    vscode.debug.registerDebugAdapterDescriptorFactory("pyc", new Adapters(server)),
  );
}

class Configurations implements vscode.DebugConfigurationProvider {
  constructor(
    private readonly server: Server,
    private readonly storage: vscode.Uri,
  ) {}

  provideDebugConfigurations(): vscode.DebugConfiguration[] {
    return [{ type: "pyc", request: "launch", name: "Debug natively", program: "${file}" }];
  }

  async resolveDebugConfiguration(
    folder: vscode.WorkspaceFolder | undefined,
    given: vscode.DebugConfiguration,
  ): Promise<vscode.DebugConfiguration | undefined> {
    const document = vscode.window.activeTextEditor?.document;
    const made = completed(given as Configuration, {
      file: document?.languageId === "python" ? document.uri.fsPath : undefined,
      folder: folder?.uri.fsPath,
      level: chosenLevel("debug.level", folder?.uri ?? document?.uri),
    });
    return told(made);
  }

  /** Builds the program: what is wrong with it is said before an adapter starts. */
  async resolveDebugConfigurationWithSubstitutedVariables(
    folder: vscode.WorkspaceFolder | undefined,
    given: vscode.DebugConfiguration,
    token?: vscode.CancellationToken,
  ): Promise<vscode.DebugConfiguration | undefined> {
    if (!vscode.workspace.isTrusted) {
      return told("This workspace is not trusted: nothing of it is debugged.");
    }
    const made = told(resolved(given as Configuration, this.storage.fsPath, folder?.uri.fsPath));
    const compiler = compilerOf(this.server);
    if (made === undefined || compiler === undefined || made.source === undefined) {
      return compiler === undefined ? undefined : made;
    }
    const document = vscode.workspace.textDocuments.find((each) => each.uri.fsPath === made.source);
    await document?.save();
    await vscode.workspace.fs.createDirectory(this.storage);
    const failure = await this.build(buildCommand(compiler, made), made.source);
    if (failure !== "") {
      this.server.output.showError(failure);
      const answer = await vscode.window.showErrorMessage(failure.split("\n", 1)[0] ?? "", "Show output");
      if (answer !== undefined) {
        this.server.output.show();
      }
      return undefined;
    }
    return token?.isCancellationRequested === true ? undefined : made;
  }

  /** What the compiler had to say; "": the program is there. The adapter finds it all cached. */
  private build([program = "", ...words]: readonly string[], source: string): Thenable<string> {
    const title = `Compiling ${path.basename(source)} for the debugger`;
    const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
    return vscode.window.withProgress(options, (_progress, token) =>
      new Promise<string>((done) => {
        const child = execFile(program, words, { cwd: path.dirname(source) }, (error, _text, problems) =>
          done(error === null ? "" : problems.trim() || error.message),
        );
        token.onCancellationRequested(() => child.kill());
      }),
    );
  }
}

class Adapters implements vscode.DebugAdapterDescriptorFactory {
  constructor(private readonly server: Server) {}

  async createDebugAdapterDescriptor(session: vscode.DebugSession): Promise<vscode.DebugAdapterDescriptor | undefined> {
    const compiler = compilerOf(this.server);
    if (compiler === undefined) {
      return undefined;
    }
    const [program = "", ...words] = adapterCommand(compiler, session.configuration as Configuration);
    return new vscode.DebugAdapterExecutable(program, words);
  }
}

/** The configuration; undefined, once the user was told why there is none. */
function told(made: Configuration | string): Configuration | undefined {
  if (typeof made === "string") {
    void vscode.window.showErrorMessage(made);
    return undefined;
  }
  return made;
}
