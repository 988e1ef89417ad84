/**
 * Every problem the service answers with, and its HTTP status (RFC 9110). One table; a code that is not here does not compile.
 */
export const PROBLEMS = {
  "body-malformed": { status: 400, title: "the request body is malformed" },
  "not-found": { status: 404, title: "there is nothing here" },
  "too-large": { status: 413, title: "the request is too large" },
  "not-logged-in": { status: 401, title: "log in first" },
  "credentials-wrong": { status: 401, title: "the e-mail address or the password is wrong" },
  "session-unknown": { status: 401, title: "this session has ended or never was" },
  "site-key-wrong": { status: 401, title: "the site key is wrong" },
  "origin-wrong": { status: 403, title: "the request came from another site" },
  "insecure-transport": { status: 403, title: "personal data is not taken over plain HTTP" },
  refused: { status: 403, title: "the privacy policy forbids it" },
  "field-undeclared": { status: 422, title: "the form has no such field" },
  "field-missing": { status: 422, title: "a required field is empty" },
  "field-malformed": { status: 422, title: "a field cannot be read" },
  "form-unknown": { status: 422, title: "there is no such form" },
  "purpose-unknown": { status: 422, title: "there is no such purpose" },
  "wording-changed": { status: 409, title: "the words have changed since they were shown" },
  "email-taken": { status: 409, title: "there is already an account with this e-mail address" },
  "policy-unsound": { status: 422, title: "the policy does not pass its check" },
  "time-unfit": { status: 422, title: "a version cannot become current at this time" },
  "version-known": { status: 409, title: "this version is already proposed, scheduled or current" },
  "proposal-decided": { status: 409, title: "this proposal is no longer open" },
  "approval-own": { status: 403, title: "nobody approves what they proposed themselves" },
  "dispute-closed": { status: 409, title: "this dispute is closed already" },
  "token-unknown": { status: 404, title: "this link is not, or no longer, valid" },
  "too-many-attempts": { status: 429, title: "too many attempts" },
  "receipt-not-ready": { status: 202, title: "the receipt is waiting for the next checkpoint" },
  "store-unreachable": { status: 503, title: "the database cannot be reached" },
  "disk-full": { status: 507, title: "there is no room left on the disk" },
  "ledger-stopped": { status: 503, title: "the ledger cannot take entries" },
  fault: { status: 500, title: "something broke on our side" },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemCode = keyof typeof PROBLEMS;
