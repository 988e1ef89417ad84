import type { AnswerOf } from "@avow/contract";
import { describe, expect, it } from "vitest";
import index from "../../../policies/index/policy.ts";
import { reading } from "../api.ts";
import { marketingTerms, readMarketingTerms } from "../marketing-terms.ts";
import type { Screen } from "../router.ts";
import { showScreen } from "../show-screen.testing.ts";
import { LANGUAGES, type Language, wordsOf } from "../words.ts";

const ID = "4c1c9e52-1f0b-4c8e-9d2a-5b3f1c8f9a51";
const AT = "2026-11-23T04:00:00.000Z";

const LICENCE: AnswerOf<"licences">[number] = {
  id: ID,
  holder: "Orchard Books",
  purpose: "partner-marketing",
  kinds: ["printed"],
  most: 1000,
  from: AT,
  until: "2027-11-23T04:00:00.000Z",
  state: "in-force",
  used: 12,
  createdBy: "Wen",
  createdAt: AT,
  endedBy: null,
  endedAt: null,
};

const CAMPAIGN: AnswerOf<"campaign"> = {
  id: ID,
  purpose: "partner-marketing",
  licence: ID,
  about: "printed",
  subject: { en: "Books in autumn", zh: "秋日新书" },
  body: { en: "Three books.", zh: "三本新书。" },
  channels: ["email"],
  audience: { language: null, bought: null },
  state: "draft",
  holder: "Orchard Books",
  createdAt: AT,
  startedAt: null,
  notice: null,
  gathered: 0,
  beyond: 0,
  preview: {
    begunAt: AT,
    finishedAt: AT,
    people: 120,
    asked: 120,
    wouldGet: 31,
    excluded: [
      { clause: "2.4.8", code: "consent-missing", people: 80 },
      { clause: "2.4.7", code: "not-similar", people: 8 },
      { clause: null, code: "other-language", people: 1 },
    ],
  },
};

function show(language: Language, screen: Screen, campaign = CAMPAIGN): string {
  const ended = {
    ...LICENCE,
    id: "5c1c9e52-1f0b-4c8e-9d2a-5b3f1c8f9a51",
    holder: "Dune Maps",
    state: "ended",
  };
  return showScreen(language, screen, {
    known: [
      [reading("campaigns").queryKey, [campaign]],
      [reading("campaign", { id: ID }).queryKey, campaign],
      [reading("licences").queryKey, [LICENCE, ended]],
      [
        marketingTerms.queryKey,
        readMarketingTerms({ ...index.model, rules: index.model.permits.map(asRule) }),
      ],
    ],
  });
}

/** A permit as a rule; what the law adds is of no account here. */
function asRule(permit: (typeof index.model.permits)[number]) {
  const { clause, action, purpose, data, by } = permit;
  const { channel = null, when = [] } = "channel" in permit ? permit : {};
  return {
    clause,
    action,
    purpose,
    data,
    by,
    channel,
    form: null,
    recipient: null,
    key: null,
    when: when.map((condition) => ({ condition, clause, source: null })),
  };
}

describe.each(LANGUAGES)("campaigns in %s", (language) => {
  const { campaigns, licences } = wordsOf(language);

  it("[2.4.7] [2.4.8] one shows who would get it, and by clause and reason who would not", () => {
    const page = show(language, { name: "campaign", id: ID });
    const said = [
      "<h1",
      campaigns.wouldGet(31),
      campaigns.asked(120, 120),
      "2.4.8",
      "2.4.7",
      campaigns.audience,
    ];
    for (const part of [...said, campaigns.codes["not-similar"], campaigns.codes["other-language"]])
      expect(page).toContain(part);
    expect(page).toContain(campaigns.holder("Orchard Books"));
    expect(page).toContain(`>${campaigns.start}</button>`);
  });

  it("[2.4.6] one that was started is not started again, and says whom a licence left out", () => {
    const started = { ...CAMPAIGN, state: "started", gathered: 31, beyond: 4 } as const;
    const page = show(language, { name: "campaign", id: ID }, started);
    expect(page).not.toContain(`>${campaigns.start}</button>`);
    for (const part of [campaigns.gathered(31), campaigns.beyond(4)]) expect(page).toContain(part);
    expect(page).not.toContain("/console/notices/");
    const leaving = show(language, { name: "campaign", id: ID }, { ...started, notice: LICENCE.id });
    expect(leaving).toContain(`/console/notices/${LICENCE.id}`);
  });

  it("[2.4.7] the form offers kinds of products, languages and the channels open, and nothing else to choose people by", () => {
    const page = show(language, { name: "campaigns" });
    const names = [...page.matchAll(/<(?:select|input|textarea)[^>]* name="([^"]+)"/g)].map(
      ([, name]) => name,
    );
    expect(names.sort()).toEqual(
      [
        "about",
        "audience.bought",
        "audience.language",
        "body.en",
        "body.zh",
        "channels.email",
        "channels.sms",
        "channels.telephone",
        "purpose",
        "subject.en",
        "subject.zh",
      ].sort(),
    );
  });

  it("[2.4.6] a licence stands with its span, its messages and its report; one that has ended is not ended again", () => {
    const page = show(language, { name: "licences" });
    for (const part of ["Orchard Books", licences.usedOf(12, 1000), `/console/api/licences/${ID}/report.csv`])
      expect(page).toContain(part);
    expect(page).toContain(licences.endOf("Orchard Books"));
    expect(page).not.toContain(licences.endOf("Dune Maps"));
  });
});
