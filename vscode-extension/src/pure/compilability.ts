// The tree "Native Code": a module, its share of native code, its functions and what keeps them.

import type { FunctionRow, Report } from "./protocol";

export interface Node {
  readonly label: string;
  readonly detail: string;
  readonly hint: string;
  readonly icon: string;
  /** A line of the source, from 1. */
  readonly line: number | undefined;
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

export function moduleNode(name: string, report: Report): Node {
  const { functions } = report;
  const children = [...blockerNodes(functions), ...functionNodes(functions)];
  const detail = functions.length === 0 ? "no functions" : `${percent(report.native)} native`;
  return { label: name, detail, hint: summary(name, report), icon: "symbol-module", line: undefined, children };
}

/** What would unlock most functions comes first. */
export function blockers(functions: readonly FunctionRow[]): { reason: string; functions: FunctionRow[] }[] {
  const found = new Map<string, FunctionRow[]>();
  for (const each of functions) {
    const kept = cost(each.verdict);
    if ((kept === "partly" || kept === "boxed") && each.reason) {
      found.set(each.reason, [...(found.get(each.reason) ?? []), each]);
    }
  }
  return [...found]
    .map(([reason, rows]) => ({ reason, functions: rows }))
    .sort((a, b) => b.functions.length - a.functions.length || a.reason.localeCompare(b.reason))
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
    lines.push(...found.map((each) => `- ${each.functions.length}: ${each.reason}`));
  }
  return lines.join("\n") + "\n";
}

function percent(share: number): string {
  return `${Math.floor(share * 100)} %`;
}

function ordered(functions: readonly FunctionRow[]): FunctionRow[] {
  return [...functions].sort((a, b) => RANKS[cost(a.verdict)] - RANKS[cost(b.verdict)] || a.line - b.line);
}

function functionNodes(functions: readonly FunctionRow[]): Node[] {
  return ordered(functions).map((each) => ({
    label: each.name,
    detail: each.verdict || "not known",
    hint: [each.reason ?? "", each.boxed > 0 ? `${each.boxed} boxed steps` : ""].filter(Boolean).join("; "),
    icon: ICONS[cost(each.verdict)],
    line: each.line,
    children: [],
  }));
}

function blockerNodes(functions: readonly FunctionRow[]): Node[] {
  const found = blockers(functions);
  if (found.length === 0) {
    return [];
  }
  const children = found.map((each) => ({
    label: each.reason,
    detail: each.functions.length === 1 ? "1 function" : `${each.functions.length} functions`,
    hint: each.functions.map((row) => row.name).join(", "),
    icon: "circle-slash",
    line: each.functions[0]?.line,
    children: functionNodes(each.functions),
  }));
  return [{ label: "Top blockers", detail: "", hint: "What keeps most functions from being native", icon: "flame", line: undefined, children }];
}
