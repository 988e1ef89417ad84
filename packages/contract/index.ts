export { type Called, type CallerOptions, call, type ProblemDetails } from "./call.ts";
export { PROBLEMS, type ProblemCode } from "./problems.ts";
export {
  type AnswerOf,
  type BodyOf,
  type Caller,
  pathOf,
  type Route,
  type RouteName,
  routes,
} from "./routes.ts";
export { isSafeTransport } from "./transport.ts";
