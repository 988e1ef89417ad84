import type { Choices, Signal } from "./shapes.ts";

/** What is sent of a choice: `DeviceChoiceBody` of the contract. */
export interface ChoiceBody {
  readonly previous: string | null;
  readonly choices: Choices;
  readonly wording: string;
  readonly policy: string;
  readonly language: string;
  readonly signal: Signal | null;
  readonly key: string;
}

/** What became of a choice: `failed` may be tried again, `refused` is for good. */
export type Posted =
  | { readonly outcome: "kept"; readonly id: string; readonly at: string }
  | { readonly outcome: "refused" | "failed" };

/** Sends a choice once; throws nothing. */
export type Save = (body: ChoiceBody) => Promise<Posted>;

const FAILED: Posted = { outcome: "failed" };

/**
 * Sends choices to `address`. One is kept only if the answer says so with an id and with the very choices that were sent;
 * 4xx is a refusal for good, but for 408, 425 and 429.
 */
export function createSave(address: string, fetch: typeof globalThis.fetch): Save {
  return async (body) => {
    try {
      const response = await fetch(address, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
        keepalive: true,
      });
      const { status } = response;
      if (!response.ok)
        return status >= 400 && status < 500 && ![408, 425, 429].includes(status)
          ? { outcome: "refused" }
          : FAILED;
      const { id, at, choices } = await response.json();
      const same = Object.entries(body.choices).every(([purpose, said]) => choices[purpose] === said);
      return same && typeof id === "string" && typeof at === "string" ? { outcome: "kept", id, at } : FAILED;
    } catch {
      return FAILED;
    }
  };
}
