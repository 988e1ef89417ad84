import { z } from "zod";
import { announcementRoutes } from "./announcements.ts";
import { changeRoutes } from "./changes.ts";
import { correspondenceRoutes } from "./correspondence.ts";
import { deviceRoutes } from "./devices.ts";
import { incidentRoutes } from "./incidents.ts";
import { marketingRoutes } from "./marketing.ts";
import { noticeRoutes } from "./notices.ts";
import { outreachRoutes } from "./outreach.ts";
import { route } from "./route.ts";
import * as shapes from "./shapes.ts";
import { statisticsRoutes } from "./statistics.ts";
import { submissionRoutes } from "./submissions.ts";
import { visitRoutes } from "./visits.ts";

/** The HTTP contract. Server and clients are typed from this one table. */
export const routes = {
  register: route({
    method: "POST",
    path: "/v1/registrations",
    caller: "site",
    status: 201,
    body: shapes.RegistrationBody,
    answer: shapes.Registered,
  }),
  logIn: route({
    method: "POST",
    path: "/v1/sessions",
    caller: "site",
    status: 201,
    body: shapes.LogInBody,
    answer: shapes.LoggedIn,
  }),
  logOut: route({
    method: "DELETE",
    path: "/v1/session",
    caller: "person",
    status: 204,
    body: null,
    answer: null,
  }),
  /** Changes the session's choice about cookies; the session itself goes on. */
  chooseCookies: route({
    method: "PUT",
    path: "/v1/session/cookies",
    caller: "person",
    status: 200,
    body: shapes.CookiesBody,
    answer: shapes.CookiesChosen,
  }),
  me: route({ method: "GET", path: "/v1/me", caller: "person", status: 200, body: null, answer: shapes.Me }),
  choose: route({
    method: "PUT",
    path: "/v1/me/choices/:purpose",
    caller: "person",
    status: 200,
    body: shapes.ChoiceBody,
    answer: shapes.ChoiceMade,
  }),
  object: route({
    method: "PUT",
    path: "/v1/me/objections/:purpose",
    caller: "person",
    status: 200,
    body: shapes.ObjectionBody,
    answer: shapes.ChoiceMade,
  }),
  receipts: route({
    method: "GET",
    path: "/v1/me/receipts",
    caller: "person",
    status: 200,
    body: null,
    answer: z.array(shapes.ReceiptSummary),
  }),
  /** The `.tlog-proof` file as text, or 202 with the problem `receipt-not-ready`. */
  receipt: route({
    method: "GET",
    path: "/v1/me/receipts/:id",
    caller: "person",
    status: 200,
    body: null,
    answer: null,
  }),
  erase: route({
    method: "DELETE",
    path: "/v1/me",
    caller: "person",
    status: 200,
    body: shapes.EraseBody,
    answer: shapes.Erased,
  }),
  /** RFC 8058 one-click; the mail client posts `List-Unsubscribe=One-Click` as a form. */
  unsubscribe: route({
    method: "POST",
    path: "/v1/unsubscribe/:token",
    caller: "anyone",
    status: 200,
    body: null,
    answer: shapes.Unsubscribed,
  }),
  decide: route({
    method: "POST",
    path: "/v1/decisions",
    caller: "anyone",
    status: 200,
    body: shapes.DecisionBody,
    answer: shapes.DecisionAnswer,
  }),

  versions: route({
    method: "GET",
    path: "/v1/policy/versions",
    caller: "anyone",
    status: 200,
    body: null,
    answer: z.array(shapes.VersionRow),
  }),
  activity: route({
    method: "GET",
    path: "/v1/policy/activity",
    caller: "anyone",
    status: 200,
    body: null,
    answer: shapes.Activity,
  }),

  firstOperator: route({
    method: "POST",
    path: "/console/api/first-operator",
    caller: "anyone",
    status: 204,
    body: shapes.FirstOperatorBody,
    answer: null,
  }),
  operators: route({
    method: "GET",
    path: "/console/api/operators",
    caller: "operator",
    status: 200,
    body: null,
    answer: shapes.Operators,
  }),
  inviteOperator: route({
    method: "POST",
    path: "/console/api/operators/invitations",
    caller: "operator",
    status: 201,
    body: null,
    answer: shapes.OperatorInvitation,
  }),
  withdrawInvitation: route({
    method: "DELETE",
    path: "/console/api/operators/invitations/:id",
    caller: "operator",
    status: 204,
    body: null,
    answer: null,
  }),
  /** Makes the operator an invitation was for, once. */
  joinOperators: route({
    method: "POST",
    path: "/console/api/operators",
    caller: "anyone",
    status: 204,
    body: shapes.FirstOperatorBody,
    answer: null,
  }),
  overview: route({
    method: "GET",
    path: "/console/api/overview",
    caller: "operator",
    status: 200,
    body: null,
    answer: shapes.Overview,
  }),
  clauses: route({
    method: "GET",
    path: "/console/api/clauses",
    caller: "operator",
    status: 200,
    body: null,
    answer: z.array(shapes.ClauseRow),
  }),
  /** Looks one person up by an exact e-mail address, through the blind index. The address travels in the body, never in the URL. */
  findPerson: route({
    method: "POST",
    path: "/console/api/people/find",
    caller: "operator",
    status: 200,
    body: z.strictObject({ email: z.string().max(1000) }),
    answer: shapes.PersonFound,
  }),
  person: route({
    method: "GET",
    path: "/console/api/people/:person",
    caller: "operator",
    status: 200,
    body: null,
    answer: shapes.PersonView,
  }),
  message: route({
    method: "POST",
    path: "/console/api/people/:person/messages",
    caller: "operator",
    status: 202,
    body: shapes.MessageBody,
    answer: shapes.MessageQueued,
  }),
  messages: route({
    method: "GET",
    path: "/console/api/messages",
    caller: "operator",
    status: 200,
    body: null,
    answer: z.array(shapes.MessageRow),
  }),
  proposals: route({
    method: "GET",
    path: "/console/api/proposals",
    caller: "operator",
    status: 200,
    body: null,
    answer: z.array(shapes.Proposal),
  }),
  /** Checks and builds what is proposed; problem `policy-unsound` with each error when it does not pass. */
  propose: route({
    method: "POST",
    path: "/console/api/proposals",
    caller: "operator",
    status: 201,
    body: shapes.ProposalBody,
    answer: shapes.Proposal,
  }),
  /** The bundle of a proposal, as JSON of `@avow/policy`'s `Bundle`. */
  proposedBundle: route({
    method: "GET",
    path: "/console/api/proposals/:id/bundle",
    caller: "operator",
    status: 200,
    body: null,
    answer: null,
  }),
  approve: route({
    method: "POST",
    path: "/console/api/proposals/:id/approval",
    caller: "operator",
    status: 200,
    body: null,
    answer: shapes.Proposal,
  }),
  /** Takes back a proposal or an approved version that is not current yet. */
  withdrawProposal: route({
    method: "DELETE",
    path: "/console/api/proposals/:id",
    caller: "operator",
    status: 200,
    body: null,
    answer: shapes.Proposal,
  }),
  policyFolder: route({
    method: "GET",
    path: "/console/api/policy-folder",
    caller: "operator",
    status: 200,
    body: null,
    answer: shapes.FolderState,
  }),
  /** `:name` is one of `DOCUMENTS`, `:language` one of the policy's. */
  document: route({
    method: "GET",
    path: "/console/api/documents/:name/:language",
    caller: "operator",
    status: 200,
    body: null,
    answer: shapes.GeneratedDocument,
  }),
  disputes: route({
    method: "GET",
    path: "/console/api/disputes",
    caller: "operator",
    status: 200,
    body: null,
    answer: z.array(shapes.Dispute),
  }),
  openDispute: route({
    method: "POST",
    path: "/console/api/people/:person/disputes",
    caller: "operator",
    status: 201,
    body: shapes.DisputeBody,
    answer: shapes.Dispute,
  }),
  /** What is handed over in a dispute, as Markdown. */
  disputeFile: route({
    method: "GET",
    path: "/console/api/disputes/:id/file",
    caller: "operator",
    status: 200,
    body: null,
    answer: null,
  }),
  closeDispute: route({
    method: "POST",
    path: "/console/api/disputes/:id/closure",
    caller: "operator",
    status: 200,
    body: null,
    answer: shapes.Dispute,
  }),
  mailbox: route({
    method: "GET",
    path: "/console/api/mailbox",
    caller: "operator",
    status: 200,
    body: null,
    answer: z.array(shapes.MailboxRow),
  }),
  mail: route({
    method: "GET",
    path: "/console/api/mailbox/:id",
    caller: "operator",
    status: 200,
    body: null,
    answer: shapes.MailboxMail,
  }),

  ...submissionRoutes,
  ...changeRoutes,
  ...deviceRoutes,
  ...visitRoutes,
  ...statisticsRoutes,
  ...marketingRoutes,
  ...noticeRoutes,
  ...outreachRoutes,
  ...correspondenceRoutes,
  ...announcementRoutes,
  ...incidentRoutes,
} as const;

export type RouteName = keyof typeof routes;
export type BodyOf<N extends RouteName> = (typeof routes)[N]["body"] extends z.ZodType
  ? z.input<(typeof routes)[N]["body"]>
  : undefined;
export type AnswerOf<N extends RouteName> = (typeof routes)[N]["answer"] extends z.ZodType
  ? z.output<(typeof routes)[N]["answer"]>
  : undefined;

export type QueryOf<N extends RouteName> = (typeof routes)[N] extends {
  readonly query: infer Q extends z.ZodType;
}
  ? z.input<Q>
  : undefined;

/** Fills `:name` parts of a path; each value is percent-encoded. */
export function pathOf(name: RouteName, parameters: Readonly<Record<string, string>> = {}): string {
  return routes[name].path.replace(/:([a-z]+)/g, (_, key: string) => {
    const value = parameters[key];
    if (value === undefined) throw new TypeError(`route \`${name}\` needs \`${key}\``);
    return encodeURIComponent(value);
  });
}
