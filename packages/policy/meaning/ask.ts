import type { Bundle } from "../bundle.ts";
import { ACTIONS, type Action } from "../model.ts";
import { gatherPoints } from "./gather.ts";
import { parseQuestion, type Question } from "./parse-question.ts";
import { listPermissions } from "./permissions.ts";
import { listViolations } from "./properties.ts";
import type { Answer, Permission, Point, Way } from "./shapes.ts";
import { createSpeakers, type Speaker, sayInEach, unique } from "./speaker.ts";

export type Asked =
  | { readonly ok: true; readonly answer: Answer }
  | { readonly ok: false; readonly message: string; readonly help: string };

/**
 * Answers a question over all that a policy can ever permit: every permission the question is about is among the findings,
 * and nothing else is. The forms of questions are {@link QUESTION_FORMS}, in English and Chinese.
 * @example askPolicy(bundle, "who may receive contact.telephone")
 */
export function askPolicy(bundle: Bundle, question: string): Asked {
  const parsed = parseQuestion(bundle, question);
  if (!parsed.ok) return parsed;
  const asked = parsed.value;
  const speakers = createSpeakers(bundle.languages, bundle);
  const found = findAnswer(asked, listPermissions(bundle), bundle);
  const findings = gatherPoints(
    found.map(({ point, way }) => ({ point, same: JSON.stringify(way), value: way })),
  ).map(({ points, value: way }) => ({
    points,
    way,
    sentence: sayInEach(speakers, (speaker) => sayFinding(speaker, points, way)),
  }));
  return {
    ok: true,
    answer: {
      question: sayInEach(speakers, (speaker) => sayQuestion(speaker, asked)),
      findings,
      summary: sayInEach(speakers, (speaker) => sayAnswer(speaker, asked, findings, bundle)),
    },
  };
}

interface Spot {
  readonly point: Point;
  readonly way: Way;
}

/** Actions by which data reaches somebody's eyes or ears. */
const REACHING: ReadonlySet<Action> = new Set([
  "use",
  "contact",
  "disclose",
  "transfer",
  "publish",
  "release",
]);
const SENDING: ReadonlySet<Action> = new Set(["disclose", "transfer"]);
const EVERY: ReadonlySet<Action> = new Set(ACTIONS);

/** The ways the question is about, each with those of its fields that it is about. */
function findAnswer(asked: Question, permissions: readonly Permission[], bundle: Bundle): readonly Spot[] {
  switch (asked.kind) {
    case "receive":
      return findTouching(permissions, REACHING, asked.data);
    case "uses":
      return findTouching(
        permissions,
        new Set([...EVERY].filter((action) => action !== "erase")),
        asked.data,
      );
    case "done":
      return findTouching(permissions, EVERY, asked.data);
    case "where":
      return findTouching(permissions, SENDING, asked.data);
    case "role":
      return listSpots(permissions).filter(({ point }) => point.by === asked.role);
    case "withdrawn":
      return findNeeding(permissions, "consent", asked.purpose);
    case "objected":
      return findNeeding(permissions, "not-objected", asked.purpose);
    case "cookies":
      return findNeeding(permissions, "cookies-accepted");
    case "loggedOut":
      return findNeeding(permissions, "logged-in");
    case "may":
      return findCovering(permissions, asked);
    case "never":
      return listViolations(asked.property, permissions, bundle).map(({ point, way, data }) => ({
        point,
        way: { ...way, data },
      }));
  }
}

function listSpots(permissions: readonly Permission[]): readonly Spot[] {
  return permissions.flatMap(({ point, ways }) => ways.map((way) => ({ point, way })));
}

function findTouching(
  permissions: readonly Permission[],
  actions: ReadonlySet<Action>,
  data: readonly string[],
): readonly Spot[] {
  const wanted = new Set(data);
  return listSpots(permissions.filter(({ point }) => actions.has(point.action))).flatMap(({ point, way }) => {
    const touched = way.data.filter((field) => wanted.has(field));
    return touched.length === 0 ? [] : [{ point, way: { ...way, data: touched } }];
  });
}

