import type { Bundle } from "@avow/policy";
import { ProblemError } from "../http/problem.ts";
import { fieldOf } from "./form-door.ts";

/**
 * Forms a site attaches to a submission, with what it learned elsewhere, as from its payment provider; nobody may say these
 * of themselves. The model does not tell who fills in a form: this is the one place that does.
 */
const ATTACHED_FORMS: readonly string[] = ["payment"];

/**
 * Forms nobody fills in: what comes by mail, and what staff note of a call. Whoever filled one in could name somebody else's address as
 * their own.
 */
const RECEIVED_FORMS: readonly string[] = ["mail", "call"];

/** Forms that are read in a person's thread, where each opening leaves evidence, and nowhere else. */
const THREAD_FORMS: readonly string[] = ["contact", "mail", "call"];

/** @throws {ProblemError} `form-unknown` for a form that opens no account: one does that takes a password */
export function requireAccountForm(bundle: Bundle, form: string): void {
  if (!fieldsOf(bundle, form).some((path) => fieldOf(bundle, path).type === "password"))
    throw new ProblemError("form-unknown", {
      detail: "the policy declares no such form that opens an account",
    });
}

/**
 * Lets only a form past that people fill in while logged in: not one a site attaches, not one that opens an account
 * (which has a door of its own), and none of what a person could not see afterwards, such as the log of visits.
 * @throws {ProblemError} `form-unknown`
 */
export function requirePersonsForm(bundle: Bundle, form: string): void {
  const fields = fieldsOf(bundle, form);
  const isSeen = (path: string): boolean =>
    bundle.rules.some(
      ({ action, by, data }) => action === "use" && by.includes("person") && data.includes(path),
    );
  const isPersons =
    !isAttachedForm(form) &&
    !RECEIVED_FORMS.includes(form) &&
    fields.every((path) => fieldOf(bundle, path).type !== "password" && isSeen(path));
  if (fields.length === 0 || !isPersons)
    throw new ProblemError("form-unknown", {
      detail: "the policy declares no such form for people to fill in",
    });
}

/** @throws {ProblemError} `form-unknown` for a form that is not a site's to attach */
export function requireAttachedForm(bundle: Bundle, form: string): void {
  if (!isAttachedForm(form) || fieldsOf(bundle, form).length === 0)
    throw new ProblemError("form-unknown", {
      detail: "the policy declares no such form for a site to attach",
    });
}

/** Whether a site attaches what it learned by this form. */
export function isAttachedForm(form: string): boolean {
  return ATTACHED_FORMS.includes(form);
}

/** @throws {ProblemError} `form-unknown` for a form that is read in threads */
export function requireCaseForm(bundle: Bundle, form: string): void {
  if (fieldsOf(bundle, form).length === 0 || THREAD_FORMS.includes(form))
    throw new ProblemError("form-unknown", {
      detail: "the policy declares no such form for people to work on",
    });
}

/** What may be added to a submission beside its own form. */
export function attachedFields(bundle: Bundle): readonly string[] {
  return ATTACHED_FORMS.flatMap((form) => fieldsOf(bundle, form));
}

/** The fields of a form, by `category.field`; none of one that is not declared. */
export function fieldsOf(bundle: Bundle, form: string): readonly string[] {
  const declared = Object.hasOwn(bundle.forms, form) ? bundle.forms[form] : undefined;
  return declared?.fields.map(({ field }) => field) ?? [];
}
