/** How a browser itself refuses: Global Privacy Control (w3.org/TR/gpc), or the older Do Not Track. */
export type Signal = "gpc" | "dnt";

/** The refusal a request carries; `null` where it carries none. */
export function readSignal(headers: Headers): Signal | null {
  if (headers.get("sec-gpc") === "1") return "gpc";
  return headers.get("dnt") === "1" ? "dnt" : null;
}
