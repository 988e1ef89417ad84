export { checkReceipt, enhanceReceiptChecks } from "./verify-receipt.ts";
