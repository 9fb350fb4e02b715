// What installs the server: into the selected interpreter's environment, else into the workspace's own.

import * as path from "node:path";

import { ENVIRONMENTS, executable, SAFE_PATH, scripts, type Surroundings } from "./discovery";

export type Place = Pick<Surroundings, "interpreter" | "folders" | "isFile" | "isWindows">;

/** Commands, one after the other; undefined: there is nowhere to put it. `source`: a checkout or a wheel of pyc. */
export function installSteps(place: Place, source: string): string[][] | undefined {
  const pip = [SAFE_PATH, "-m", "pip", "install", source];
  if (place.interpreter !== undefined) {
    return [[place.interpreter, ...pip]];
  }
  const [folder] = place.folders;
  if (folder === undefined) {
    return undefined;
  }
  const pythonOf = (environment: string): string => path.join(folder, environment, scripts(place), executable("python", place));
  const there = ENVIRONMENTS.find((each) => place.isFile(pythonOf(each)));
  if (there !== undefined) {
    return [[pythonOf(there), ...pip]];
  }
  const [made = ""] = ENVIRONMENTS;
  const python = place.isWindows === true ? "py" : "python3";
  return [[python, SAFE_PATH, "-m", "venv", path.join(folder, made)], [pythonOf(made), ...pip]];
}
