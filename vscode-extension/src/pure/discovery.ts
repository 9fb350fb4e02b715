// Where the language server and the compiler are.
//
// in:   the setting, the selected interpreter, the workspace folders, PATH, and whether the
//       workspace is trusted
// out:  the commands of both, and in words where they were found; or undefined

import * as path from "node:path";

export interface Installation {
  readonly server: readonly string[];
  readonly compiler: readonly string[];
  readonly origin: string;
}

export interface Surroundings {
  /** Of the setting `pyc.server.command`; empty: not set. */
  readonly configured: readonly string[];
  /** The interpreter that the Python extension has selected. */
  readonly interpreter: string | undefined;
  readonly folders: readonly string[];
  /** Folders of PATH. */
  readonly searched: readonly string[];
  readonly isTrusted: boolean;
  readonly isFile: (file: string) => boolean;
  /** Whether this interpreter can import the server. */
  readonly hasServer: (interpreter: string) => boolean;
  readonly isWindows?: boolean;
}

export const SETTING = "the setting pyc.server.command";
export const ENVIRONMENTS = [".venv", "venv"];
export const SAFE_PATH = "-P"; // Python's option to import nothing from the folder that it is started in

/** In an untrusted workspace neither the setting nor anything inside the workspace is taken. */
export function installation(around: Surroundings): Installation | undefined {
  if (around.isTrusted && around.configured.length > 0) {
    return { server: around.configured, compiler: compilerBeside(around.configured, around), origin: SETTING };
  }
  const { interpreter } = around;
  if (interpreter !== undefined && mayRun(interpreter, around)) {
    const found = inFolder(path.dirname(interpreter), "the selected interpreter's environment", around);
    if (found !== undefined) {
      return found;
    }
    if (around.hasServer(interpreter)) {
      return ofInterpreter(interpreter, "the selected interpreter");
    }
  }
  for (const folder of around.isTrusted ? around.folders : []) {
    for (const name of ENVIRONMENTS) {
      const found = inFolder(path.join(folder, name, scripts(around)), `${name} of the workspace`, around);
      if (found !== undefined) {
        return found;
      }
    }
  }
  for (const folder of around.searched) {
    if (!path.isAbsolute(folder) || !mayRun(folder, around)) {
      continue; // a relative folder of PATH is a folder of whatever is open
    }
    const found = inFolder(folder, "PATH", around);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

/** The `pyc` that belongs to a server's command. */
function compilerBeside(server: readonly string[], around: Surroundings): string[] {
  const [first = "", ...rest] = server;
  const module = rest.indexOf("pyc.lsp");
  if (module > 0 && rest[module - 1] === "-m") {
    return [first, SAFE_PATH, ...rest.slice(0, module), "pyc.compiler.driver"];
  }
  const beside = path.join(path.dirname(first), executable("pyc", around));
  return [path.isAbsolute(first) && around.isFile(beside) ? beside : "pyc"];
}

function inFolder(folder: string, origin: string, around: Surroundings): Installation | undefined {
  const server = path.join(folder, executable("pyc-lsp", around));
  if (!around.isFile(server)) {
    return undefined;
  }
  return { server: [server], compiler: [path.join(folder, executable("pyc", around))], origin };
}

function ofInterpreter(interpreter: string, origin: string): Installation {
  const start = [interpreter, SAFE_PATH, "-m"];
  return { server: [...start, "pyc.lsp"], compiler: [...start, "pyc.compiler.driver"], origin };
}

/** Where the server is started: in a folder of ours, unless its command is one of the workspace's. A file `ast.py` that lies
 * where `python -m` is started would be run instead of Python's. */
export function startFolder(server: readonly string[], ours: string, folder: string | undefined): string {
  const [program = ""] = server;
  const isOfWorkspace = !path.isAbsolute(program) && /[\\/]/.test(program);
  return isOfWorkspace ? (folder ?? ours) : ours;
}

function mayRun(file: string, around: Surroundings): boolean {
  return around.isTrusted || !around.folders.some((folder) => isInside(file, folder));
}

function isInside(file: string, folder: string): boolean {
  const way = path.relative(folder, file);
  return way === "" || (!way.startsWith("..") && !path.isAbsolute(way));
}

export function scripts(around: Pick<Surroundings, "isWindows">): string {
  return around.isWindows === true ? "Scripts" : "bin";
}

export function executable(name: string, around: Pick<Surroundings, "isWindows">): string {
  return around.isWindows === true ? `${name}.exe` : name;
}
