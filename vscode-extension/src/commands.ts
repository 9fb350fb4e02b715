// What the user can have done with a file: build, run, debug, compare, explain.

import { execFile } from "node:child_process";
import * as vscode from "vscode";

import { install } from "./installing";
import { processes } from "./pure/launching";
import { levelOption } from "./pure/levels";
import type { Built, Compared, Kind } from "./pure/protocol";
import { chosenLevel, isEnded, type Server } from "./server";
import { SCHEME, type Views } from "./views";

const VIEWS: Readonly<Record<string, Kind>> = {
  "pyc.viewAst": "ast",
  "pyc.viewFlow": "flow",
  "pyc.viewIr": "ir",
  "pyc.viewLlvm": "llvm",
  "pyc.viewAsm": "asm",
  "pyc.viewProblems": "problem",
};
const EXPLANATION = "pyc-explain";

export function registerCommands(server: Server, views: Views): vscode.Disposable {
  const command = (name: string, work: (uri: vscode.Uri, more?: unknown) => Promise<unknown>): vscode.Disposable =>
    vscode.commands.registerCommand(name, async (given?: vscode.Uri | string, more?: unknown) => {
      const uri = fileOf(given);
      if (uri === undefined) {
        void vscode.window.showInformationMessage("Open a Python file first.");
        return;
      }
      await work(uri, more);
    });
  const trusted = (name: string, work: (uri: vscode.Uri) => Promise<unknown>): vscode.Disposable =>
    command(name, async (uri) => {
      if (!vscode.workspace.isTrusted) {
        void vscode.window.showWarningMessage("This workspace is not trusted: nothing of it is built or run.");
      } else if (await saved(uri)) {
        await work(uri);
      }
    });
  return vscode.Disposable.from(
    trusted("pyc.compileNatively", (uri) => compile(server, uri)),
    trusted("pyc.runNatively", (uri) => run(server, uri)),
    trusted("pyc.debugNatively", (uri) => debug(uri)),
    trusted("pyc.compareWithCPython", (uri) => compare(server, uri)),
    command("pyc.showReport", (uri) => views.openReport(uri)),
    ...Object.entries(VIEWS).map(([name, kind]) => command(name, (uri, func) => views.open(uri, kind, typeof func === "string" ? func : undefined))),
    command("pyc.viewIrAfter", async (uri) => {
      const found = await server.request<{ stages: string[] }>("pyc/stages", {});
      const stage = await vscode.window.showQuickPick(found?.stages ?? [], { placeHolder: "IR as it is after this stage" });
      return stage === undefined ? undefined : views.open(uri, `ir/${stage}`);
    }),
    vscode.commands.registerCommand("pyc.explainProblem", (slug?: string) => explain(server, slug)),
    vscode.commands.registerCommand("pyc.restartServer", () => server.restart()),
    vscode.commands.registerCommand("pyc.resetWorker", () => vscode.commands.executeCommand("pyc.restartWorker")),
    vscode.commands.registerCommand("pyc.showOutput", () => server.output.show()),
    vscode.commands.registerCommand("pyc.installServer", (source?: vscode.Uri) => install(server, source)),
    vscode.commands.registerCommand("pyc.showInstallation", () =>
      vscode.commands.executeCommand("workbench.action.openWalkthrough", "pyc.pyc#start", false),
    ),
    vscode.commands.registerCommand("pyc.pickProcess", pickProcess),
    vscode.workspace.registerTextDocumentContentProvider(EXPLANATION, {
      provideTextDocumentContent: (uri) => page(server, uri.query),
    }),
  );
}

/** A lens gives a text, a menu a Uri, the palette nothing. */
function fileOf(given: vscode.Uri | string | undefined): vscode.Uri | undefined {
  if (typeof given === "string") {
    return vscode.Uri.parse(given);
  }
  if (given instanceof vscode.Uri) {
    return given;
  }
  const document = vscode.window.activeTextEditor?.document;
  return document?.languageId === "python" ? document.uri : undefined;
}

/** What is built and run is the file on disk: it must be what the user sees. */
async function saved(uri: vscode.Uri): Promise<boolean> {
  const document = vscode.workspace.textDocuments.find((each) => each.uri.toString() === uri.toString());
  return document === undefined || !document.isDirty || document.save();
}

async function compile(server: Server, uri: vscode.Uri): Promise<void> {
  const name = vscode.workspace.asRelativePath(uri);
  const built = await unlessEnded(server.execute<Built>("pyc.build", { uri: uri.toString(), level: chosenLevel("build.level", uri), debug: false }));
  if (built === "cancelled") {
    return;
  }
  if (built?.ok !== true) {
    await refused(`${name} was not compiled: ${built?.message ?? "the server does not run"}`);
    return;
  }
  const answer = await vscode.window.showInformationMessage(`${name}: ${built.message}`, "Run it");
  if (answer !== undefined) {
    await inTerminal([built.program], `run the program of ${name}`, uri);
  }
}

