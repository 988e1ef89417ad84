import type { AnswerOf } from "@avow/contract";
import type { Avow } from "./avow.ts";

/** Where an advertiser is shown on the site, and where it leads. */
export type Placement = AnswerOf<"placements">[number];

/** The placements that may be shown now. */
export interface Placements {
  /** Those of one part of the site, oldest first. */
  inSection(section: string): Promise<readonly Placement[]>;
  /** The one of this id, while it may be shown; `null` otherwise. */
  find(id: string): Promise<Placement | null>;
}

/** How long what was heard is believed: a closed advertiser is shown no longer than this. */
const FRESH_MS = 60_000;

const known = new WeakMap<Pick<Avow, "asSite">, Placements>();

/**
 * The placements of this line to the service: asked for once a minute at most, whoever asks here. While the service is away there
 * are none, and pages are shown without.
 */
export function placementsOf(avow: Pick<Avow, "asSite">, now: () => Date = () => new Date()): Placements {
  const found = known.get(avow);
  if (found !== undefined) return found;
  const placements = createPlacements(avow, now);
  known.set(avow, placements);
  return placements;
}

function createPlacements(avow: Pick<Avow, "asSite">, now: () => Date): Placements {
  let heard: { readonly until: number; readonly placements: Promise<readonly Placement[]> } | null = null;
  const list = (): Promise<readonly Placement[]> => {
    const at = now().getTime();
    if (heard === null || heard.until <= at) heard = { until: at + FRESH_MS, placements: ask(avow) };
    return heard.placements;
  };
  return {
    inSection: async (section) => (await list()).filter((one) => one.section === section),
    find: async (id) => (await list()).find((one) => one.id === id) ?? null,
  };
}

async function ask(avow: Pick<Avow, "asSite">): Promise<readonly Placement[]> {
  try {
    const called = await avow.asSite("placements", {});
    return called.ok ? called.answer : [];
  } catch {
    return [];
  }
}
