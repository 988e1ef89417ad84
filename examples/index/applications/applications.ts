import { mountFormPage } from "../form-page.ts";
import type { PortalPart } from "../site.ts";
import { applicationWordsOf } from "./words.ts";

/** Applying for further services (2.1.1). */
export function mountApplications(part: PortalPart): void {
  mountFormPage(part, {
    form: "application",
    path: "/apply",
    words: applicationWordsOf(part.language),
  });
}
