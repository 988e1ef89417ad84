/** Where a command writes; a test gives its own. */
export interface Output {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly color: boolean;
}

/** Prints what was wrong and what would be right, and returns the exit code for misuse. */
export function misuse(output: Output, message: string, help: string): number {
  output.err(`error: ${message}\n  = help: ${help}\n`);
  return EXIT_MISUSE;
}

/** Exit code of a command that was called wrongly (`EX_USAGE` of sysexits.h). */
export const EXIT_MISUSE = 64;
