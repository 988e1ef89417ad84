export { askPermit, decide, type Gate, prepareGate } from "./gate.ts";
export type { Earlier } from "./limits.ts";
export { type ParsedFacts, parseFacts } from "./parse-facts.ts";
export { OBJECT_KEYS, type ParsedOperation, parseOperation } from "./parse-operation.ts";
export type { Question } from "./question.ts";
export type { Why } from "./reasons.ts";
export { decideByReference } from "./reference.ts";
