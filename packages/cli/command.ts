import type { Output } from "./output.ts";

/** What a command was called with. */
export interface Call {
  readonly arguments: readonly string[];
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** A word after `avow`, what it takes, and what it does. */
export interface Command {
  /** As the help shows it: `decide OPERATION`. */
  readonly usage: string;
  /** One line of what it does. */
  readonly does: string;
  /** Further lines of the help: options, exit codes. */
  readonly more?: readonly string[];
  readonly takes: { readonly least: number; readonly most: number };
  readonly options: Readonly<
    Record<string, { readonly type: "string" | "boolean"; readonly short?: string }>
  >;
  /** Gives the exit code. */
  run(call: Call, output: Output): Promise<number>;
}

/** The value of a string option. */
export function textOption({ options }: Call, name: string): string | undefined {
  const value = options[name];
  return typeof value === "string" ? value : undefined;
}
