/** What a site answers at `/.well-known/gpc.json`. */
export interface WellKnown {
  /** `null` where it does not answer. */
  readonly status: number | null;
  readonly type: string;
  /** `undefined` where it is no JSON. */
  readonly json: unknown;
}

const PATIENCE_MS = 15_000;

/** Asks a site for its GPC support resource. */
export async function readWellKnown(site: URL): Promise<WellKnown> {
  try {
    const response = await fetch(new URL("/.well-known/gpc.json", site), {
      headers: { "sec-gpc": "1" },
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const text = await response.text();
    return {
      status: response.status,
      type: response.headers.get("content-type") ?? "",
      json: parse(text),
    };
  } catch {
    return { status: null, type: "", json: undefined };
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
