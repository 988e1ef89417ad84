import { createHash } from "node:crypto";

/**
 * Names one copy of a message to a provider that reports about it: SHA-256 of its reply token, in base64url. It is no personal value,
 * is another for every copy, and lets nobody answer in the person's name, as the token would.
 */
export function makeReference(replyToken: string): string {
  return createHash("sha256").update(replyToken).digest("base64url");
}

/** What {@link makeReference} made, as bytes; `null` for any other text. */
export function parseReference(text: string): Buffer | null {
  return /^[A-Za-z0-9_-]{43}$/.test(text) ? Buffer.from(text, "base64url") : null;
}
