// Installs the server where it will be looked for, by tasks whose output the user sees.

import * as vscode from "vscode";

import { installSteps } from "./pure/installation";
import { isFile, type Server } from "./server";

/** From where pyc lies, which is asked for: it is no package of a public index. */
export async function install(server: Server, given?: vscode.Uri): Promise<void> {
  if (!vscode.workspace.isTrusted) {
    void vscode.window.showErrorMessage("This workspace is not trusted: nothing is installed for it.");
    return;
  }
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  const folders = folder === undefined ? [] : [folder.uri.fsPath];
  const place = { interpreter: await server.interpreter(), folders, isFile, isWindows: process.platform === "win32" };
  const options = { title: "A checkout of pyc, or a wheel of it", openLabel: "Install", canSelectFiles: true, canSelectFolders: true };
  const source = given ?? (await vscode.window.showOpenDialog(options))?.[0];
  if (source === undefined) {
    return;
  }
  const steps = installSteps(place, source.fsPath);
  if (steps === undefined) {
    void vscode.window.showErrorMessage("pyc is installed into an environment: open a folder, or select an interpreter.");
    return;
  }
  for (const step of steps) {
    const status = await ran(step, folder);
    if (status !== 0) {
      void vscode.window.showErrorMessage(`pyc was not installed: the command ended with status ${status ?? "unknown"}; the terminal has what it said.`);
      return;
    }
  }
  await server.restart();
}

/** Its exit status, in a terminal; undefined: it could not be started. */
function ran([program = "", ...words]: readonly string[], folder: vscode.WorkspaceFolder | undefined): Promise<number | undefined> {
  const execution = new vscode.ProcessExecution(program, [...words]);
  const task = new vscode.Task({ type: "process" }, folder ?? vscode.TaskScope.Global, "install the server", "pyc", execution, []);
  const listeners: vscode.Disposable[] = [];
  const ended = new Promise<number | undefined>((done, failed) => {
    const isOurs = (event: vscode.TaskEndEvent): boolean => event.execution.task.name === task.name;
    listeners.push(
      vscode.tasks.onDidEndTaskProcess((event) => isOurs(event) && done(event.exitCode)),
      vscode.tasks.onDidEndTask((event) => isOurs(event) && done(undefined)),
    );
    vscode.tasks.executeTask(task).then(undefined, failed);
  });
  return ended.finally(() => vscode.Disposable.from(...listeners).dispose());
}
