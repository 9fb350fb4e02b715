// Whether another Python server is there, beside which definitions, completion and the like would
// come twice.

const SERVERS: readonly string[] = [
  "ms-python.vscode-pylance",
  "ms-pyright.pyright",
  "detachhead.basedpyright",
  "astral-sh.ty",
  "meta.pyrefly",
  "zuban.zubanls",
  "pylyzer.pylyzer",
  "jedi.jedi",
];
const PYTHON = "ms-python.python"; // brings Jedi along

/** `setting` is that of `pyc.navigation`, `python` that of `python.languageServer`. */
export function offersNavigation(setting: string, installed: readonly string[], python: string | undefined): boolean {
  if (setting !== "auto") {
    return setting === "on";
  }
  return otherServer(installed, python) === undefined;
}

/** Which one is there; undefined: none. */
export function otherServer(installed: readonly string[], python: string | undefined): string | undefined {
  const known = new Set(installed.map((each) => each.toLowerCase()));
  if (known.has(PYTHON) && python !== "None") {
    return PYTHON;
  }
  return SERVERS.find((each) => known.has(each) && !(each === "ms-python.vscode-pylance" && python === "None"));
}
