import { canonicalJson } from "@avow/evidence";
import type { Bundle } from "../bundle.ts";
import type { Recited } from "./changes.ts";
import { type Aspect, type DeclaredPart, listParts } from "./parts.ts";
import type { Renamed } from "./renames.ts";
import type { PolicyDifference, Way } from "./shapes.ts";
import { type MeaningWords, type Speaker, sayInEach, unique } from "./speaker.ts";

type Note = PolicyDifference["notes"][number];

/** Parts that are new, gone or said otherwise; `before` is in the names of `after`. Clauses that are new or gone are told with their words. */
export function listNotes(before: Bundle, after: Bundle, speakers: readonly Speaker[]): readonly Note[] {
  const olds = new Map(listParts(before).map((part) => [keyOf(part), part]));
  const news = new Map(listParts(after).map((part) => [keyOf(part), part]));
  const come = [...news.values()].filter((part) => isTold(part, olds) && !olds.has(keyOf(part)));
  const gone = [...olds.values()].filter((part) => isTold(part, news) && !news.has(keyOf(part)));
  return [
    ...come.map((part) => note(part, speakers, ({ words }, title) => words.partNew(title))),
    ...gone.map((part) => note(part, speakers, ({ words }, title) => words.partGone(title))),
    ...[...news].flatMap(([key, part]) => compareAspects(olds.get(key), part, speakers)),
  ];
}

/** A field is not told beside its category, and a clause not beside its words. */
function isTold({ kind, name }: DeclaredPart, others: ReadonlyMap<string, DeclaredPart>): boolean {
  if (kind === "field") return others.has(`data ${name.slice(0, name.indexOf("."))}`);
  return kind !== "clause";
}

/** What is declared otherwise of one part, in these aspects. */
export function noteAspects(
  {
    before,
    after,
    speakers,
  }: { readonly before: Bundle; readonly after: Bundle; readonly speakers: readonly Speaker[] },
  of: { readonly kind: DeclaredPart["kind"]; readonly name: string; readonly aspects: readonly string[] },
): readonly Note[] {
  const find = (bundle: Bundle) =>
    listParts(bundle).find(({ kind, name }) => kind === of.kind && name === of.name);
  const part = find(after);
  if (part === undefined) return [];
  const aspects = Object.fromEntries(
    Object.entries(part.aspects).filter(([name]) => of.aspects.includes(name)),
  );
  return compareAspects(find(before), { ...part, aspects }, speakers);
}

function compareAspects(
  old: DeclaredPart | undefined,
  part: DeclaredPart,
  speakers: readonly Speaker[],
): readonly Note[] {
  if (old === undefined) return [];
  return Object.entries(part.aspects).flatMap(([name, now]) => {
    const aspect = name as keyof MeaningWords["aspects"];
    const was = old.aspects[aspect];
    if (was === undefined || canonicalJson(was.is) === canonicalJson(now.is)) return [];
    return [note(part, speakers, (speaker, title) => sayChange(speaker, title, { aspect, was, now }))];
  });
}

function sayChange(
  speaker: Speaker,
  title: string,
  {
    aspect,
    was,
    now,
  }: { readonly aspect: keyof MeaningWords["aspects"]; readonly was: Aspect; readonly now: Aspect },
): string {
  const { words } = speaker;
  const said = words.aspects[aspect];
  const before = was.say?.(speaker);
  const after = now.say?.(speaker);
  // In this language the two may read the same: then it is another that has changed.
  if (before === undefined || after === undefined || before === after)
    return words.changedAtLength(title, said);
  return words.changed(title, said, before, after);
}

/** Names that were declared otherwise before. */
export function noteRenames(renamed: readonly Renamed[], speakers: readonly Speaker[]): readonly Note[] {
  return renamed.map(({ part, before, after }) => ({
    part: `${part} ${after}`,
    sentence: sayInEach(speakers, (speaker) =>
      speaker.words.renamed(titleOf(speaker, part, after), before, after),
    ),
  }));
}

function titleOf(speaker: Speaker, part: Renamed["part"], name: string): string {
  const { parts } = speaker.words;
  switch (part) {
    case "roles":
      return parts.role(speaker.title(part, name));
    case "channels":
      return parts.channel(speaker.title(part, name));
    case "recipients":
      return parts.recipient(speaker.title(part, name));
    case "data":
      return parts.data(speaker.title(part, name));
    case "fields":
      return parts.field(speaker.field(name));
    case "purposes":
      return parts.purpose(speaker.title(part, name));
    case "forms":
      return parts.form(speaker.title(part, name));
    case "storage":
      return parts.storage(speaker.title(part, name));
    case "clauses":
      return parts.clause(name);
  }
}

/** What is permitted as before, under another clause. */
export function noteRecited(recited: readonly Recited[], speakers: readonly Speaker[]): readonly Note[] {
  return recited.map(({ before, after }) => ({
    part: `clause ${after.clause}`,
    sentence: sayInEach(speakers, (speaker) =>
      speaker.words.recited(sayCitation(speaker, before), sayCitation(speaker, after)),
    ),
  }));
}

function sayCitation(speaker: Speaker, { clause, when }: Way): string {
  const { words } = speaker;
  const conditions = unique(when.map((bound) => bound.source ?? words.clause(bound.clause)));
  if (conditions.length === 0) return words.clause(clause);
  return words.citing(words.clause(clause), speaker.list(conditions));
}

function note(
  { kind, name, title }: DeclaredPart,
  speakers: readonly Speaker[],
  say: (speaker: Speaker, title: string) => string,
): Note {
  const part = name === "" ? kind : `${kind} ${name}`;
  return {
    part,
    sentence: sayInEach(speakers, (speaker) => say(speaker, speaker.words.parts[kind](title(speaker)))),
  };
}

function keyOf({ kind, name }: DeclaredPart): string {
  return `${kind} ${name}`;
}
