// Tasks `pyc: build` and `pyc: check`, for the file in the editor or the one that a task names.

import * as path from "node:path";
import * as vscode from "vscode";

import { taskOptions } from "./pure/levels";
import { chosenLevel, type Server } from "./server";

interface Definition extends vscode.TaskDefinition {
  readonly command: "build" | "check";
  readonly file?: string;
  readonly args?: readonly string[];
}

export function registerTasks(server: Server): vscode.Disposable {
  return vscode.tasks.registerTaskProvider("pyc", {
    provideTasks: () => {
      const document = vscode.window.activeTextEditor?.document;
      const scope = document && (vscode.workspace.getWorkspaceFolder(document.uri) ?? vscode.TaskScope.Workspace);
      if (document?.languageId !== "python" || scope === undefined) {
        return [];
      }
      return [taskOf(server, { type: "pyc", command: "build" }, scope), taskOf(server, { type: "pyc", command: "check" }, scope)];
    },
    resolveTask: (task) => taskOf(server, task.definition as Definition, task.scope ?? vscode.TaskScope.Workspace),
  });
}

/** The definition must be the very one that was given: VS Code finds its task by it. */
function taskOf(server: Server, definition: Definition, scope: vscode.WorkspaceFolder | vscode.TaskScope): vscode.Task {
  const [program = "pyc", ...words] = server.compiler ?? [];
  const file = definition.file ?? "${file}";
  const name = definition.file === undefined ? definition.command : `${definition.command} ${path.basename(definition.file)}`;
  const where = typeof scope === "object" ? scope : vscode.TaskScope.Workspace;
  const level = definition.command === "build" ? chosenLevel("build.level", typeof scope === "object" ? scope.uri : undefined) : undefined;
  const options = taskOptions(definition.args ?? [], level);
  const execution = new vscode.ProcessExecution(program, [...words, definition.command, ...options, file]);
  const task = new vscode.Task(definition, where, name, "pyc", execution, "$pyc");
  task.group = definition.command === "build" ? vscode.TaskGroup.Build : vscode.TaskGroup.Test;
  return task;
}
