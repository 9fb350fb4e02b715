// What installs the server: into the selected interpreter's environment, else into the workspace's own.

import * as path from "node:path";

export interface Place {
  /** That the Python extension has selected. */
  readonly interpreter: string | undefined;
  readonly folder: string | undefined;
  readonly isFile: (file: string) => boolean;
  readonly isWindows?: boolean;
}

/** Commands, one after the other; undefined: there is nowhere to put it. `source`: a checkout or a wheel of pyc. */
export function installSteps(place: Place, source: string): string[][] | undefined {
  const pip = ["-m", "pip", "install", source];
  if (place.interpreter !== undefined) {
    return [[place.interpreter, ...pip]];
  }
  if (place.folder === undefined) {
    return undefined;
  }
  const environment = path.join(place.folder, ".venv");
  const isWindows = place.isWindows === true;
  const python = isWindows ? path.join(environment, "Scripts", "python.exe") : path.join(environment, "bin", "python");
  const made = place.isFile(python) ? [] : [[isWindows ? "py" : "python3", "-m", "venv", environment]];
  return [...made, [python, ...pip]];
}
