import { domainToASCII } from "node:url";

/** How the values of a field that is looked up are brought to one form. */
export type LookupKind = "email" | "telephone" | "text";

/**
 * The one form of a value, so that what a person types today finds what they typed a year ago.
 * It does not judge: what is no address or number keeps a form too. Two spellings of one form are two strings still,
 * so write to the address that is sealed, never to the one that was typed to find it.
 */
export function normalise(kind: LookupKind, value: string): string {
  if (kind === "email") return normaliseEmail(value);
  if (kind === "telephone") return normaliseTelephone(value);
  return value.normalize("NFKC").trim();
}

/**
 * An address in NFKC, trimmed, in lower case, its domain in ASCII (UTS #46). Dots and tags in the local part
 * stay: only the domain's owner knows what they mean.
 * @example normaliseEmail(" Ann@Bücher.Example ") // => "ann@xn--bcher-kva.example"
 */
export function normaliseEmail(value: string): string {
  const address = value.normalize("NFKC").trim().toLowerCase().normalize("NFKC"); // lower case may compose anew
  const at = address.lastIndexOf("@");
  const domain = address.slice(at + 1);
  return at === -1 ? address : `${address.slice(0, at)}@${domainToASCII(domain) || domain}`;
}

/**
 * A number in NFKC, its letters, digits, `+`, `*` and `#` alone: no spaces, dashes, dots, slashes or brackets. A
 * country prefix is neither added nor taken: `+86 10 …` and `010 …` are two numbers.
 * @example normaliseTelephone("＋86 (10) 5555-0100") // => "+861055550100"
 */
export function normaliseTelephone(value: string): string {
  return value
    .normalize("NFKC")
    .replace(/[^\p{L}\p{N}+*#]/gu, "")
    .normalize("NFKC");
}
