/** What the centre says of changes of the policy for one person, in English. */
export const changesEn = {
  myChanges: {
    tab: "Changes",
    title: "What this changes for you",
    lead: "When the policy changes, you see here what that means for you, and you decide about what goes further than before.",
    empty: "Nothing about you has changed since you opened your account.",
    limited: "The earlier limits hold for you.",
    limitedText:
      "Your data is used as it was before the changes you have not agreed to, and not in the new way.",
    open: "A change of the policy waits for your answer.",
    openText: "Until you answer, the earlier limits hold for you. Not answering is not agreeing.",
    see: "See what changes",
    coming: (at: string) => `Takes effect on ${at}`,
    "in-force": (at: string) => `In effect since ${at}`,
    past: (at: string) => `Took effect on ${at}`,
    wider: "What would be permitted that is not permitted for you now",
    other: "What else changes",
    told: "You are told of this; there is nothing for you to do.",
    nothingLeft: "This no longer goes further than your limits.",
    agree: "Agree",
    refuse: "Refuse",
    agreeTo: (at: string) => `Agree to the change of ${at}`,
    refuseTo: (at: string) => `Refuse the change of ${at}`,
    unanswered: "You have not answered. The earlier limits hold for you.",
    agreed: (at: string) => `You agreed on ${at}. You can change your mind.`,
    refused: (at: string) =>
      `You refused on ${at}. The earlier limits hold for you, for as long as you like. You can change your mind.`,
    recorded: "Your answer is recorded.",
    versions: "All versions of the policy",
  },
};
