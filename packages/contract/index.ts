export { type Called, type CallerOptions, call, type ProblemDetails } from "./call.ts";
export { LETTER_REQUESTS } from "./correspondence.ts";
export {
  INCIDENT_FLAGS,
  INCIDENT_GROUPS,
  NOTICE_ELEMENTS,
  REPORT_STAGES,
  type ScopeFilter,
  WRITTEN_ELEMENTS,
} from "./incident-shapes.ts";
export { CAMPAIGN_STATES, LICENCE_STATES, OBJECTION_DOORS } from "./marketing.ts";
export { NOTICE_STATES, UNTOLD_STATES } from "./notices.ts";
export { isDeclared, maskName, type Observed } from "./observations.ts";
export { CALL_OUTCOMES, GATEWAY_OUTCOMES, REACH_FIELDS } from "./outreach.ts";
export { PROBLEMS, type ProblemCode } from "./problems.ts";
export type { Caller, Route } from "./route.ts";
export { type AnswerOf, type BodyOf, pathOf, type QueryOf, type RouteName, routes } from "./routes.ts";
export { isSafeTransport } from "./transport.ts";
export { ACCESS_CLASSES, AHEAD_MS, LATEST_MS, LONGEST_BATCH, VISIT_PATTERNS } from "./visits.ts";
