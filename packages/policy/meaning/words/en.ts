import type { Action } from "../../model.ts";
import type { MeaningChange } from "../shapes.ts";

/** What is said of a policy's meaning, in English. Every other table has the same keys or does not compile. */
export const en = {
  locale: "en-GB",
  we: "we",
  none: "none",
  quote: (title: string) => `“${title}”`,
  your: (data: string) => `your ${data}`,
  /** A field whose title another field has too. */
  ofCategory: (field: string, category: string) => `${field} (${category})`,
  wholeCategory: (category: string) => `all of “${category}”`,
  recipient: (title: string, countries: string) => `${title} (${countries})`,
  key: (title: string, name: string) => `“${title}” (${name})`,
  /** What is done, to follow `may`. */
  deeds: {
    collect: (data, object) => `collect ${data} through the form ${object}`,
    use: (data) => `use ${data}`,
    contact: (data, object) => `contact you by ${object} (with ${data})`,
    disclose: (data, object) => `disclose ${data} to ${object}`,
    transfer: (data, object) => `transfer ${data} to ${object}`,
    publish: (data) => `make ${data} public`,
    store: (_, object) => `store ${object} on your device`,
    release: (data) => `release statistics made from ${data}`,
    keep: (data) => `keep ${data}`,
    erase: (data) => `erase ${data}`,
  } satisfies Record<Action, (data: string, object: string) => string>,
  together: (deed: string) => `${deed}, all in one operation,`,
  /** What for: follows the deed, or goes before the sentence, as the language has it. */
  aims: (titles: readonly string[]) => {
    const [first = ""] = titles;
    if (titles.length === 1 && first.startsWith("to ")) return ` ${first}`;
    const quoted = titles.map((title) => `“${title}”`).join("; ");
    return titles.length === 1 ? ` for this purpose: ${quoted}` : ` for each of these purposes: ${quoted}`;
  },
  conditions: {
    "logged-in": (_: string | null) => "you are logged in",
    consent: (to: string | null) => `you have agreed to ${to ?? "this"}`,
    "not-objected": (to: string | null) => `you have not objected to ${to ?? "this"}`,
    "cookies-accepted": (_: string | null) => "you have accepted cookies",
    "not-held": (_: string | null) => "no dispute holds the data",
    "not-minor": (_: string | null) => "you are not known to be under 18",
    "similar-purchase": (_: string | null) =>
      "it is about something similar to what you recently bought, if you have ever bought from us",
    licensed: (_: string | null) => "whoever it is done for holds a licence in force",
    "within-pace": (to: string | null) => `you have not had as many messages as we allow ${to ?? "for this"}`,
  },
  /** All of these together; `yours` begin with the person. */
  all: (yours: readonly string[], others: readonly string[]) => joinAnd([...yours, ...others]),
  terms: (alternatives: readonly string[]) => `only if ${alternatives.join(", or if ")}`,
  always: "without any condition",
  may: ({ who, deed, aims, terms }: Saying) =>
    capital(`${who} may ${deed}${aims}${terms === null ? "" : `, ${terms}`}.`),
  mayNow: ({ who, deed, aims, terms }: Saying) =>
    capital(`${who} may now ${deed}${aims}${terms === null ? "" : `, ${terms}`}.`),
  mayNoLonger: ({ who, deed, aims }: Omit<Saying, "terms">) =>
    capital(`${who} may no longer ${deed}${aims}.`),
  otherTerms: ({ who, deed, aims, before, after, direction }: OtherTerms) =>
    capital(
      `${who} may ${deed}${aims} on other terms. Before: ${before}. Now: ${after}. ${
        {
          wider: "That permits more.",
          narrower: "That permits less.",
          both: "That permits more in part, and less in part.",
        }[direction]
      }`,
    ),
  clause: (id: string) => `clause ${id}`,
  parts: {
    policy: () => "The policy",
    controller: () => "Who is responsible",
    law: () => "The governing law",
    role: (title: string) => `Role “${title}”`,
    channel: (title: string) => `Channel “${title}”`,
    recipient: (title: string) => `Recipient “${title}”`,
    data: (title: string) => `Data “${title}”`,
    field: (title: string) => `Field “${title}”`,
    purpose: (title: string) => `Purpose “${title}”`,
    products: () => "Kinds of products",
    form: (title: string) => `Form “${title}”`,
    storage: (title: string) => `Cookie or storage key “${title}”`,
    host: (title: string) => `Host “${title}”`,
    section: (title: string) => `Section ${title}`,
    clause: (title: string) => `Clause ${title}`,
    notice: (item: string) => `Where the text tells what the law demands (${item})`,
  },
  aspects: {
    id: "identifier",
    title: "title",
    effective: "day of effect",
    languages: "languages",
    name: "name",
    address: "address",
    email: "e-mail address",
    telephone: "telephone number",
    complaints: "way to complain",
    clause: "clause",
    governing: "governing law",
    also: "further laws",
    excludes: "territories left out",
    courts: "courts",
    courtsClause: "clause on courts",
    applied: "rules of law applied",
    kind: "kind",
    contact: "contact",
    route: "legal route of transfer",
    countries: "countries",
    retention: "time of keeping",
    nature: "nature",
    type: "type",
    maxLength: "greatest length",
    lookup: "found by value",
    choices: "what may be chosen",
    basis: "legal basis",
    ask: "words of the question",
    each: "asked anew each time",
    objection: "clause for objecting",
    pace: "how often you are written to",
    recently: "what counts as recent",
    distance: "how far apart what is similar may be",
    reach: "field it goes by",
    required: "fields that must be filled in",
    life: "life",
    setBy: "set by",
    prefix: "beginning of several names",
    without: "what is lost by refusing",
    necessary: "necessary for what you asked for",
    recipient: "who answers there",
    purpose: "purpose",
    data: "data it receives",
    kinds: "ways it is reached",
    level: "level of the heading",
    prose: "text under the heading",
    section: "section",
    status: "status",
    mechanisms: "what stands behind it",
    clauses: "clauses",
  },
  kinds: {
    cookie: "cookie",
    "local-storage": "key in local storage",
    "session-storage": "key in session storage",
    "indexed-db": "database in the browser",
    "cache-storage": "cache in the browser",
    "service-worker": "service worker in the browser",
  },
  statuses: {
    enforced: "enforced",
    pending: (brings: string) => `pending (${brings})`,
    states: "states and promises nothing",
  },
  yes: "yes",
  no: "no",
  partNew: (part: string) => `${part} is new.`,
  partGone: (part: string) => `${part} is gone.`,
  renamed: (part: string, before: string, after: string) =>
    `${part} was declared as \`${before}\` before and is \`${after}\` now; the name alone changes nothing.`,
  changed: (part: string, aspect: string, before: string, after: string) =>
    `${part}: ${aspect} changed from ${before} to ${after}.`,
  changedAtLength: (part: string, aspect: string) => `${part}: ${aspect} changed.`,
  recited: (before: string, after: string) =>
    `What was permitted under ${before} is permitted as before, now under ${after}.`,
  citing: (clause: string, conditions: string) => `${clause} (conditions: ${conditions})`,
  people: {
    everyone: "Everyone",
    consented: (title: string) => `Those who have agreed to “${title}”`,
    held: (title: string) => `Those of whom we hold “${title}”`,
  },
  asked: (who: string) =>
    `${who} are asked again: it is not what they agreed to any more, and until they answer the old limits hold for them.`,
  toldWider: (who: string) => `${who} are told before it takes effect: more is done than before.`,
  toldNarrower: (who: string) =>
    `${who} are told: less is done than before, so nobody needs to agree to anything.`,
  toldRetention: (who: string) => `${who} are told: the time for which it is kept has changed.`,
  toldFoundations: (who: string) =>
    `${who} is told: who is responsible, the law, a legal basis, or how to use one’s rights has changed.`,
  toldRecipient: (who: string) => `${who} are told: where a recipient handles it, or as what, has changed.`,
  toldDevice: (who: string) => `${who} is told: what is stored on your device, or when, has changed.`,
  answers: {
    receive: (data: string) => `Who may receive ${data}?`,
    uses: (data: string) => `What may ${data} be used for?`,
    done: (data: string) => `What may be done with ${data}?`,
    role: (who: string) => `What may ${who} do?`,
    withdrawn: (purpose: string) => `What changes if consent to “${purpose}” is withdrawn?`,
    objected: (purpose: string) => `What changes if somebody objects to “${purpose}”?`,
    cookies: () => "What is refused if cookies are refused?",
    loggedOut: () => "What is refused to somebody who is not logged in?",
    may: (who: string, deed: string, aims: string) => `May ${who} ${deed}${aims}?`,
    where: (data: string) => `Where may ${data} go?`,
    never: (property: string) => `Is there what must never be: ${property}?`,
  },
  summaries: {
    nothing: "Nothing of the kind is permitted, whatever the facts.",
    receive: (who: string) => `In all, this may reach: ${who}.`,
    uses: (purposes: string) => `In all, for these purposes: ${purposes}.`,
    ways: (count: number) => (count === 1 ? "One permission in all." : `${count} permissions in all.`),
    stops: (count: number) =>
      count === 1
        ? "One permission stops; everything else stays as it is."
        : `${count} permissions stop; everything else stays as it is.`,
    stopsNothing: "Nothing stops: no permission depends on it.",
    yes: "Yes, under these terms.",
    no: "No: it is refused, whatever the facts.",
    nowhere: "It goes nowhere: nothing lets it be disclosed or transferred.",
    where: (countries: string) => `In all, it may go to: ${countries}.`,
    anywhere: "places that are not declared",
    holds: "The property holds: no such operation is permitted, whatever the facts.",
    broken: (count: number) =>
      count === 1 ? "One permission breaks the property." : `${count} permissions break the property.`,
  },
  page: {
    title: (before: string, after: string) => `From ${before} to ${after}`,
    same: "Nothing has changed in meaning.",
    heading: {
      permitted: "Newly permitted",
      terms: "Permitted on other terms",
      "no-longer-permitted": "No longer permitted",
    },
    consequences: "Who is told, who is asked again",
    notes: "Also changed",
    clauses: "The words",
    newClause: "new",
    goneClause: "gone",
    under: (ids: string) => `clause ${ids}`,
  },
};

/** The parts of a sentence of permission; `terms` is `null` where there is no condition. */
export interface Saying {
  readonly who: string;
  readonly deed: string;
  readonly aims: string;
  readonly terms: string | null;
}

export interface OtherTerms extends Omit<Saying, "terms"> {
  readonly before: string;
  readonly after: string;
  readonly direction: MeaningChange["direction"];
}

function joinAnd(items: readonly string[]): string {
  return new Intl.ListFormat("en-GB").format(items);
}

function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
