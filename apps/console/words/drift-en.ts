import type { Observed } from "@avow/contract";

/** What the console says about drift between the policy and what pages met, in English. */
export const driftEn = {
  drift: {
    tab: "Drift",
    title: "Drift",
    lead: "What visitors’ pages met and the policy in force does not declare: names alone, never a value. Declare it in a new version, or take it off your pages.",
    empty: "No page has met anything the policy does not declare.",
    emptyText:
      "Pages that carry the kit tell of it within seconds. A host that was tried is listed here too, though the pages’ Content-Security-Policy stopped it.",
    shown: (count: number): string =>
      count === 1 ? "One name is not declared." : `${count} names are not declared.`,
    masked: "# stands for a part that could have held a value.",
    name: "Name",
    kind: "What it is",
    times: "Reported",
    first: "First seen",
    last: "Last seen",
    kinds: {
      cookie: "Cookie",
      "local-storage": "Local storage",
      "session-storage": "Session storage",
      "indexed-db": "Database in the browser",
      "cache-storage": "Cache in the browser",
      "service-worker": "Service worker",
      host: "Host of somebody else",
    } satisfies Record<Observed["kind"], string> as Readonly<Record<Observed["kind"], string>>,
  },
};
