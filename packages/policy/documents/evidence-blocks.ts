import type { EvidenceFigures } from "./evidence-figures.ts";
import type { Block, Cell } from "./outline.ts";
import type { Voice } from "./voice.ts";

/** What the evidence shows, or that it is not known. */
export function listEvidence(evidence: EvidenceFigures, voice: Voice): readonly Block[] {
  const { words, count } = voice;
  const { people, receipts, checkpoint } = evidence;
  const figure = (known: number | null): Cell => [known === null ? words.unknown : count(known)];
  return [
    { kind: "heading", text: words.figures },
    {
      kind: "facts",
      rows: [
        { name: words.people, says: figure(people) },
        { name: words.receipts, says: figure(receipts) },
        {
          name: words.checkpoint,
          says: [
            checkpoint === null ? words.unknown : words.checkpointSays(checkpoint.at, count(checkpoint.size)),
          ],
        },
      ],
    },
    ...listDecisions(evidence, voice),
  ];
}

function listDecisions({ decisions }: EvidenceFigures, { words, count }: Voice): readonly Block[] {
  if (decisions === null) return [{ kind: "paragraph", text: words.decisionsUnknown }];
  if (decisions.clauses.length === 0)
    return [{ kind: "paragraph", text: words.decisionsFew(decisions.least) }];
  const figure = (known: number | null): Cell => [
    known === null ? words.withheld(decisions.least) : count(known),
  ];
  return [
    { kind: "paragraph", text: `${words.decisions}${words.colon}`.trimEnd() },
    {
      kind: "table",
      head: [words.clauseHead, words.permitted, words.refused],
      rows: decisions.clauses.map(({ clause, permitted, refused }) => [
        [clause],
        figure(permitted),
        figure(refused),
      ]),
    },
  ];
}