/** Conditions are independent: what a way asks for, no other fact makes up for. */
function findNeeding(permissions: readonly Permission[], kind: string, purpose?: string): readonly Spot[] {
  return listSpots(permissions).filter(({ way }) =>
    way.when.some(
      ({ condition }) =>
        condition.kind === kind && (!("purpose" in condition) || condition.purpose === purpose),
    ),
  );
}

function findCovering(
  permissions: readonly Permission[],
  { role, action, purpose, object, data }: Extract<Question, { readonly kind: "may" }>,
): readonly Spot[] {
  return listSpots(permissions)
    .filter(
      ({ point, way }) =>
        point.by === role &&
        point.action === action &&
        point.purpose === purpose &&
        (object === null || point.object === object) &&
        data.every((field) => way.data.includes(field)),
    )
    .map(({ point, way }) => ({ point, way: { ...way, data } }));
}

function sayFinding(speaker: Speaker, points: readonly Point[], way: Way): string {
  return speaker.words.may({ ...speaker.deed(points, way.data), terms: speaker.terms([way], points) });
}

function sayQuestion(speaker: Speaker, asked: Question): string {
  const { answers, your } = speaker.words;
  switch (asked.kind) {
    case "receive":
    case "uses":
    case "done":
    case "where":
      return answers[asked.kind](your(speaker.data(asked.data)));
    case "role":
      return answers.role(speaker.roles([asked.role]));
    case "withdrawn":
    case "objected":
      return answers[asked.kind](speaker.title("purposes", asked.purpose));
    case "cookies":
    case "loggedOut":
      return answers[asked.kind]();
    case "may": {
      const { action, role, purpose, object, data } = asked;
      const { who, deed, aims } = speaker.deed([{ action, by: role, purpose, object }], data);
      return answers.may(who, deed, aims);
    }
    case "never":
      return answers.never(asked.property.text);
  }
}

function sayAnswer(speaker: Speaker, asked: Question, findings: Answer["findings"], bundle: Bundle): string {
  const { summaries } = speaker.words;
  const points = findings.flatMap((finding) => finding.points);
  const count = findings.length;
  switch (asked.kind) {
    case "receive":
      return count === 0 ? summaries.nothing : summaries.receive(sayReached(speaker, points));
    case "uses": {
      const purposes = unique(
        points.map(({ purpose }) => speaker.words.quote(speaker.title("purposes", purpose))),
      );
      return count === 0 ? summaries.nothing : summaries.uses(speaker.list(purposes));
    }
    case "done":
    case "role":
      return count === 0 ? summaries.nothing : summaries.ways(count);
    case "withdrawn":
    case "objected":
    case "cookies":
    case "loggedOut":
      return count === 0 ? summaries.stopsNothing : summaries.stops(count);
    case "may":
      return count === 0 ? summaries.no : summaries.yes;
    case "where":
      return count === 0 ? summaries.nowhere : summaries.where(sayPlaces(speaker, points, bundle));
    case "never":
      return count === 0 ? summaries.holds : summaries.broken(count);
  }
}

/** The recipients, and of the controller's own roles those that are not only passing it on. */
function sayReached(speaker: Speaker, points: readonly Point[]): string {
  const recipients = points.flatMap(({ action, object }) =>
    SENDING.has(action) && object !== null ? [speaker.recipient(object)] : [],
  );
  const own = points.filter(({ action }) => !SENDING.has(action));
  const roles = own.map(({ by }) => speaker.roles([by]));
  const everyone = own.some(({ action }) => action === "publish") ? [speaker.words.people.everyone] : [];
  return speaker.list(unique([...everyone, ...roles, ...recipients]));
}

function sayPlaces(speaker: Speaker, points: readonly Point[], { recipients }: Bundle): string {
  const declared = points.map(({ object }) => recipients[object ?? ""]?.countries ?? []);
  const countries = unique(declared.flat());
  const undeclared = declared.some((some) => some.length === 0) ? [speaker.words.summaries.anywhere] : [];
  return speaker.list([...countries.map((code) => speaker.territories([code])), ...undeclared]);
}
