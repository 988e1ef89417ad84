export { type AskedQuestion, enhanceGateQuestions, readQuestion } from "./ask-gate.ts";
export { drawFlows } from "./draw-flows.ts";
export { type Flow, type FlowPlace, listFlows } from "./flows.ts";
export { type ShownClause, type ShownSection, showPolicy } from "./policy-page.ts";
export { endWorkers } from "./push/end-workers.ts";
export { enhancePush } from "./push/enhance-push.ts";
export { type PushWorker, showNotifications } from "./push/show-notifications.ts";
export { checkReceipt, enhanceReceiptChecks } from "./verify-receipt.ts";
