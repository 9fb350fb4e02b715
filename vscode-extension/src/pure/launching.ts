// What F5 starts: a debug configuration made whole, and the command of its adapter.

import * as path from "node:path";

import { levelOption } from "./levels";

export interface Configuration {
  type: string;
  request: string;
  name: string;
  program?: string;
  args?: string[];
  cwd?: string;
  level?: number;
  stopOnEntry?: boolean;
  pid?: number | string;
  /** The Python file that the adapter builds; set by us alone. */
  source?: string;
  [key: string]: unknown;
}

export interface Defaults {
  /** The Python file in the editor. */
  readonly file: string | undefined;
  readonly folder: string | undefined;
  /** Of the setting; undefined: the user chose none. */
  readonly level: number | undefined;
}

/** lldb's command to stop once before the first line of the program. */
const LLDB_STOP = 'breakpoint set --one-shot true --func-regex "^<module>$"';

/** A configuration with all that was left out; a string: why it cannot be. */
export function completed(given: Configuration, defaults: Defaults): Configuration | string {
  const made: Configuration = { ...given };
  if (!given.type && !given.request) {
    Object.assign(made, { type: "pyc", request: "launch", name: "Debug natively" });
  }
  if (made.request === "attach") {
    if (made.pid === undefined || made.pid === "") {
      made.pid = "${command:pickProcess}";
    }
    return made;
  }
  made.program ??= defaults.file ?? "";
  if (made.program === "") {
    return "Open a Python file to debug, or name one as `program`.";
  }
  if (made.level === undefined && defaults.level !== undefined) {
    made.level = defaults.level;
  }
  return made;
}

/** A configuration whose variables are replaced, as the adapter shall get it; a string: why not. */
export function resolved(given: Configuration, binaries: string, folder?: string): Configuration | string {
  if (given.request === "attach") {
    const pid = Number(given.pid);
    return Number.isInteger(pid) && pid > 0 ? { ...given, pid } : `There is no process \`${given.pid}\`.`;
  }
  const program = path.resolve(folder ?? ".", given.program ?? "");
  const made: Configuration = { ...given, program, cwd: given.cwd || folder || path.dirname(program) };
  if (given.stopOnEntry === true) {
    // An adapter's own entry is the loader's, far from any Python.
    made.stopOnEntry = false;
    const before = Array.isArray(given["preRunCommands"]) ? given["preRunCommands"] : [];
    made["preRunCommands"] = [...before, LLDB_STOP];
    made["stopAtBeginningOfMainSubprogram"] = true; // gdb's, which stops in main()
  }
  if (!isPython(program)) {
    return made;
  }
  return { ...made, source: program, program: path.join(binaries, binaryName(program)) };
}

/** `pyc debug --dap` for the configuration; it builds nothing where a built program is launched or attached to. */
export function adapterCommand(compiler: readonly string[], given: Configuration): string[] {
  const start = [...compiler, "debug", "--dap"];
  if (given.source === undefined) {
    return start;
  }
  return [...start, ...levelOption(given.level), "-o", given.program ?? "", given.source];
}

/** The build that comes before the adapter, which is no place to tell the user of problems. */
export function buildCommand(compiler: readonly string[], given: Configuration): string[] {
  return [...compiler, "build", "-g", ...levelOption(given.level), "-o", given.program ?? "", given.source ?? ""];
}

/** Files of one name in different folders get different binaries. */
function binaryName(program: string): string {
  let hash = 0;
  for (const character of path.dirname(program)) {
    hash = (Math.imul(hash, 31) + (character.codePointAt(0) ?? 0)) >>> 0;
  }
  return `${path.basename(program, ".py")}-${hash.toString(16)}`;
}

function isPython(program: string): boolean {
  return program.endsWith(".py");
}

/** `  123 ./prog --fast` as `ps -eo pid=,args=` prints it. */
export function processes(listing: string): { pid: number; command: string }[] {
  const found = [];
  for (const line of listing.split("\n")) {
    const match = /^\s*(\d+)\s+(\S.*)$/.exec(line);
    if (match !== null) {
      found.push({ pid: Number(match[1]), command: match[2] ?? "" });
    }
  }
  return found.reverse(); // the newest is the likeliest
}
