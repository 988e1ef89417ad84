const ESCAPES = { bold: 1, red: 31, yellow: 33, blue: 34, cyan: 36 } as const;

/** Wraps text in the ANSI escapes of a style. */
export type Paint = (style: keyof typeof ESCAPES, text: string) => string;

/** A paint for terminals, or one that leaves text as it is. */
export function createPaint(color: boolean): Paint {
  return (style, text) => (color ? `\u001B[${ESCAPES[style]}m${text}\u001B[0m` : text);
}
