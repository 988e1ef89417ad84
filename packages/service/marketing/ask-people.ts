import { askPermit } from "@avow/gate";
import { createSink, type Facts, type Operation, wayUp } from "@avow/policy";
import type { Tx } from "@avow/postgres";
import type { Context } from "../context.ts";
import { contactOperation } from "../notices/contact-operation.ts";
import { loadContactFacts } from "../people/contact-facts.ts";
import { LANGUAGE } from "../people/contact-fields.ts";
import type { CampaignRow } from "./campaign-rows.ts";
import { type LicenceRow, licenceFact } from "./licences.ts";
import { type Judged, judgeCustomers } from "./purchases.ts";

/** Whether a person would get a campaign, and if not, why; `clause` is `null` where they are not of its audience. */
export type Verdict =
  | { readonly kind: "gets" }
  | { readonly kind: "excluded"; readonly clause: string | null; readonly code: string };

type Campaign = Pick<CampaignRow, "purpose" | "about" | "channels" | "audience">;
type Asked = ReturnType<typeof askPermit>;

const GETS: Verdict = { kind: "gets" };

/**
 * Asks the gate about each of these people whether the campaign may reach them now. Orders are opened of those alone whom nothing
 * but what they bought stands between, and only where the gate permits that use of them. The caller holds their locks.
 */
export async function askPeople(
  context: Context,
  tx: Tx,
  { campaign, licence }: { readonly campaign: Campaign; readonly licence: LicenceRow | null },
  people: readonly string[],
): Promise<ReadonlyMap<string, Verdict>> {
  const { purpose } = campaign;
  const told = licenceFact(licence, context.now());
  const facts = new Map(
    [...(await loadContactFacts(context, tx, { people, purpose }))].map(([person, base]): [string, Facts] => [
      person,
      { ...base, licence: told },
    ]),
  );
  const customers = [...facts].filter(([person, known]) =>
    hangsOnPurchases(askChannels(context, campaign, known, person)),
  );
  const judged = await judgeCustomers(context, tx, new Map(customers), campaign);
  const verdicts = new Map<string, Verdict>();
  for (const [person, base] of facts) {
    const bought = judged.get(person) ?? null;
    const known = bought === null ? base : tellPurchases(base, bought);
    const asked = askChannels(context, campaign, known, person);
    verdicts.set(
      person,
      "refusal" in asked
        ? { kind: "excluded", clause: asked.refusal.clause, code: asked.refusal.code }
        : await holdAgainstAudience(context, tx, campaign, {
            known,
            bought,
            operation: asked.permit.operation,
            person,
          }),
    );
  }
  return verdicts;
}

function hangsOnPurchases(asked: Asked): boolean {
  return "refusal" in asked && asked.refusal.code === "not-similar";
}

/** The facts with what the person's purchases are to what is sent. */
export function tellPurchases({ person, ...facts }: Facts, judged: Judged): Facts {
  const { purchases } = judged;
  const under = Object.entries(person?.under ?? {}).map(
    ([version, measured]) => [version, { ...measured, purchases: judged.under }] as const,
  );
  return {
    ...facts,
    person: person && {
      ...person,
      purchases,
      ...(person.under !== undefined && { under: Object.fromEntries(under) }),
    },
  };
}

/** The answer for the first of the campaign's channels that is permitted; else why the first is not. */
function askChannels(
  { gate, bundle }: Context,
  { purpose, channels }: Campaign,
  facts: Facts,
  person: string,
): Asked {
  const asked = channels.map((channel) =>
    askPermit(gate, facts, contactOperation(bundle, { purpose, channel }), person),
  );
  const [first] = asked;
  if (first === undefined) throw new TypeError("a campaign has a channel");
  return asked.find((answer) => "permit" in answer) ?? first;
}

/** Whether a campaign for customers of some kind of product is for who bought these. */
export function isForBuyer(
  { bundle }: Pick<Context, "bundle">,
  { audience: { bought } }: Pick<Campaign, "audience">,
  known: Judged | null,
): boolean {
  const kinds = bundle.products?.kinds ?? {};
  return bought === null || (known?.recent ?? []).some((kind) => wayUp(kinds, kind).includes(bought));
}

async function holdAgainstAudience(
  context: Context,
  tx: Tx,
  campaign: Campaign,
  of: {
    readonly person: string;
    readonly known: Facts;
    readonly bought: Judged | null;
    readonly operation: Operation;
  },
): Promise<Verdict> {
  if (!isForBuyer(context, campaign, of.bought))
    return { kind: "excluded", clause: null, code: "not-bought" };
  const { language } = campaign.audience;
  if (language === null) return GETS;
  const asked = askPermit(context.gate, of.known, { ...of.operation, data: [LANGUAGE] }, of.person);
  if ("refusal" in asked) return { kind: "excluded", clause: asked.refusal.clause, code: asked.refusal.code };
  const sink = createSink<string, string>({ purpose: campaign.purpose, fields: [LANGUAGE] });
  const held = (await context.vault.read(tx, asked.permit)).get(LANGUAGE)?.[0];
  const { languages } = context.bundle;
  const read = languages.find((one) => held !== undefined && one === sink.open(held)) ?? languages[0];
  return read === language ? GETS : { kind: "excluded", clause: null, code: "other-language" };
}
