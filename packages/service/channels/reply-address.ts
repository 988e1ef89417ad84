/** Where an answer by a person goes, and where a mail server's report does. */
const LOCAL_PARTS = { reply: "reply", report: "bounce" } as const;

/**
 * The address that leads back to one delivery: `reply+<token>@domain` for the person's answer, `bounce+<token>@domain` for what a
 * mail server has to report (subaddressing, RFC 5233).
 */
export function makeReturnAddress(
  kind: keyof typeof LOCAL_PARTS,
  { domain, token }: { readonly domain: string; readonly token: string },
): string {
  return `${LOCAL_PARTS[kind]}+${token}@${domain}`;
}

const RETURN_ADDRESS = /^(?:reply|bounce)\+([0-9a-f]{32})@/i;

/** The token in an address made by {@link makeReturnAddress}, whatever became of its case; `null` in any other. */
export function findReplyToken(address: string): string | null {
  return RETURN_ADDRESS.exec(address.trim())?.[1]?.toLowerCase() ?? null;
}
