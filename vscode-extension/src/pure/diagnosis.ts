// What a report of a bug needs to know, as a text: versions, the server, settings, the end of the log.
//
// Nothing of the user's source is in it: a line of the log that holds one of an open file, or an
// excerpt as the compiler prints them, is left out.

import type { Installation } from "./discovery";
import type { Status } from "./protocol";

export interface Facts {
  readonly extension: string;
  /** The editor's name and version, and where it runs. */
  readonly editor: string;
  readonly platform: string;
  /** What `pyc --version` prints; "": nothing. */
  readonly compiler: string;
  readonly installation: Installation | undefined;
  readonly status: Status;
  /** Deaths of the server since the extension was started. */
  readonly deaths: number;
  readonly workspace: string;
  readonly settings: readonly Chosen[];
  readonly log: readonly string[];
}

/** A setting that is not as it comes. */
export interface Chosen {
  readonly name: string;
  readonly value: unknown;
}

/** `shortened`: long texts and what stands for them, as `/home/ada` and `~`. */
export function diagnosis(facts: Facts, sources: readonly string[], shortened: readonly (readonly [string, string])[]): string {
  const { installation, status } = facts;
  const server = installation === undefined ? "not found" : `\`${installation.server.join(" ")}\`, from ${installation.origin}`;
  const settings = facts.settings.map((each) => `\`${each.name}\`: \`${JSON.stringify(each.value)}\``);
  const lines = [
    `- extension: ${facts.extension}, in ${facts.editor}`,
    `- platform: ${facts.platform}`,
    `- compiler: ${facts.compiler || "does not tell its version"}`,
    `- server: ${server}`,
    `- health: ${status.health}${status.quiescent ? "" : ", busy"}: ${status.message || "ready"}`,
    `- deaths of the server: ${facts.deaths}`,
    `- workspace: ${facts.workspace}`,
    `- settings: ${settings.join(", ") || "as they come"}`,
    "",
    "```text",
    ...withoutSource(facts.log, sources).map((each) => each.replaceAll("```", "'''")),
    "```",
    "",
  ];
  return shortened.filter(([long]) => long.length > 1).reduce((text, [long, short]) => text.replaceAll(long, short), lines.join("\n"));
}

const LEAST = 8; // characters of a line of source that is looked for: `else:` may stand anywhere
const EXCERPT = /^\s*\d*\s*\|( |$)/;

/** The log's lines, but those that show source. */
export function withoutSource(log: readonly string[], sources: readonly string[]): string[] {
  const written = new Set(sources.flatMap((each) => each.split("\n").map((line) => line.trim())));
  const looked = [...written].filter((each) => each.length >= LEAST);
  return log.map((line) => (EXCERPT.test(line) || looked.some((each) => line.includes(each)) ? "(a line of source)" : line));
}

/** The last lines that were written. */
export class Recent {
  private kept: string[] = [];
  private started = "";

  constructor(
    private readonly most = 100,
    private readonly widest = 500,
  ) {}

  append(text: string): void {
    const lines = (this.started + text).split("\n");
    this.started = (lines.pop() ?? "").slice(0, this.widest);
    this.kept = [...this.kept, ...lines.map((each) => each.slice(0, this.widest))].slice(-this.most);
  }

  get lines(): readonly string[] {
    return this.started === "" ? this.kept : [...this.kept, this.started].slice(-this.most);
  }
}
