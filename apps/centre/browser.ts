import { enhanceReceiptChecks } from "@avow/kit";

enhanceReceiptChecks(document);
