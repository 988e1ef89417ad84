import type { Avow, Submission } from "@avow/client";
import type { FormTrouble } from "../pages/form.ts";
import { type Problem, statusOf, textFields, troubleOf } from "../problems.ts";
import type { PortalContext, PortalPart } from "../site.ts";
import { discussionWordsOf } from "./words.ts";

/** The two choices about each published thing: that it is published at all, and that one's own name stands beside it. */
export const PUBLICATION = "publication";
export const NAMING = "naming";

/** What a button of a published thing, or of the form for one, does. */
export const ACTS = ["pseudonym", "name", "show-name", "hide-name", "remove"] as const;
type Act = (typeof ACTS)[number];

/** What was sent from the page of a discussion: what to do, to which thing, and under which words. */
interface Sent {
  readonly act: Act;
  readonly item: string;
  readonly wordings: Readonly<Record<string, string>>;
  /** Everything else: what goes to the door of the form, which knows what is declared. */
  readonly values: Readonly<Record<string, string>>;
}

/** What came of it. `done` says whether a page can be asked for afresh. */
export interface Outcome {
  readonly done: Submission | "changed" | null;
  readonly entered: Readonly<Record<string, string>>;
  readonly trouble: FormTrouble | null;
  readonly status: 200 | 400;
}

const NOTHING: Outcome = { done: null, entered: {}, trouble: null, status: 200 };

/** Fields that steer and are no part of any form of the policy. */
const STEERING = ["session", "act", "item", `wording.${PUBLICATION}`, `wording.${NAMING}`];

/**
 * Does what a form of a discussion asks: publishes under a pseudonym or a name, shows or takes back the name, or takes the
 * thing back. A form that only carries a session here does nothing.
 */
export async function answerAct(
  { avow, language }: Pick<PortalPart, "avow" | "language">,
  http: PortalContext,
  { form, about }: { readonly form: string; readonly about: string | null },
): Promise<Outcome> {
  const sent = readSent(await textFields(http));
  if (sent === null) return NOTHING;
  const token = http.get("session")?.token;
  if (token === undefined) {
    const message = discussionWordsOf(language).logInFirst;
    return {
      ...NOTHING,
      entered: sent.values,
      trouble: { message, clause: null, fields: [] },
      status: statusOf(401),
    };
  }
  const called = await act(avow, token, { ...sent, form, about });
  if (called.ok) return { ...NOTHING, done: called.done };
  const { problem } = called;
  return {
    ...NOTHING,
    entered: sent.values,
    trouble: troubleOf(problem, language),
    status: statusOf(problem.status),
  };
}

function readSent(fields: Readonly<Record<string, string>>): Sent | null {
  const act = ACTS.find((one) => one === fields.act);
  if (act === undefined) return null;
  return {
    act,
    item: fields.item ?? "",
    wordings: {
      [PUBLICATION]: fields[`wording.${PUBLICATION}`] ?? "",
      [NAMING]: fields[`wording.${NAMING}`] ?? "",
    },
    values: Object.fromEntries(Object.entries(fields).filter(([name]) => !STEERING.includes(name))),
  };
}

type Called =
  | { readonly ok: true; readonly done: Submission | "changed" }
  | { readonly ok: false; readonly problem: Problem };

async function act(
  avow: Avow,
  token: string,
  sent: Sent & { readonly form: string; readonly about: string | null },
): Promise<Called> {
  const wording = (purpose: string) => sent.wordings[purpose] ?? "";
  switch (sent.act) {
    case "pseudonym":
    case "name": {
      const naming = sent.act === "name" ? "agree" : "refuse";
      const choices = {
        [PUBLICATION]: { choice: "agree", wording: wording(PUBLICATION) },
        [NAMING]: { choice: naming, wording: wording(NAMING) },
      } as const;
      const { form, about, values } = sent;
      const called = await avow.asPerson(token, "submit", {
        path: { form },
        body: { about, values, choices },
      });
      return called.ok ? { ok: true, done: called.answer.submission } : called;
    }
    case "show-name":
    case "hide-name": {
      const called = await avow.asPerson(token, "chooseForSubmission", {
        path: { id: sent.item, purpose: NAMING },
        body: { choice: sent.act === "show-name" ? "agree" : "refuse", wording: wording(NAMING) },
      });
      return called.ok ? { ok: true, done: "changed" } : called;
    }
    case "remove": {
      const called = await avow.asPerson(token, "withdrawSubmission", { path: { id: sent.item } });
      return called.ok ? { ok: true, done: "changed" } : called;
    }
  }
}
