export { type Called, type CallerOptions, call, type ProblemDetails } from "./call.ts";
export { isDeclared, maskName, type Observed } from "./observations.ts";
export { PROBLEMS, type ProblemCode } from "./problems.ts";
export type { Caller, Route } from "./route.ts";
export { type AnswerOf, type BodyOf, pathOf, type QueryOf, type RouteName, routes } from "./routes.ts";
export { isSafeTransport } from "./transport.ts";
export { ACCESS_CLASSES, AHEAD_MS, LATEST_MS, LONGEST_BATCH, VISIT_PATTERNS } from "./visits.ts";