async function run(server: Server, uri: vscode.Uri): Promise<void> {
  const compiler = compilerOf(server);
  if (compiler !== undefined) {
    const option = levelOption(chosenLevel("build.level", uri));
    await inTerminal([...compiler, "run", ...option, uri.fsPath], `run ${vscode.workspace.asRelativePath(uri)}`, uri);
  }
}

/** As a task: a terminal that stays when the program ends, and whose problems are found. */
async function inTerminal([program = "", ...words]: readonly string[], name: string, uri: vscode.Uri): Promise<void> {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  const cwd = folder?.uri.fsPath ?? vscode.Uri.joinPath(uri, "..").fsPath;
  const execution = new vscode.ProcessExecution(program, words, { cwd });
  const task = new vscode.Task({ type: "process" }, folder ?? vscode.TaskScope.Workspace, name, "pyc", execution, "$pyc");
  task.presentationOptions = { clear: true, focus: true };
  await vscode.tasks.executeTask(task);
}

async function debug(uri: vscode.Uri): Promise<void> {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  const name = `Debug ${vscode.workspace.asRelativePath(uri)} natively`;
  await vscode.debug.startDebugging(folder, { type: "pyc", request: "launch", name, program: uri.fsPath });
}

async function compare(server: Server, uri: vscode.Uri): Promise<void> {
  const name = vscode.workspace.asRelativePath(uri);
  const compared = await unlessEnded(server.execute<Compared>("pyc.compare", { uri: uri.toString(), level: chosenLevel("build.level", uri) }));
  if (compared === "cancelled") {
    return;
  }
  if (compared === undefined) {
    await refused(`${name} was not compared: the server does not run`);
  } else if (compared.equal) {
    server.output.info(`${name}: ${compared.message}`);
    void vscode.window.showInformationMessage(`${name}: ${compared.message}`);
  } else {
    await refused(`${name}: ${compared.message}`);
  }
}

/** The server shows how far it is, and lets the user end it. */
async function unlessEnded<Answer>(work: Promise<Answer>): Promise<Answer | "cancelled"> {
  try {
    return await work;
  } catch (error) {
    if (isEnded(error)) {
      return "cancelled";
    }
    throw error;
  }
}

async function refused(message: string): Promise<void> {
  const answer = await vscode.window.showErrorMessage(message, "Show problems");
  if (answer !== undefined) {
    await vscode.commands.executeCommand("workbench.actions.view.problems");
  }
}

/** The compiler's command line; undefined, once the user was told that there is none. */
export function compilerOf(server: Server): readonly string[] | undefined {
  if (server.compiler === undefined) {
    void vscode.window.showErrorMessage("pyc is not installed.", "How to install").then((answer) => {
      if (answer !== undefined) {
        void vscode.commands.executeCommand("pyc.showInstallation");
      }
    });
  }
  return server.compiler;
}

// ---- problems

/** Of the slug, else of the problem at the cursor, else of one that is chosen. */
async function explain(server: Server, given: string | undefined): Promise<void> {
  const slug = given ?? (await problemAtCursor()) ?? (await chosenProblem(server));
  if (slug === undefined) {
    return;
  }
  const uri = vscode.Uri.from({ scheme: EXPLANATION, path: `/${slug}.md`, query: slug });
  await vscode.commands.executeCommand("markdown.showPreviewToSide", uri);
}

async function problemAtCursor(): Promise<string | undefined> {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined || editor.document.uri.scheme === SCHEME) {
    return undefined;
  }
  const line = editor.selection.active.line;
  const found = vscode.languages
    .getDiagnostics(editor.document.uri)
    .filter((each) => each.source === "pyc" && each.range.start.line <= line && line <= each.range.end.line);
  const nearest = found.find((each) => each.range.contains(editor.selection.active)) ?? found[0];
  const code = nearest?.code;
  return code === undefined ? undefined : String(typeof code === "object" ? code.value : code);
}

async function chosenProblem(server: Server): Promise<string | undefined> {
  const listed = await told(server, ["explain"]);
  const items = listed
    .split("\n")
    .filter(Boolean)
    .map((line) => line.trim().split(/\s+/))
    .map(([severity = "", slug = ""]) => ({ label: slug, description: severity }));
  return (await vscode.window.showQuickPick(items, { placeHolder: "A kind of problem" }))?.label;
}

async function page(server: Server, slug: string): Promise<string> {
  return (await told(server, ["explain", slug])) || `There is no page for \`${slug}\`.\n`;
}

/** What the compiler prints; "": it says nothing, or is not installed. */
async function told(server: Server, words: readonly string[]): Promise<string> {
  const compiler = compilerOf(server);
  return compiler === undefined ? "" : output([...compiler, ...words]);
}

// ---- processes

async function pickProcess(): Promise<string | undefined> {
  const listing = await output(["ps", "-eo", "pid=,args="]);
  const items = processes(listing).map((each) => ({ label: each.command, description: String(each.pid) }));
  const picked = await vscode.window.showQuickPick(items, { placeHolder: "The process to attach to", matchOnDescription: true });
  return picked?.description;
}

function output([program = "", ...words]: readonly string[]): Promise<string> {
  return new Promise((done) => {
    execFile(program, words, { maxBuffer: 1 << 24 }, (_error, text) => done(text));
  });
}
