import { createHmac, randomBytes } from "node:crypto";
import { checkForm } from "../collection/form-door.ts";
import type { Context } from "../context.ts";
import { ProblemError } from "../http/problem.ts";
import type { Notices } from "../notices/notice.ts";
import { keepLetter } from "./keep-letter.ts";
import { CORRESPONDENCE, MAIL_FORM, SUBJECT, TEXT } from "./letter-fields.ts";

/** A letter written on the site by somebody who is not logged in. */
export interface WrittenLetter {
  readonly name: string;
  readonly email: string;
  readonly subject: string;
  readonly text: string;
}

/** Letters that may name one address, and letters in all, in one hour. */
const MOST_OF_ONE = 10;
const MOST_OF_ALL = 500;
const HOUR_MS = 3_600_000;

/** How many letters named which address lately. It lives in memory, keyed so that it holds no address. */
export interface LetterRate {
  /** @throws {ProblemError} `too-many-attempts` */
  count(address: string, at: Date): void;
}

export function createLetterRate(): LetterRate {
  const key = randomBytes(32);
  const counts = new Map<string, number>();
  let hour = 0;
  let all = 0;
  return {
    count(address, at) {
      const now = Math.floor(at.getTime() / HOUR_MS);
      if (now !== hour) {
        counts.clear();
        all = 0;
        hour = now;
      }
      const of = createHmac("sha256", key).update(address.toLowerCase()).digest("base64");
      const count = counts.get(of) ?? 0;
      if (count >= MOST_OF_ONE || all >= MOST_OF_ALL)
        throw new ProblemError("too-many-attempts", {
          detail: "too many letters were written in this hour",
          help: "write again in an hour, or by e-mail",
        });
      counts.set(of, count + 1);
      all += 1;
    },
  };
}

/**
 * Keeps a letter of somebody who is not logged in, under the address they name: a claim, and shown as one.
 * @throws {ProblemError} what `checkForm` throws; `field-missing`; `refused`; `too-many-attempts`
 */
export async function writeLetter(
  context: Context,
  { notices, rate }: { readonly notices: Pick<Notices, "findReply">; readonly rate: LetterRate },
  written: WrittenLetter,
): Promise<{ letter: string }> {
  const values = checkForm(context.bundle, MAIL_FORM, {
    "correspondent.email": written.email,
    "correspondent.name": written.name,
    [SUBJECT]: written.subject,
    [TEXT]: written.text,
  });
  const address = values.get("correspondent.email") ?? "";
  const text = values.get(TEXT) ?? "";
  requireWritten(context, { "correspondent.email": address, [TEXT]: text });
  rate.count(address, context.now());
  const { id } = await keepLetter(context, notices, {
    door: "site",
    tokens: [],
    from: { name: values.get("correspondent.name") ?? "", address },
    letter: {
      subject: values.get(SUBJECT) ?? "",
      text,
      messageId: null,
      references: [],
      automatic: false,
      enclosures: [],
    },
    raw: null,
  });
  return { letter: id };
}

function requireWritten({ bundle }: Context, values: Readonly<Record<string, string>>): void {
  const errors = Object.entries(values)
    .filter(([, value]) => value === "")
    .map(([at]) => ({ at, message: "is required" }));
  if (errors.length > 0)
    throw new ProblemError("field-missing", {
      detail: "a required field is empty",
      clause: bundle.purposes[CORRESPONDENCE]?.clause,
      errors,
    });
}
