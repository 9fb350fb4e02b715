// Which level of optimisation is named to the compiler. Where the user chose none, none is: then the
// file's pyc.toml counts, and only the compiler knows it.

/** What VS Code tells of a setting; its default is no choice of the user's. */
export interface Inspected {
  readonly workspaceFolderValue?: number | undefined;
  readonly workspaceValue?: number | undefined;
  readonly globalValue?: number | undefined;
}

export function chosenOf(found: Inspected | undefined): number | undefined {
  return found?.workspaceFolderValue ?? found?.workspaceValue ?? found?.globalValue;
}

/** As words of a command line. */
export function levelOption(level: number | undefined): string[] {
  return level === undefined ? [] : [`-O${level}`];
}

/** The options of a task: its own, and the level that was chosen where they name none. */
export function taskOptions(given: readonly string[], level: number | undefined): string[] {
  return given.some((each) => /^-O[0-3g]$/.test(each)) ? [...given] : [...levelOption(level), ...given];
}
