import { makeImpactAssessment } from "./impact-assessment.ts";
import type { DocumentInput } from "./opening-blocks.ts";
import type { Outline, PolicyDocument } from "./outline.ts";
import { makeRecordOfProcessing } from "./record-of-processing.ts";
import { renderOutlineHtml, renderOutlineMarkdown } from "./render-outline.ts";

const OUTLINES = {
  "record-of-processing": makeRecordOfProcessing,
  "impact-assessment": makeImpactAssessment,
} as const satisfies Record<string, (input: DocumentInput) => Outline>;

/** Documents that are made from a model and its evidence. */
export type DocumentName = keyof typeof OUTLINES;

/** Whether a document of this name is made. */
export function isDocumentName(name: string): name is DocumentName {
  return Object.hasOwn(OUTLINES, name);
}

/**
 * Makes a document: the same input gives the same bytes.
 * @param o.stylesheet where a served page finds its style; without it the page carries its own
 * @throws {RangeError} when documents are not made in the language (`DOCUMENT_LANGUAGES`)
 * @example makeDocument("record-of-processing", { bundle, version, madeAt, evidence: NO_FIGURES, language: "en" }).html
 */
export function makeDocument(
  name: DocumentName,
  input: DocumentInput,
  o: { readonly stylesheet?: string } = {},
): PolicyDocument {
  const outline = OUTLINES[name](input);
  return {
    title: outline.title,
    html: renderOutlineHtml(outline, o),
    markdown: renderOutlineMarkdown(outline),
  };
}
