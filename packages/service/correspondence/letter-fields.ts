import { z } from "zod";

/** The purpose of all correspondence, and the forms its letters are kept under. */
export const CORRESPONDENCE = "correspondence";
export const MAIL_FORM = "mail";
const CONTACT_FORM = "contact";
export const LETTER_FORMS: readonly string[] = [CONTACT_FORM, MAIL_FORM];

export const SUBJECT = "letter.subject";
export const TEXT = "letter.text";
export const FILE_NAME = "enclosure.name";
export const FILE_TYPE = "enclosure.type";
export const FILE_CONTENT = "enclosure.content";

/** What is kept of a mail beside its text: whom it names as its writer, and its place in a thread. */
export const Envelope = z.object({
  from: z.object({ name: z.string(), address: z.string() }).nullable(),
  messageId: z.string().nullable(),
  references: z.array(z.string()),
});
export type Envelope = z.infer<typeof Envelope>;

/** Bytes of an original that one record holds: in base64 as long as the policy lets the field be. */
const PART_BYTES = 6_000_000;

/** A mail as it came, in parts that a field takes. */
export function toParts(raw: Uint8Array): readonly string[] {
  const parts: string[] = [];
  for (let from = 0; from < raw.length; from += PART_BYTES)
    parts.push(Buffer.from(raw.subarray(from, from + PART_BYTES)).toString("base64"));
  return parts;
}

/** What {@link toParts} took apart. */
export function fromParts(parts: readonly string[]): Buffer {
  return Buffer.concat(parts.map((part) => Buffer.from(part, "base64")));
}
