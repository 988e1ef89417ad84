import type { Text } from "@avow/policy";
import type { Tx } from "@avow/postgres";
import type { Context } from "../context.ts";
import { ProblemError } from "../http/problem.ts";
import type { Addressee, NoticeKind, Saying } from "../notices/notice.ts";
import { ABSENT, loadFactsOfMany } from "../people/person.ts";
import { parseKeptBundle } from "../policy-versions/build-source.ts";
import { listTerms, type Term } from "../policy-versions/terms.ts";
import { recordEvents } from "../receipts/record-events.ts";
import type { ServiceTables } from "../tables.ts";
import { changeWordsIn, formatMoment } from "./change-words.ts";
import { findHeldCategories, limitsClause } from "./my-changes.ts";
import type { Concern } from "./step.ts";
import type { Steps } from "./steps.ts";

/** For how long an unknown hand-over is left before the message, which is owed, is sent again. */
const WINDOW_HOURS = 24;

/** Longer lists are for the privacy centre. */
const MOST_SENTENCES = 12;

/** The notice that tells people what a version changes for them; its `about` is the version's term. */
export function createChangeKind(steps: Steps): NoticeKind {
  return {
    name: "policy-change",
    repeat: { windowHours: WINDOW_HOURS },
    async prepare(context, tx, { about }, people) {
      const pair = await findPair(tx, about);
      const concerns =
        pair === null
          ? new Map<string, Concern>()
          : await findConcernsOfMany(
              tx,
              people,
              await steps.find(tx, pair.before.version, pair.term.version),
            );
      const title = pair === null ? {} : await titleOf(tx, pair.term);
      return {
        facts: (_person, base) => base,
        say(to) {
          const concern = concerns.get(to.person);
          if (pair === null || concern === undefined) return null;
          return write(context, to, { concern, from: pair.term.effectiveAt, title });
        },
      };
    },
    async steer(context, tx, { about }, { kind }) {
      if (kind !== "cancelled" || (await findPair(tx, about)) === null) return;
      throw new ProblemError("state-unfit", {
        detail: "people are told of a version as long as it is to govern",
        help: "withdraw the version, and its notice ends with it",
        clause: limitsClause(context.bundle),
      });
    },
    async settled(context, tx, { about, rehearsal }, ended) {
      const pair = await findPair(tx, about);
      if (pair === null || rehearsal) return;
      await recordEvents(
        context,
        tx,
        ended
          .filter(({ state }) => state === "sent")
          .map(({ person, channel }) => ({
            person,
            happening: {
              kind: "change-told",
              clause: limitsClause(context.bundle),
              facts: { version: pair.term.version, channel },
            },
          })),
      );
    },
  };
}

/** Everybody of several whom a step concerns. */
export async function findConcernsOfMany(
  tx: Tx,
  people: readonly string[],
  step: Awaited<ReturnType<Steps["find"]>>,
): Promise<Map<string, Concern>> {
  const facts = await loadFactsOfMany(tx, people, ABSENT);
  const held = await findHeldCategories(tx, step.categories, people);
  const concerns = new Map<string, Concern>();
  for (const [person, known] of facts) {
    const concern = step.concern({ facts: known, holds: held.get(person) ?? new Set() });
    if (concern !== null) concerns.set(person, concern);
  }
  return concerns;
}

/** A term that is approved, and the one it follows; `null` where it was withdrawn, or follows none. */
export async function findPair(
  tx: Tx,
  id: string | null,
): Promise<{ readonly before: Term; readonly term: Term } | null> {
  const terms = await listTerms(tx);
  const place = terms.findIndex((one) => one.id === id);
  const [before, term] = [terms[place - 1], terms[place]];
  return before === undefined || term === undefined ? null : { before, term };
}

async function titleOf(tx: Tx, { id }: Term): Promise<Text> {
  const row = await tx
    .withTables<ServiceTables>()
    .selectFrom("policy_proposal")
    .select("bundle")
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
  return parseKeptBundle(row.bundle).title;
}

function write(
  { publicUrl }: Context,
  { name, language }: Addressee,
  o: { readonly concern: Concern; readonly from: Date; readonly title: Text },
): Saying {
  const { concern, from, title } = o;
  const words = changeWordsIn(language);
  const url = `${publicUrl}/privacy/${language}/changes`;
  const wider = concern.wider.map(({ sentence }) => sentence[language] ?? "");
  const other = concern.other.map((sentence) => sentence[language] ?? "");
  const room = Math.max(MOST_SENTENCES - wider.length, 0);
  const left = Math.max(wider.length - MOST_SENTENCES, 0) + Math.max(other.length - room, 0);
  return {
    subject: words.subject(title[language] ?? ""),
    paragraphs: [
      words.opening(name, formatMoment(from, language)),
      ...(wider.length === 0 ? [] : [words.wider, ...wider.slice(0, MOST_SENTENCES)]),
      ...(other.length === 0 || room === 0 ? [] : [words.other, ...other.slice(0, room)]),
      ...(left === 0 ? [] : [words.more(left)]),
      wider.length === 0 ? words.told(url) : words.asked(url),
    ],
  };
}
