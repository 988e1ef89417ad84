import { PassThrough, type Writable } from "node:stream";
import { type Tx, transact } from "@avow/postgres";
import { openParcel, type SealedParcel } from "../channels/sealed-parcel.ts";
import type { Context } from "../context.ts";
import { ProblemError } from "../http/problem.ts";
import { askAgain } from "../notices/ask-again.ts";
import type { Kinds } from "../notices/hand-over.ts";
import type { Notices } from "../notices/notice.ts";
import { recordEvent } from "../receipts/record-event.ts";
import type { ServiceTables } from "../tables.ts";
import type { Fonts } from "./fonts.ts";
import { formatLetterNumber } from "./letter-number.ts";
import { openPress, type Press } from "./press.ts";
import { eachLetter, getRun, type LetterRow, moveLetter } from "./runs.ts";

/** What printing needs beside the context. */
export interface Printing {
  readonly notices: Notices;
  readonly kinds: Kinds;
  readonly fonts: () => Promise<Fonts>;
  /** Told of what broke while a file was on its way. */
  readonly report: (error: unknown) => void;
}

/**
 * A run as one PDF, as a stream that begins at once and holds one letter at a time. What breaks it off ends the stream with an error,
 * so that no half of a run passes for the whole; it counts as printed when the last byte was taken.
 * @throws {ProblemError} `not-found`; `state-unfit` when it is in the post
 */
export async function printRun(context: Context, printing: Printing, id: string): Promise<PassThrough> {
  const run = await getRun(context.db, id);
  if (run.postedAt !== null)
    throw new ProblemError("state-unfit", {
      detail: "this run is in the post; its letters are not opened again",
    });
  const fonts = await printing.fonts();
  const out = new PassThrough();
  const press = openPress(fonts, out);
  fill(context, printing, { run: id, press, out }).catch((error: unknown) => {
    printing.report(error);
    out.destroy(new Error("the run broke off"));
  });
  return out;
}

async function fill(
  context: Context,
  printing: Printing,
  { run, press, out }: { readonly run: string; readonly press: Press; readonly out: Writable },
): Promise<void> {
  const sender = senderOf(context);
  for await (const row of eachLetter(context.db, run)) {
    if (out.destroyed) return;
    const letter = await transact(context.db, (tx) => openLetter({ context, printing, press, tx }, run, row));
    if (letter === null) continue;
    const { language } = letter;
    const number = formatLetterNumber(row.number);
    await press.set({ number, sender: sender(language), at: context.now(), letter });
  }
  if (out.destroyed) return;
  await markPrinted(context, run);
  press.end();
}

/** Opens one letter, with evidence for its person; `null` where it is not printed, and then it is said why. */
async function openLetter(
  o: {
    readonly context: Context;
    readonly printing: Printing;
    readonly press: Press;
    readonly tx: Tx;
  },
  run: string,
  row: LetterRow,
): Promise<SealedParcel | null> {
  const { context, tx } = o;
  const { person, delivery } = row;
  const standing = await askAgain({ ...o.printing, context }, tx, { person, delivery, channel: "letter" });
  if (standing.kind === "paused") {
    await moveLetter(tx, row, { state: "waiting" });
    return null;
  }
  const letter = standing.kind === "permitted" ? await openParcel(context.vault, tx, row) : null;
  if (standing.kind !== "permitted" || letter === null || !o.press.fits(letter)) {
    await moveLetter(tx, row, { state: "dropped", at: context.now() });
    if (standing.kind !== "over") await passOn(o, row, standing.kind === "refused");
    return null;
  }
  const { clause, operation } = standing.permit;
  await recordEvent(context, tx, person, {
    kind: "letter-printed",
    clause,
    facts: { delivery, run, fields: [...operation.data] },
  });
  return letter;
}

/** The next channel follows. */
async function passOn(
  { context, printing, tx }: Parameters<typeof openLetter>[0],
  { person, delivery }: LetterRow,
  isRefused: boolean,
): Promise<void> {
  const why = isRefused
    ? "not permitted any more"
    : "the address cannot be printed in the window of an envelope";
  await printing.notices.settle(
    context,
    tx,
    { person, delivery, channel: "letter" },
    { kind: "returned", why },
  );
}

async function markPrinted({ db, now }: Context, run: string): Promise<void> {
  await db
    .withTables<ServiceTables>()
    .updateTable("paper_letter")
    .set({ printed_at: now() })
    .where("run", "=", run)
    .where("state", "=", "in-run")
    .execute();
}

function senderOf({ bundle }: Context) {
  const { controller } = bundle;
  return (language: string) => ({
    name: controller?.name[language] ?? "",
    address: controller?.address[language] ?? "",
  });
}
