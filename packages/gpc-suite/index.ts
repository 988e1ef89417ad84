export { CHECKS, type Check } from "./checks.ts";
export { formatReport } from "./format-report.ts";
export { type Outcome, type Report, runSuite, type SuiteOptions } from "./run-suite.ts";
