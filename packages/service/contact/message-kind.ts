import { findNotice } from "../notices/claim.ts";
import type { NoticeKind } from "../notices/notice.ts";

const BLANK_LINE = /\n{2,}/;

/** A message an operator wrote: it says the same to everybody, each in their language. */
export const messageKind: NoticeKind = {
  name: "message",
  repeat: "at-most-once",
  async prepare(_context, tx, { id }) {
    const written = await findNotice(tx, id);
    return {
      facts: (_person, base) => base,
      say({ language }) {
        const subject = written?.subject?.[language];
        const body = written?.body?.[language];
        return subject === undefined || body === undefined
          ? null
          : { subject, paragraphs: body.split(BLANK_LINE) };
      },
    };
  },
};
