/** What the pages of announcements say, in English. */
export const announcementsEn = {
  announcements: {
    tab: "Announcements",
    title: "Announcements",
    lead: "What we tell everyone, where telling each person was difficult. Each says why. Whoever we could reach was told first.",
    empty: "Nothing has been announced.",
    feed: "Atom feed",
    feedText: "A feed reader tells you of each new one; we need not know who reads it.",
    all: "All announcements",
    read: "Read",
    of: { incident: "An incident", "policy-change": "A change of policy" },
    states: { current: "Current", ended: "Ended", withdrawn: "Withdrawn" },
    between: (from: string, until: string) => `Announced ${from}, shown until ${until}`,
    why: "Why we announce this instead of telling each person",
    withdrawnTitle: (day: string) => `Withdrawn on ${day}`,
    withdrawnText: "It stays here as it was. The reason it was withdrawn:",
    endedTitle: (day: string) => `Its time ended on ${day}`,
    logged: (index: number) => `Its publication is entry ${index} of our public log.`,
    unknownTitle: "There is no such announcement",
    unknown: "The address names none that was ever shown.",
  },
};
