import { askPermit } from "@avow/gate";
import type { Permit } from "@avow/policy";
import { type Tx, transact } from "@avow/postgres";
import type { PersonSession } from "../accounts/sessions.ts";
import type { Context } from "../context.ts";
import { ProblemError, refusalProblem } from "../http/problem.ts";
import { loadFacts, lockPerson } from "../people/person.ts";
import { openRecords } from "../submissions/open-records.ts";
import type { ServiceTables } from "../tables.ts";
import { servedType } from "./judge-enclosure.ts";
import { FILE_CONTENT, FILE_NAME, FILE_TYPE, fromParts } from "./letter-fields.ts";
import { LETTER_FIELDS } from "./open-letters.ts";
import type { Parser } from "./parser.ts";
import { permitReading } from "./threads.ts";

/** Which file is asked for. */
export type Wanted =
  | { readonly kind: "enclosure"; readonly record: string }
  /** The mail as it came. */
  | { readonly kind: "original"; readonly letter: string };

/** A file that is to be saved, never shown. */
interface Download {
  readonly name: string;
  readonly type: string;
  readonly content: Uint8Array;
}

/**
 * A file from a person's letters, for staff, under a purpose they name; each leaves its evidence.
 * @throws {ProblemError} `not-found`; `refused`
 */
export function downloadForStaff(
  context: Context,
  parser: Pick<Parser, "parse">,
  of: {
    readonly person: string;
    readonly purpose: string;
    /** Id of who downloads it. */
    readonly operator: string;
    readonly wanted: Wanted;
  },
): Promise<Response> {
  return download(context, parser, of, (tx) => permitReading(context, tx, of));
}

/**
 * A file from a person's own letters.
 * @throws {ProblemError} `not-found`; `refused`
 */
export function downloadOwn(
  context: Context,
  parser: Pick<Parser, "parse">,
  { session, wanted }: { readonly session: PersonSession; readonly wanted: Wanted },
): Promise<Response> {
  const { person } = session;
  return download(context, parser, { person, wanted }, (tx) => permitOwn(context, tx, session));
}

/** Leave for a person to read their own letters. Takes their lock. */
export async function permitOwn(
  context: Context,
  tx: Tx,
  { person, cookies }: PersonSession,
): Promise<Permit> {
  if (!(await lockPerson(tx, person)))
    throw new ProblemError("session-unknown", { detail: "this account has been erased" });
  const facts = await loadFacts(tx, person, { loggedIn: true, cookies });
  const operation = { action: "use", by: "person", purpose: "account", data: [...LETTER_FIELDS] } as const;
  const asked = askPermit(context.gate, facts, operation, person);
  if ("refusal" in asked) throw refusalProblem(asked.refusal);
  return asked.permit;
}

async function download(
  context: Context,
  parser: Pick<Parser, "parse">,
  { person, wanted }: { readonly person: string; readonly wanted: Wanted },
  permit: (tx: Tx) => Promise<Permit>,
): Promise<Response> {
  const { file, place } = await transact(context.db, async (tx) => {
    const permitted = await permit(tx);
    return wanted.kind === "original"
      ? { file: await openOriginal(context, tx, permitted, wanted.letter), place: null }
      : openEnclosure(context, tx, permitted, { person, record: wanted.record });
  });
  if (place === null) return respond(file);
  const letter = await parser.parse({ raw: file.content, about: { host: "", recipients: [] } });
  const content = letter?.enclosures[place]?.content;
  if (content === undefined) throw noSuchFile();
  return respond({ ...file, content });
}

async function openOriginal(context: Context, tx: Tx, permit: Permit, letter: string): Promise<Download> {
  const row = await tx
    .withTables<ServiceTables>()
    .selectFrom("letter")
    .select("original")
    .where("person", "=", permit.person)
    .where("id", "=", letter)
    .executeTakeFirst();
  const records = row?.original ?? [];
  const opened = await openRecords(context, tx, permit, records);
  const parts = records.map((record) => opened.get(record)?.get(FILE_CONTENT));
  if (parts.length === 0 || !parts.every((part) => part !== undefined)) throw noSuchFile();
  return { name: `${letter}.eml`, type: "application/octet-stream", content: fromParts(parts) };
}

/** The label of what was enclosed, and the mail it is in. */
async function openEnclosure(
  context: Context,
  tx: Tx,
  permit: Permit,
  { person, record }: { readonly person: string; readonly record: string },
): Promise<{ readonly file: Download; readonly place: number }> {
  const row = await tx
    .withTables<ServiceTables>()
    .selectFrom("enclosure")
    .select(["letter", "place", "mark"])
    .where("person", "=", person)
    .where("record", "=", record)
    .executeTakeFirst();
  const label = (await openRecords(context, tx, permit, [record])).get(record);
  if (row === undefined || label === undefined) throw noSuchFile();
  const { content } = await openOriginal(context, tx, permit, row.letter);
  const type = servedType({ type: label.get(FILE_TYPE) ?? "", mark: row.mark });
  return { file: { name: label.get(FILE_NAME) ?? record, type, content }, place: row.place };
}

function noSuchFile(): ProblemError {
  return new ProblemError("not-found", { detail: "there is no such file (any more)" });
}

/** Saved, not shown; and where a browser shows it all the same, nothing in it runs, and it is of no other type than it was found to be. */
function respond({ name, type, content }: Download): Response {
  const plain = name.replaceAll(/[^\x20-\x7e]|["\\%]/g, "_");
  return new Response(new Uint8Array(content), {
    headers: {
      "content-type": type,
      "content-disposition": `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name).replaceAll(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)}`,
      "content-length": String(content.length),
      "x-content-type-options": "nosniff",
      "content-security-policy": "sandbox; default-src 'none'",
      "cache-control": "no-store",
    },
  });
}
