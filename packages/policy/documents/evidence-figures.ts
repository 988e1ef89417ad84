import type { ClauseId, Text } from "../model.ts";

/** How often a clause permitted and refused; `null` where the figure is withheld or not known. */
export interface ClauseDecisions {
  readonly clause: ClauseId;
  readonly permitted: number | null;
  readonly refused: number | null;
}

/** What a running service knows beyond the model. `null` is "not known here", which a document says in so many words. */
export interface EvidenceFigures {
  /** People of whom anything is held. */
  readonly people: number | null;
  readonly receipts: number | null;
  readonly checkpoint: {
    /** ISO 8601 in UTC. */
    readonly at: string;
    /** Entries it covers. */
    readonly size: number;
  } | null;
  /** Of the last month, by clause; below `least` a figure is withheld. */
  readonly decisions: { readonly least: number; readonly clauses: readonly ClauseDecisions[] } | null;
  /** Security measures that the software takes by itself, in each language. */
  readonly measures: readonly Text[] | null;
}

/** Nothing but the model is known. */
export const NO_FIGURES: EvidenceFigures = {
  people: null,
  receipts: null,
  checkpoint: null,
  decisions: null,
  measures: null,
};
