/** The days of a browser's last two visits, `2026-11-20`: this one's and the one before, `null` on the first. */
export interface VisitDays {
  readonly before: string | null;
  readonly latest: string;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Reads what {@link formatVisitDays} wrote; `null` for anything else. */
export function parseVisitDays(text: string | null): VisitDays | null {
  const [latest = "", before, more] = (text ?? "").split("_");
  if (!DAY.test(latest) || more !== undefined || (before !== undefined && !DAY.test(before))) return null;
  return { latest, before: before ?? null };
}

/** The days as the cookie holds them: the latest first. */
export function formatVisitDays({ latest, before }: VisitDays): string {
  return before === null ? latest : `${latest}_${before}`;
}

/** The days after a visit on `today`; a second visit of a day is the same visit. */
export function addVisit(days: VisitDays | null, today: string): VisitDays {
  if (days === null) return { latest: today, before: null };
  return days.latest === today ? days : { latest: today, before: days.latest };
}

/** A moment's day, UTC. */
export function dayOf(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}
