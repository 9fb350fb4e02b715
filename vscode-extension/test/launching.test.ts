import assert from "node:assert/strict";
import { test } from "node:test";

import { adapterCommand, buildCommand, completed, processes, resolved, type Configuration } from "../src/pure/launching";

const DEFAULTS = { file: "/home/ada/prog.py", folder: "/home/ada", level: undefined };
const LAUNCH: Configuration = { type: "pyc", request: "launch", name: "x", program: "/home/ada/prog.py" };

function whole(made: Configuration | string): Configuration {
  assert.notEqual(typeof made, "string", String(made));
  return made as Configuration;
}

test("F5 without a launch.json debugs the file in the editor", () => {
  const made = whole(completed({ type: "", request: "", name: "" }, DEFAULTS));
  assert.deepEqual(made, { type: "pyc", request: "launch", name: "Debug natively", program: "/home/ada/prog.py" });
});

test("without a file there is nothing to debug", () => {
  const made = completed({ type: "pyc", request: "launch", name: "x" }, { ...DEFAULTS, file: undefined });
  assert.match(String(made), /Open a Python file/);
});

test("what the configuration says stays", () => {
  const made = whole(completed({ ...LAUNCH, level: 0, args: ["a"] }, { ...DEFAULTS, level: 2 }));
  assert.deepEqual([made.level, made.args], [0, ["a"]]);
});

test("the level is the configuration's, else that of the setting, else pyc.toml's, which the compiler reads", () => {
  const levels = (given: Partial<Configuration>, level: number | undefined): string[][] => {
    const made = whole(resolved(whole(completed({ ...LAUNCH, ...given }, { ...DEFAULTS, level })), "/storage"));
    return [buildCommand(["pyc"], made), adapterCommand(["pyc"], made)].map((words) => words.filter((each) => each.startsWith("-O")));
  };
  assert.deepEqual(levels({ level: 0 }, 2), [["-O0"], ["-O0"]]);
  assert.deepEqual(levels({}, 2), [["-O2"], ["-O2"]]);
  assert.deepEqual(levels({}, undefined), [[], []]);
});

test("a Python file is built aside, and its program is what the debugger launches", () => {
  const made = whole(resolved({ ...LAUNCH, level: 2 }, "/storage", "/home/ada"));
  assert.equal(made.source, "/home/ada/prog.py");
  assert.match(String(made.program), /^\/storage\/prog-[0-9a-f]+$/);
  assert.equal(made.cwd, "/home/ada");
  const program = String(made.program);
  assert.deepEqual(adapterCommand(["pyc"], made), ["pyc", "debug", "--dap", "-O2", "-o", program, "/home/ada/prog.py"]);
  assert.deepEqual(buildCommand(["pyc"], made), ["pyc", "build", "-g", "-O2", "-o", program, "/home/ada/prog.py"]);
});

test("files of one name in different folders have programs of their own", () => {
  const [one, other] = ["/a/prog.py", "/b/prog.py"].map((program) => whole(resolved({ ...LAUNCH, program }, "/storage")).program);
  assert.notEqual(one, other);
});

test("a relative program lies in the folder; it runs where the configuration says", () => {
  const made = whole(resolved({ ...LAUNCH, program: "sub/prog.py", cwd: "/elsewhere" }, "/storage", "/home/ada"));
  assert.deepEqual([made.source, made.cwd], ["/home/ada/sub/prog.py", "/elsewhere"]);
});

test("a built program is launched as it is; the adapter builds nothing of the user's", () => {
  const made = whole(resolved({ ...LAUNCH, program: "/home/ada/prog" }, "/storage"));
  assert.deepEqual([made.program, made.source, made.cwd], ["/home/ada/prog", undefined, "/home/ada"]);
  assert.deepEqual(adapterCommand(["pyc"], made), ["pyc", "debug", "--dap"]);
});

test("attaching needs a process", () => {
  const attach: Configuration = { type: "pyc", request: "attach", name: "x" };
  assert.equal(whole(completed(attach, DEFAULTS)).pid, "${command:pickProcess}");
  assert.equal(whole(resolved({ ...attach, pid: "41" }, "/storage")).pid, 41);
  assert.match(String(resolved({ ...attach, pid: "none" }, "/storage")), /no process/);
});

test("stopping on entry is before the first line of Python, not in the loader", () => {
  const made = whole(resolved({ ...LAUNCH, stopOnEntry: true, preRunCommands: ["settings show"] }, "/storage"));
  assert.equal(made.stopOnEntry, false);
  assert.deepEqual(made["preRunCommands"], ["settings show", 'breakpoint set --one-shot true --func-regex "^<module>$"']);
  assert.equal(made["stopAtBeginningOfMainSubprogram"], true);
});

test("processes are listed from the newest", () => {
  assert.deepEqual(processes("    1 /sbin/init\n  234 ./prog --fast  now\n\n"), [
    { pid: 234, command: "./prog --fast  now" },
    { pid: 1, command: "/sbin/init" },
  ]);
});
