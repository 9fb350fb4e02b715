// Runs in the extension host of the real workbench; run.mjs starts it.

const assert = require("node:assert/strict");
const { spawn } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const vscode = require("vscode");

const PROGRAM = `def total(rows):
    result = 0
    for row in rows:
        result += row * row
    return result


def label(value):
    return "n=" + str(value)


class Account:
    def __init__(self, owner):
        self.owner = owner
        self.balance = 0

    def deposit(self, amount):
        self.balance += amount
        return self.balance


numbers = [1, 2, 3]
account = Account("Ada")
account.deposit(total(numbers))
print(label(account.balance))
`;
const TICKS = `import time


def tick(n):
    time.sleep(0.05)
    return n + 1


n = 0
while n < 1_000_000:
    n = tick(n)
`;
const PATIENCE = 60_000;

const SCENARIOS = {
  async "the server is found and the file has no problems"(uri) {
    const extension = vscode.extensions.getExtension("pyc.pyc");
    await eventually("activation", () => extension.isActive);
    await eventually("hints", async () => (await hints(uri)).length > 0);
    assert.deepEqual(vscode.languages.getDiagnostics(uri).filter((each) => each.source === "pyc"), []);
  },

  async "an installation that fails makes an environment, says so, and leaves the server as it is"(uri) {
    const folder = vscode.workspace.workspaceFolders[0].uri.fsPath;
    const empty = path.join(folder, "no-package");
    fs.mkdirSync(empty);
    const ended = new Promise((done) => vscode.tasks.onDidEndTaskProcess((event) => event.exitCode !== 0 && done(event.exitCode)));
    await within(vscode.commands.executeCommand("pyc.installServer", vscode.Uri.file(empty)), "the installation");
    assert.ok((await within(ended, "the status of pip")) > 0);
    assert.ok(fs.existsSync(path.join(folder, ".venv", "bin", "python")));
    fs.rmSync(path.join(folder, ".venv"), { recursive: true });
    fs.rmSync(empty, { recursive: true });
    await eventually("hints", async () => (await hints(uri)).length > 0);
  },

  async "all its commands are there"() {
    const extension = vscode.extensions.getExtension("pyc.pyc");
    const known = new Set(await vscode.commands.getCommands(true));
    const missing = extension.packageJSON.contributes.commands.map((each) => each.command).filter((each) => !known.has(each));
    assert.deepEqual(missing, []);
  },

  async "lenses lead to commands that exist"(uri) {
    const lenses = await eventually("lenses", async () => {
      const found = await vscode.commands.executeCommand("vscode.executeCodeLensProvider", uri, 100);
      return found.length > 0 && found;
    });
    const known = new Set(await vscode.commands.getCommands(true));
    for (const each of lenses) {
      assert.ok(known.has(each.command.command), each.command.command);
      assert.equal(each.command.arguments[0], uri.toString(), "the lens's file");
    }
    await picture("hints-and-lenses");
  },

  async "a mistake is told while it is typed, and goes with its mending"(uri, editor) {
    const end = editor.document.lineAt(editor.document.lineCount - 1).range.end;
    await editor.edit((edit) => edit.insert(end, "print(accuont)\n"));
    const found = await eventually("the problem", () => problems(uri)[0]);
    assert.match(found.message, /accuont/);
    editor.selection = new vscode.Selection(found.range.start, found.range.start);
    await picture("problem");
    await vscode.commands.executeCommand("pyc.viewProblems", uri);
    const view = vscode.window.visibleTextEditors.find((each) => each.document.uri.scheme === "pyc-view");
    assert.match(view.document.getText(), /^error\[undefined-name\]: name `accuont` is not defined\n/);
    await picture("problem-as-printed");
    await vscode.commands.executeCommand("workbench.action.closeEditorsInOtherGroups");
    await vscode.commands.executeCommand("undo");
    await eventually("no problems", () => problems(uri).length === 0);
    await editor.document.save();
  },

  async "a save compiles in the background, and the lenses tell of that build"(uri, editor) {
    const end = editor.document.lineAt(editor.document.lineCount - 1).range.end;
    await editor.edit((edit) => edit.insert(end, "# saved\n"));
    await editor.document.save();
    const lens = await eventually("facts of the build", async () => {
      const found = await vscode.commands.executeCommand("vscode.executeCodeLensProvider", uri, 100);
      return found.map((each) => each.command?.title ?? "").find((each) => each.includes("build of") && !each.includes("before"));
    });
    assert.match(lens, /^native · [\d,]+ bytes( · compiled in \d+ ms)? · build of \d\d:\d\d$/);
    const [hover] = await vscode.commands.executeCommand("vscode.executeHoverProvider", uri, new vscode.Position(0, 5));
    const words = hover.contents.map((each) => each.value).join();
    assert.match(words, /bytes native/);
    assert.match(words, /\[assembly\]\(command:pyc\.viewAsm\?/);
    await picture("build-facts");
    await vscode.commands.executeCommand("undo");
    await editor.document.save();
  },

  async "the call hierarchy tells what calls cost"(uri, editor) {
    const [item] = await eventually("the function", async () => {
      const found = await vscode.commands.executeCommand("vscode.prepareCallHierarchy", uri, new vscode.Position(0, 5));
      return found.length > 0 && found;
    });
    assert.equal(`${item.name} ${item.detail}`, "total native");
    const calls = await vscode.commands.executeCommand("vscode.provideIncomingCalls", item);
    assert.deepEqual(calls.map((each) => `${each.from.name}: ${each.from.detail}`), ["prog.py: native call"]);
    editor.selection = new vscode.Selection(0, 5, 0, 5);
    await vscode.commands.executeCommand("references-view.showCallHierarchy");
    await pause(1500);
    await picture("call-hierarchy");
    await vscode.commands.executeCommand("workbench.view.explorer");
    await vscode.window.showTextDocument(uri);
  },

  async "names are found, proved anew, and completed where no other server is"(uri) {
    const place = new vscode.Position(23, 18); // total, where it is called
    const [definition] = await vscode.commands.executeCommand("vscode.executeDefinitionProvider", uri, place);
    assert.equal((definition.range ?? definition.targetRange).start.line, 0);
    const uses = await vscode.commands.executeCommand("vscode.executeReferenceProvider", uri, place);
    assert.equal(uses.length, 2);
    const edit = await vscode.commands.executeCommand("vscode.executeDocumentRenameProvider", uri, place, "added");
    assert.deepEqual(edit.entries().map(([, edits]) => edits.length), [2]);
    await assert.rejects(vscode.commands.executeCommand("vscode.executeDocumentRenameProvider", uri, place, "label"), /would/);
    const completed = await vscode.commands.executeCommand("vscode.executeCompletionItemProvider", uri, new vscode.Position(23, 8));
    assert.ok(completed.items.some((each) => (each.label.label ?? each.label) === "deposit"));
    const told = await vscode.commands.executeCommand("vscode.executeSignatureHelpProvider", uri, new vscode.Position(23, 16));
    assert.equal(told.signatures[0].label, "deposit(amount)");
  },

  async "files that are not open have their problems, and a bad pyc.toml too"(uri) {
    const folder = path.dirname(uri.fsPath);
    const closed = vscode.Uri.file(path.join(folder, "closed.py"));
    const settings = vscode.Uri.file(path.join(folder, "pyc.toml"));
    fs.writeFileSync(closed.fsPath, "def spread(*values):\n    return values\n\n\nprint(spread(1), undefined)\n");
    const configuration = vscode.workspace.getConfiguration("pyc");
    await configuration.update("analysis.scope", "workspace", vscode.ConfigurationTarget.Global);
    const found = await eventually("the problem", () => problems(closed).find((each) => /undefined/.test(each.message)));
    assert.equal(found.range.start.line, 4);
    fs.writeFileSync(settings.fsPath, "levle = 3\n");
    const bad = await eventually("the bad setting", () => problems(settings)[0]);
    assert.match(bad.message, /no setting `levle`/);
    await vscode.commands.executeCommand("pyc.scanWorkspace");
    await vscode.commands.executeCommand("pyc.compilability.focus");
    await pause(1500);
    await picture("workspace");
    fs.writeFileSync(settings.fsPath, "");
    await eventually("no bad setting", () => problems(settings).length === 0);
    await configuration.update("analysis.scope", undefined, vscode.ConfigurationTarget.Global);
    fs.unlinkSync(closed.fsPath);
    fs.unlinkSync(settings.fsPath);
    await vscode.window.showTextDocument(uri);
  },

  async "views open beside the source, follow it, and mark the cursor's line"(uri, editor) {
    editor.selection = new vscode.Selection(3, 8, 3, 8);
    await vscode.commands.executeCommand("pyc.viewIr", uri);
    const view = await eventually("the view", () => vscode.window.visibleTextEditors.find((each) => each.document.uri.scheme === "pyc-view"));
    const before = view.document.getText();
    assert.ok(before.includes("total"), before.slice(0, 200));
    assert.ok(!before.includes("deposit"), "the view is of one function");
    await picture("ir");
    await editor.edit((edit) => edit.replace(new vscode.Range(3, 18, 3, 27), "row * row * 7"));
    await eventually("the view to follow", () => view.document.getText() !== before);
    await vscode.commands.executeCommand("undo");
    await eventually("the view to go back", () => view.document.getText() === before);
    await editor.document.save();
    for (const command of ["pyc.viewAst", "pyc.viewFlow", "pyc.viewLlvm", "pyc.viewAsm"]) {
      await vscode.commands.executeCommand(command, uri);
      const text = vscode.window.visibleTextEditors.find((each) => each.document.uri.scheme === "pyc-view").document.getText();
      assert.ok(text.includes("total"), `${command}: ${text.slice(0, 200)}`);
      if (command === "pyc.viewAst") {
        assert.match(text, /^FunctionDef\(name='total'\)\n[^]*value = BinOp\(op=Mult\) {2}# int \(i64\)\n/);
        await picture("typed-tree");
      }
      assert.ok(!/Account.deposit(\$0|.boxed)"?[:(]/.test(text), `${command} is of one function`);
    }
    await picture("assembly");
    await vscode.commands.executeCommand("workbench.action.closeEditorsInOtherGroups");
  },

  async "the report is shown, and the tree has the module"(uri) {
    await vscode.commands.executeCommand("pyc.showReport", uri.toString());
    await vscode.commands.executeCommand("pyc.compilability.focus");
    const report = await eventually("the report", () =>
      vscode.workspace.textDocuments.find((each) => each.uri.scheme === "pyc-report"),
    );
    assert.match(report.getText(), /prog\.py: 4 of 4 functions are native/);
    await pause(3000);
    await picture("report-and-tree");
    await vscode.commands.executeCommand("workbench.action.closeEditorsInOtherGroups");
    await vscode.window.showTextDocument(uri);
  },

  async "a program is compiled"(uri) {
    const built = await vscode.commands.executeCommand("pyc.build", { uri: uri.toString(), level: 2, debug: false });
    assert.equal(built.ok, true, built.message);
    assert.ok(fs.existsSync(built.program));
    fs.unlinkSync(built.program);
    void vscode.commands.executeCommand("pyc.compileNatively", uri); // it waits for an answer to what it tells
    await eventually("the program", () => fs.existsSync(built.program));
    await pause(1000);
    await vscode.commands.executeCommand("notifications.clearAll");
  },

  async "CPython and the native program are compared"(uri) {
    const compared = await vscode.commands.executeCommand("pyc.compare", { uri: uri.toString() });
    assert.equal(compared.equal, true, compared.message);
  },

  async "tasks build and check, and find problems"(uri) {
    const tasks = await vscode.tasks.fetchTasks({ type: "pyc" });
    assert.deepEqual(tasks.map((each) => each.name).sort(), ["build", "check"]);
    const check = tasks.find((each) => each.name === "check");
    assert.equal(await statusOf(check), 0);
  },

  async "a breakpoint stops native code at a line of Python, with Python's values"(uri) {
    const line = new vscode.Location(uri, new vscode.Position(17, 0));
    const breakpoint = new vscode.SourceBreakpoint(line, true, "amount == 14");
    vscode.debug.addBreakpoints([breakpoint]);
    const stopped = stop();
    await vscode.commands.executeCommand("pyc.debugNatively", uri);
    const body = await within(stopped, "the breakpoint");
    const session = vscode.debug.activeDebugSession;
    const { stackFrames } = await session.customRequest("stackTrace", { threadId: body.threadId });
    assert.deepEqual(stackFrames.map((each) => `${each.name}:${each.line}`), ["Account.deposit:18", "<module>:24"]);
    const told = await session.customRequest("evaluate", { expression: "self.balance + amount", frameId: stackFrames[0].id, context: "watch" });
    assert.equal(told.result, "14");
    await vscode.commands.executeCommand("workbench.action.closePanel");
    await pause(1500);
    await picture("debugging");
    const ended = new Promise((done) => vscode.debug.onDidTerminateDebugSession(done));
    await session.customRequest("continue", { threadId: body.threadId });
    await within(ended, "the end of the program");
    await eventually("the session's end", () => vscode.debug.activeDebugSession === undefined);
    vscode.debug.removeBreakpoints([breakpoint]);
  },

  async "stopping on entry is at the first line of Python"(uri) {
    const config = { type: "pyc", request: "launch", name: "entry", program: uri.fsPath, stopOnEntry: true };
    await vscode.debug.startDebugging(vscode.workspace.workspaceFolders[0], config);
    const session = await eventually("the session", () => vscode.debug.activeDebugSession);
    const frames = await eventually("the stop", async () => {
      const { threads } = await session.customRequest("threads");
      const told = threads[0] && (await session.customRequest("stackTrace", { threadId: threads[0].id }).catch(() => undefined));
      return told?.stackFrames.length > 0 && told.stackFrames;
    });
    assert.deepEqual(frames.map((each) => `${each.name}:${each.line}`), ["<module>:1"]);
    await vscode.debug.stopDebugging(session);
    await eventually("the end", () => vscode.debug.activeDebugSession === undefined);
  },

  async "a program that was built is debugged as it is, and one that runs is attached to"(uri) {
    const source = vscode.Uri.file(path.join(path.dirname(uri.fsPath), "ticks.py"));
    fs.writeFileSync(source.fsPath, TICKS);
    const built = await vscode.commands.executeCommand("pyc.build", { uri: source.toString(), debug: true });
    assert.match(built.message, /at -O1$/);
    const breakpoint = new vscode.SourceBreakpoint(new vscode.Location(source, new vscode.Position(4, 0)), true);
    const running = spawn(built.program);
    try {
      for (const more of [{ request: "launch", program: built.program }, { request: "attach", pid: String(running.pid) }]) {
        vscode.debug.addBreakpoints([breakpoint]);
        const stopped = stop();
        await vscode.debug.startDebugging(undefined, { type: "pyc", name: more.request, ...more });
        const { threadId } = await within(stopped, `a stop after ${more.request}`);
        const session = vscode.debug.activeDebugSession;
        const { stackFrames } = await session.customRequest("stackTrace", { threadId });
        assert.deepEqual(stackFrames.map((each) => `${each.name}:${each.line}`), ["tick:5", "<module>:11"]);
        vscode.debug.removeBreakpoints([breakpoint]);
        const ended = new Promise((done) => vscode.debug.onDidTerminateDebugSession((each) => each.id === session.id && done()));
        await vscode.debug.stopDebugging(session);
        await within(ended, `the end after ${more.request}`);
      }
    } finally {
      running.kill("SIGKILL");
      fs.unlinkSync(source.fsPath);
      fs.unlinkSync(built.program);
    }
  },

  async "a program with mistakes is not debugged"(uri) {
    const wrong = vscode.Uri.file(path.join(path.dirname(uri.fsPath), "wrong.py"));
    fs.writeFileSync(wrong.fsPath, "print(\n");
    const config = { type: "pyc", request: "launch", name: "x", program: wrong.fsPath };
    const started = new Promise((done) => vscode.debug.onDidStartDebugSession(() => done("a session")));
    const done = vscode.debug.startDebugging(undefined, config);
    const answer = await Promise.race([done, started, pause(10_000).then(() => "a message waits")]);
    assert.ok(answer === false || answer === "a message waits", String(answer));
    await vscode.commands.executeCommand("notifications.clearAll");
  },

  async "a server that dies is started again"(uri) {
    const before = serverPids();
    assert.equal(before.length, 1);
    process.kill(before[0], "SIGKILL");
    await eventually("another server", () => serverPids().some((each) => !before.includes(each)));
    await eventually("hints", async () => (await hints(uri)).length > 0);
    await vscode.commands.executeCommand("pyc.restartServer");
    await eventually("hints", async () => (await hints(uri)).length > 0);
    await eventually("the end of the old server", () => serverPids().length === 1);
  },

  async "who restarts a dead server before its time gets one, not two"(uri) {
    for (let died = 0; died < 4; died++) {
      const [before] = await eventually("a server", () => serverPids().length > 0 && serverPids());
      process.kill(before, "SIGKILL");
      await eventually("its end", () => !serverPids().includes(before));
    }
    await pause(500); // the next start is two seconds away
    await vscode.commands.executeCommand("pyc.restartServer");
    await pause(3000); // the other one would have come
    assert.equal(serverPids().length, 1);
    await eventually("hints", async () => (await hints(uri)).length > 0);
  },

  async "a report for the clipboard tells of the server, and nothing of the source"(uri) {
    const editor = await vscode.window.showTextDocument(uri);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), "secret = 'tiger, tiger'\n"));
    const done = vscode.commands.executeCommand("pyc.copyReport");
    const text = await within(done, "the report");
    assert.match(text, /- compiler: pyc \d+\.\d+\.\d+ \(CPython 3\.\d+\.\d+, llvmlite /);
    assert.match(text, /- server: `python3 -m pyc\.lsp`, from the setting pyc\.server\.command\n/);
    assert.match(text, /- health: ok: .+\n- deaths of the server: 5\n/);
    assert.match(text, /`pyc\.costGutter\.enabled`: `true`/);
    assert.match(text, /the server died; next start in 250 ms/);
    assert.ok(!/tiger|deposit/.test(text), text);
    assert.equal(await vscode.env.clipboard.readText(), text);
    await picture("report-copied");
    await vscode.commands.executeCommand("notifications.clearAll");
    await vscode.commands.executeCommand("undo");
  },
};

exports.run = async () => {
  const folder = vscode.workspace.workspaceFolders[0].uri;
  const uri = vscode.Uri.joinPath(folder, "prog.py");
  fs.writeFileSync(uri.fsPath, PROGRAM);
  const editor = await vscode.window.showTextDocument(uri);
  const failed = [];
  for (const [name, scenario] of Object.entries(SCENARIOS)) {
    const started = Date.now();
    try {
      await scenario(uri, editor);
      console.log(`ok      ${name} (${Date.now() - started} ms)`);
    } catch (error) {
      failed.push(name);
      console.log(`FAILED  ${name}: ${error.stack}`);
      await vscode.commands.executeCommand("pyc.showOutput");
      await picture(`failed-${failed.length}`);
      await vscode.debug.stopDebugging();
      await vscode.window.showTextDocument(uri);
    }
  }
  console.log(`${Object.keys(SCENARIOS).length - failed.length} passed, ${failed.length} failed`);
  if (failed.length > 0) {
    throw new Error(failed.join("; "));
  }
};

/** The runner takes a picture when it reads this. */
async function picture(name) {
  await pause(700);
  console.log(`picture ${name}`);
  await pause(700);
}

function problems(uri) {
  return vscode.languages.getDiagnostics(uri).filter((each) => each.source === "pyc");
}

function hints(uri) {
  return vscode.commands.executeCommand("vscode.executeInlayHintProvider", uri, new vscode.Range(0, 0, 30, 0));
}

/** Children of the extension host that are our server. */
function serverPids() {
  return fs
    .readdirSync("/proc")
    .filter((each) => /^\d+$/.test(each))
    .filter((each) => {
      try {
        const words = fs.readFileSync(`/proc/${each}/cmdline`, "utf8").split("\0");
        const parent = /^PPid:\s+(\d+)/m.exec(fs.readFileSync(`/proc/${each}/status`, "utf8"))[1];
        return words.includes("pyc.lsp") && Number(parent) === process.pid;
      } catch {
        return false; // it ended
      }
    })
    .map(Number);
}

/** The next stop of a debugger. */
function stop() {
  return new Promise((done) => {
    const tracking = vscode.debug.registerDebugAdapterTrackerFactory("pyc", {
      createDebugAdapterTracker: () => ({
        onDidSendMessage: (message) => {
          if (message.event === "stopped") {
            tracking.dispose();
            done(message.body);
          }
        },
      }),
    });
  });
}

async function statusOf(task) {
  const ended = new Promise((done) =>
    vscode.tasks.onDidEndTaskProcess((event) => event.execution.task.name === task.name && done(event.exitCode)),
  );
  await vscode.tasks.executeTask(task);
  return within(ended, task.name);
}

async function eventually(what, probe) {
  const end = Date.now() + PATIENCE;
  while (Date.now() < end) {
    const found = await probe();
    if (found) {
      return found;
    }
    await pause(100);
  }
  throw new Error(`waited too long for ${what}`);
}

function within(promise, what) {
  const late = pause(PATIENCE).then(() => {
    throw new Error(`waited too long for ${what}`);
  });
  return Promise.race([promise, late]);
}

function pause(milliseconds) {
  return new Promise((done) => setTimeout(done, milliseconds));
}
