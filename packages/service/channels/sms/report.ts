/** What a provider says became of one text message. */
export interface SmsReport {
  /** SHA-256 of the copy's reply token, from what the provider was given as its reference. */
  readonly of: Buffer;
  /** `code` is the provider's, and nothing that could quote a number. */
  readonly outcome: { readonly kind: "arrived" } | { readonly kind: "failed"; readonly code: string };
}

/** A code as a provider writes it, or `none` for anything that could be a value. */
export function readCode(text: unknown): string {
  return typeof text === "string" && /^(?!\d{7})[A-Za-z0-9][A-Za-z0-9_.:-]{0,39}$/.test(text) ? text : "none";
}
