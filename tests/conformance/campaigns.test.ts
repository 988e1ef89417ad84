import { pathOf, routes } from "@avow/contract";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { marketingRoutes } from "../../packages/contract/marketing.ts";
import { answerOf, type Member, makeMember, type OpenService, openService, SERVICE } from "./open-service.ts";

/** Noon in Shanghai: outside the quiet hours. */
const NOON = new Date("2026-11-23T04:00:00Z");
const SEEN = { timeout: 20_000, interval: 100 };

let service: OpenService;
const people: Member[] = [];

beforeAll(async () => {
  service = await openService({ now: () => NOON });
  for (let count = 0; count < 8; count += 1) people.push(await register());
}, 60_000);
afterAll(async () => {
  expect(service.reports).toEqual([]);
  await service.close();
});

/** Somebody who agreed to hear of what third parties offer. */
const register = (): Promise<Member> => makeMember(service, { agreesTo: "partner-marketing" });

async function grant() {
  const body = {
    holder: "=Orchard, Books",
    purpose: "partner-marketing",
    kinds: ["printed"],
    most: 100,
    from: "2026-11-01T00:00:00Z",
    until: "2027-11-01T00:00:00Z",
  };
  return answerOf(await service.ask("operator", "grantLicence", { body }));
}

async function write(licence: string) {
  const body = {
    purpose: "partner-marketing",
    licence,
    about: "printed",
    subject: { en: "Books, in autumn", zh: "秋日新书" },
    body: { en: "Three books.", zh: "三本新书。" },
    channels: ["email"] as const,
    audience: { language: null, bought: null },
  };
  return answerOf(
    await service.ask("operator", "createCampaign", { body: { ...body, channels: [...body.channels] } }),
  );
}

describe("a third party's campaign", () => {
  it("[2.4.6] goes through us under its licence, and the holder gets counts once it is over, never an address", async () => {
    const licence = await grant();
    const { id } = await write(licence.id);
    const path = { id };
    answerOf(await service.ask("operator", "previewCampaign", { path }));
    await vi.waitFor(async () => {
      const { preview } = answerOf(await service.ask("operator", "campaign", { path }));
      expect(preview).toMatchObject({ finishedAt: expect.any(String), wouldGet: 8, excluded: [] });
    }, SEEN);
    answerOf(await service.ask("operator", "startCampaign", { path }));
    const report = async () =>
      answerOf(await service.ask("operator", "licenceReport", { path: { id: licence.id } }));
    await vi.waitFor(async () => expect((await report()).campaigns).toMatchObject([{ sent: 8 }]), SEEN);
    const csv = await service.fetch(pathOf("licenceReportCsv", { id: licence.id }), {
      headers: service.headersOf("operator"),
    });
    const text = await csv.text();
    expect(csv.headers.get("content-disposition")).toContain("attachment");
    expect(text).toContain('"Books, in autumn"');
    for (const { email } of people) expect(text + JSON.stringify(await report())).not.toContain(email);
    const [mail] = answerOf(await service.ask("operator", "mailbox", {}));
    const { subject, text: said } = answerOf(
      await service.ask("operator", "mail", { path: { id: mail?.id ?? "" } }),
    );
    expect(subject).toBe("AD: Books, in autumn");
    expect(said).toContain("We pass this on for =Orchard, Books");
  }, 60_000);

  it("[2.4.6] has no door of the holder's own: what is about campaigns opens to operators alone", async () => {
    const callers = new Set(Object.values(routes).map(({ caller }) => caller));
    expect([...callers].sort()).toEqual(["advertiser", "anyone", "operator", "person", "site"]);
    const { advertiser, key } = answerOf(
      await service.ask("operator", "addAdvertiser", { body: { name: "Orchard" } }),
    );
    expect(advertiser.closedAt).toBeNull();
    for (const route of Object.values(marketingRoutes).filter(({ caller }) => caller === "operator")) {
      const path = route.path.replace(/:[a-z]+/g, crypto.randomUUID());
      for (const headers of [{}, service.headersOf("site"), { authorization: `Bearer ${key}` }]) {
        const answer = await service.fetch(path, {
          method: route.method,
          headers: { origin: SERVICE, "content-type": "application/json", ...headers },
          ...(route.method === "GET" ? {} : { body: "{}" }),
        });
        expect([route.path, answer.status]).toEqual([route.path, 401]);
      }
    }
  });
});

describe("a no", () => {
  it("[2.4.9] through the site's own door or to staff, and being under age, end what is queued", async () => {
    const [one, two, three] = [await register(), await register(), await register()];
    const purpose = "partner-marketing";
    answerOf(
      await service.ask({ person: one.token }, "object", { path: { purpose }, body: { objection: true } }),
    );
    const heard = await service.ask("operator", "objectionHeard", {
      path: { person: two.person },
      body: { purpose, how: "telephone" },
    });
    expect(answerOf(heard).receipt.index).toBeGreaterThanOrEqual(0);
    expect(answerOf(await service.ask({ person: three.token }, "declareMinor", {})).minor.minor).toBe(true);
    const { id } = await write((await grant()).id);
    answerOf(await service.ask("operator", "previewCampaign", { path: { id } }));
    await vi.waitFor(async () => {
      const { preview } = answerOf(await service.ask("operator", "campaign", { path: { id } }));
      expect(preview?.finishedAt).not.toBeNull();
      expect(preview?.excluded).toEqual(
        expect.arrayContaining([
          { clause: "2.4.9", code: "objected", people: 2 },
          { clause: "2.4.6", code: "minor", people: 1 },
        ]),
      );
    }, SEEN);
    const staff = { path: { person: three.person }, body: { minor: false } };
    expect(answerOf(await service.ask("operator", "markMinor", staff)).minor.minor).toBe(false);
  }, 60_000);
});
