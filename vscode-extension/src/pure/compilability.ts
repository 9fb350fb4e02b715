// The tree "Native Code": a module, its share of native code, its functions and what keeps them.

import type { FunctionRow, Module, Report } from "./protocol";

/** A module with the name that is shown. */
export interface Named extends Module {
  readonly name: string;
}

interface PlacedRow extends FunctionRow {
  readonly uri: string;
}

export interface Node {
  readonly label: string;
  readonly detail: string;
  readonly hint: string;
  readonly icon: string;
  /** A line of the source, from 1, in the file `uri`. */
  readonly line: number | undefined;
  readonly uri: string;
  readonly children: readonly Node[];
}

export type Cost = "native" | "partly" | "boxed" | "none";

/** How a verdict is coloured; "none": it is not compiled, or not known. */
export function cost(verdict: string): Cost {
  switch (verdict) {
    case "native":
      return "native";
    case "partly boxed":
      return "partly";
    case "boxed only":
      return "boxed";
    default:
      return "none";
  }
}

const ICONS: Readonly<Record<Cost, string>> = {
  native: "pass-filled",
  partly: "warning",
  boxed: "error",
  none: "circle-outline",
};
const RANKS: Readonly<Record<Cost, number>> = { boxed: 0, partly: 1, native: 2, none: 3 };
const MOST_BLOCKERS = 10;

/** All modules: the workspace's share and its blockers first, where there are several. */
export function workspaceNodes(modules: readonly Named[]): Node[] {
  const nodes = modules.map(moduleNode).sort((a, b) => a.label.localeCompare(b.label));
  return modules.length > 1 ? [totalNode(modules), ...nodes] : nodes;
}

function totalNode(modules: readonly Named[]): Node {
  const functions = modules.flatMap(rowsOf);
  const native = functions.filter((each) => each.verdict === "native").length;
  const detail = functions.length === 0 ? "no functions" : `${percent(native / functions.length)} of ${functions.length} functions native`;
  const hint = `What would make most functions of the ${modules.length} modules native`;
  return { label: "All modules", detail, hint, icon: "globe", line: undefined, uri: "", children: blockerNodes(functions) };
}

export function moduleNode(module: Named): Node {
  const functions = rowsOf(module);
  const children = [...blockerNodes(functions), ...functionNodes(functions)];
  const detail = functions.length === 0 ? "no functions" : `${percent(module.native)} native`;
  return { label: module.name, detail, hint: summary(module.name, module), icon: "symbol-module", line: undefined, uri: module.uri, children };
}

function rowsOf(module: Named): PlacedRow[] {
  return module.functions.map((each) => ({ ...each, uri: module.uri }));
}

/** What stands in the way of most functions comes first; `unlocked`: those that would be native without it. */
export function blockers<Row extends FunctionRow>(functions: readonly Row[]): { reason: string; functions: Row[]; unlocked: number }[] {
  const found = new Map<string, Row[]>();
  for (const each of functions) {
    for (const reason of each.blockers) {
      found.set(reason, [...(found.get(reason) ?? []), each]);
    }
  }
  return [...found]
    .map(([reason, rows]) => ({ reason, functions: rows, unlocked: rows.filter((each) => each.blockers.length === 1).length }))
    .sort((a, b) => b.unlocked - a.unlocked || b.functions.length - a.functions.length || a.reason.localeCompare(b.reason))
    .slice(0, MOST_BLOCKERS);
}

/** `3 of 4 functions are native, 1 partly boxed`. */
export function summary(name: string, report: Report): string {
  const counts = new Map<string, number>();
  for (const each of report.functions) {
    counts.set(each.verdict, (counts.get(each.verdict) ?? 0) + 1);
  }
  const others = [...counts].filter(([verdict]) => verdict !== "native" && verdict !== "");
  const rest = others.map(([verdict, n]) => `, ${n} ${verdict}`).join("");
  return `${name}: ${counts.get("native") ?? 0} of ${report.functions.length} functions are native${rest}`;
}

/** The report as Markdown, costly functions first. */
export function reportText(name: string, report: Report): string {
  const lines = [`# ${name}`, "", summary(name, report), ""];
  if (report.functions.length > 0) {
    lines.push("| Function | Line | Verdict | Boxed steps | Why |", "|---|---|---|---|---|");
    for (const each of ordered(report.functions)) {
      const why = (each.reason ?? "").replaceAll("|", "\\|");
      lines.push(`| \`${each.name}\` | ${each.line} | ${each.verdict || "not known"} | ${each.boxed || ""} | ${why} |`);
    }
  }
  const found = blockers(report.functions);
  if (found.length > 0) {
    lines.push("", "## What keeps most functions from being native", "");
    lines.push(...found.map((each) => `- ${each.reason}: ${unlocking(each)}`));
  }
  return lines.join("\n") + "\n";
}

function percent(share: number): string {
  return `${Math.floor(share * 100)} %`;
}

function ordered<Row extends FunctionRow>(functions: readonly Row[]): Row[] {
  return [...functions].sort((a, b) => RANKS[cost(a.verdict)] - RANKS[cost(b.verdict)] || a.line - b.line);
}

function functionNodes(functions: readonly PlacedRow[]): Node[] {
  return ordered(functions).map((each) => ({
    label: each.name,
    detail: each.verdict || "not known",
    hint: [each.reason || each.blockers.join("; "), each.boxed > 0 ? `${each.boxed} boxed steps` : ""].filter(Boolean).join("; "),
    icon: ICONS[cost(each.verdict)],
    line: each.line,
    uri: each.uri,
    children: [],
  }));
}

function blockerNodes(functions: readonly PlacedRow[]): Node[] {
  const found = blockers(functions);
  if (found.length === 0) {
    return [];
  }
  const children = found.map((each) => ({
    label: each.reason,
    detail: unlocking(each),
    hint: each.functions.map((row) => row.name).join(", "),
    icon: "circle-slash",
    line: each.functions[0]?.line,
    uri: each.functions[0]?.uri ?? "",
    children: functionNodes(each.functions),
  }));
  return [
    { label: "Top blockers", detail: "", hint: "What would make most functions native", icon: "flame", line: undefined, uri: "", children },
  ];
}

/** `would unlock 2 of 3 functions`: the third has other blockers, too. */
function unlocking({ functions, unlocked }: { functions: readonly FunctionRow[]; unlocked: number }): string {
  const all = `${functions.length} function${functions.length === 1 ? "" : "s"}`;
  return unlocked === functions.length ? `would unlock ${all}` : `would unlock ${unlocked} of ${all}`;
}
