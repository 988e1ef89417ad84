import { type Bundle, formatDuration } from "@avow/policy";
import type { Addressee, NoticeKind, Saying } from "../notices/notice.ts";
import { ABSENT, loadFactsOfMany } from "../people/person.ts";
import { isForBuyer, tellPurchases } from "./ask-people.ts";
import { type CampaignRow, getCampaign } from "./campaign-rows.ts";
import { type LicenceRow, licenceFact, lockLicence } from "./licences.ts";
import { provenanceWords } from "./provenance-words.ts";
import { type Bought, type Judged, judgeCustomers } from "./purchases.ts";

/**
 * Campaigns as notices. Advertising is owed to nobody: what may have left is not sent again. Licence and purchases are what they are
 * at the moment of sending.
 */
export const campaignKind: NoticeKind = {
  name: "campaign",
  repeat: "at-most-once",
  async prepare(context, tx, notice, people) {
    if (notice.about === null) throw new TypeError("a campaign's notice is about a campaign");
    const campaign = await getCampaign(tx, notice.about);
    const judged = await judgeCustomers(context, tx, await loadFactsOfMany(tx, people, ABSENT), campaign);
    const licence = await lockLicence(tx, campaign.licence, "share");
    const told = licenceFact(licence, context.now());
    return {
      facts(person, base) {
        const known = judged.get(person);
        return { ...(known === undefined ? base : tellPurchases(base, known)), licence: told };
      },
      say(to) {
        const known = judged.get(to.person) ?? null;
        const { language } = campaign.audience;
        if (!isForBuyer(context, campaign, known) || (language !== null && language !== to.language))
          return null;
        return sayCampaign(context.bundle, { campaign, licence, known, to });
      },
    };
  },
};

/** What an operator wrote, and below it which purchase it follows from and on whose behalf it is passed on. */
function sayCampaign(
  bundle: Bundle,
  {
    campaign,
    licence,
    known,
    to,
  }: {
    readonly campaign: CampaignRow;
    readonly licence: LicenceRow | null;
    readonly known: Judged | null;
    readonly to: Addressee;
  },
): Saying | null {
  const subject = campaign.subject[to.language];
  const body = campaign.body[to.language];
  if (subject === undefined || body === undefined) return null;
  const follows = known?.follows ?? null;
  return {
    subject,
    paragraphs: [
      ...body.split(/\n{2,}/),
      ...(follows === null ? [] : [sayPurchase(bundle, campaign, follows, to.language)]),
      ...(licence === null ? [] : [sayLicence(bundle, licence, to.language)]),
    ],
  };
}

function sayPurchase(
  { products, purposes }: Bundle,
  { about, purpose }: CampaignRow,
  bought: Bought,
  language: string,
): string {
  if (products === undefined) throw new TypeError("a purchase follows from kinds of products");
  const titleOf = (kind: string | null) =>
    kind === null ? "" : (products.kinds[kind]?.title[language] ?? "");
  const zone = purposes[purpose]?.pace?.quiet?.zone ?? "UTC";
  return provenanceWords(language).bought({
    title: bought.title,
    kind: titleOf(bought.kind),
    day: formatDay(new Date(bought.at), language, zone),
    about: titleOf(about),
    recently: formatDuration(products.recently, language),
    distance: products.distance,
    clause: products.clause,
  });
}

function sayLicence(
  { purposes }: Bundle,
  { holder, purpose, until_at }: LicenceRow,
  language: string,
): string {
  const zone = purposes[purpose]?.pace?.quiet?.zone ?? "UTC";
  return provenanceWords(language).licensed({
    holder,
    until: formatDay(until_at, language, zone),
    clause: purposes[purpose]?.clause ?? "",
  });
}

function formatDay(at: Date, language: string, timeZone: string): string {
  return new Intl.DateTimeFormat(language === "zh" ? "zh-CN" : "en-GB", {
    dateStyle: "long",
    timeZone,
  }).format(at);
}
