// What pyc-lsp says beyond the Language Server Protocol. Lines count from 1.

/** `ir/fold`: the IR after that stage. */
export type Kind = "ast" | "flow" | "ir" | `ir/${string}` | "llvm" | "asm" | "problem";

export interface View {
  readonly text: string;
  readonly languageId: string;
  /** Pairs of a line of the view and the line of the source that it came from. */
  readonly lines: readonly (readonly [number, number])[];
  /** Of problems: line, columns, and how what stands there is printed. */
  readonly styles?: readonly Styled[];
}

export type Style = "error" | "warning" | "note" | "hint" | "margin" | "strong";
export type Styled = readonly [line: number, start: number, end: number, style: Style];

export interface FunctionRow {
  readonly name: string;
  /** "native", "partly boxed", "boxed only", "unused", or "" where it is not known yet. */
  readonly verdict: string;
  readonly reason: string | null;
  readonly line: number;
  /** Number of steps that work on boxed values. */
  readonly boxed: number;
  /** What keeps it from being native: without all of them, it would be. */
  readonly blockers: readonly string[];
}

export interface Report {
  readonly functions: readonly FunctionRow[];
  /** The share of native functions, 0 to 1. */
  readonly native: number;
  /** What lines with code cost; not told of files that are not open. */
  readonly lines?: readonly LineCost[];
}

export interface LineCost {
  readonly line: number;
  /** "native", "partly boxed" or "boxed only". */
  readonly verdict: string;
  readonly why: string;
}

/** A file's report, as `pyc/modules` tells it. */
export interface Module extends Report {
  readonly uri: string;
}

export interface Status {
  readonly health: "ok" | "warning" | "error";
  readonly message: string;
  readonly quiescent: boolean;
  /** Of the document that was analysed, if it was one. */
  readonly uri?: string | null;
}

export interface Built {
  readonly ok: boolean;
  readonly program: string;
  readonly message: string;
}

export interface Compared {
  readonly equal: boolean;
  /** Seconds. */
  readonly cpython: number;
  readonly native: number;
  readonly ratio: number;
  readonly message: string;
}
