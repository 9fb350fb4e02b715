// Views of what the compiler made: their addresses, and which lines belong together.

import type { Kind, View } from "./protocol";

export interface Shown {
  readonly uri: string;
  readonly kind: Kind;
  /** A qualified name; "": everything. */
  readonly func: string;
}

export interface Address {
  readonly path: string;
  readonly query: string;
}

const TITLES: Readonly<Record<string, string>> = {
  ast: "typed tree",
  flow: "flow",
  ir: "IR",
  llvm: "LLVM IR",
  asm: "assembly",
  problem: "problems",
};

export function addressOf(shown: Shown): Address {
  const file = decodeURIComponent(shown.uri.slice(shown.uri.lastIndexOf("/") + 1));
  const [kind = "", stage] = shown.kind.split("/");
  const title = stage === undefined ? TITLES[kind] : `${TITLES[kind]} after ${stage}`;
  const what = shown.func === "" ? title : `${title} of ${shown.func}`;
  return { path: `/${file} (${what})`, query: JSON.stringify([shown.uri, shown.kind, shown.func]) };
}

/** Raises SyntaxError for a query that is not ours. */
export function shownAt(query: string): Shown {
  const [uri, kind, func] = JSON.parse(query) as [string, Kind, string];
  return { uri, kind, func };
}

/** Whether there is none of the text as it is, only why. */
export function isFailed(view: View, kind: Kind): boolean {
  return kind !== "problem" && view.languageId === "plaintext";
}

/** The last view that there was, below why there is none of the text as it is: half a statement takes nothing away. */
export function keptView(last: View, failed: View): View {
  const lines = last.lines.map(([view, source]): [number, number] => [view + 1, source]);
  return { ...last, text: `${failed.text.split("\n", 1)[0]}; before that:\n${last.text}`, lines };
}

/** The lines of the view that came from a line of the source. */
export function viewLines(pairs: readonly (readonly [number, number])[], source: number): number[] {
  return pairs.filter(([, line]) => line === source).map(([view]) => view);
}

/** The line of the source for a line of the view: its own, else that of the nearest one above. */
export function sourceLine(pairs: readonly (readonly [number, number])[], view: number): number | undefined {
  let nearest: readonly [number, number] | undefined;
  for (const pair of pairs) {
    if (pair[0] <= view && (nearest === undefined || pair[0] >= nearest[0])) {
      nearest = pair;
    }
  }
  return nearest?.[1];
}

export interface Scope {
  readonly name: string;
  readonly isFunction: boolean;
  readonly first: number;
  readonly last: number;
  readonly children: readonly Scope[];
}

/** The qualified name of the innermost function at a line, as Python's __qualname__; "": none. */
export function functionAt(scopes: readonly Scope[], line: number, before = ""): string {
  for (const scope of scopes) {
    if (scope.first <= line && line <= scope.last) {
      const name = before + scope.name;
      const inner = functionAt(scope.children, line, scope.isFunction ? `${name}.<locals>.` : `${name}.`);
      return inner !== "" || !scope.isFunction ? inner : name;
    }
  }
  return "";
}
