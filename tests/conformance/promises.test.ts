import { prepareGate } from "@avow/gate";
import { ACTIONS, type Action, type Bundle, type Facts, type Operation } from "@avow/policy";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { filledRegistration } from "../support/context.ts";
import { answerOf, type OpenService, openService } from "./open-service.ts";

let service: OpenService;
let bundle: Bundle;
beforeAll(async () => {
  service = await openService();
  bundle = service.context.bundle;
});
afterAll(async () => {
  await service.close();
  expect(service.reports).toEqual([]);
});

/** Somebody of whom everything is known and nothing stands in the way. */
const WILLING: Facts = {
  person: {
    loggedIn: true,
    consents: Object.fromEntries(
      ["marketing", "publication", "naming", "research", "recommendations", "projects"].map((purpose) => [
        purpose,
        { kind: "granted", at: 1 },
      ]),
    ),
    objections: {},
    held: false,
    minor: false,
    purchases: "none",
    reached: [],
  },
  cookies: "accepted",
};

function willing(change: Partial<NonNullable<Facts["person"]>>): Facts {
  return { ...WILLING, person: WILLING.person === null ? null : { ...WILLING.person, ...change } };
}

/** What an action is done through or to, of everything the policy declares. */
function objectsOf(action: Action): readonly Partial<Operation>[] {
  switch (action) {
    case "collect":
      return Object.keys(bundle.forms).map((form) => ({ form }));
    case "contact":
      return Object.keys(bundle.channels).map((channel) => ({ channel }));
    case "disclose":
    case "transfer":
      return Object.keys(bundle.recipients).map((recipient) => ({ recipient }));
    case "store":
      return Object.keys(bundle.storage).map((key) => ({ key }));
    default:
      return [{}];
  }
}

/** Everything the published policy permits under these facts for one purpose, one field at a time, as lines. */
function permitted(facts: Facts, purpose: string, actions: readonly Action[] = ACTIONS): readonly string[] {
  const gate = prepareGate(bundle, service.context.version);
  const fields = Object.entries(bundle.data).flatMap(([category, declared]) =>
    Object.keys(declared.fields).map((field) => `${category}.${field}`),
  );
  return actions.flatMap((action) =>
    Object.keys(bundle.roles).flatMap((by) =>
      objectsOf(action).flatMap((object) => {
        const asked = (data: readonly string[]): boolean =>
          gate.decide(facts, { action, by, purpose, data, ...object }).effect === "permit";
        const some = action === "store" ? [] : fields.filter((field) => asked([field]));
        if (some.length === 0 && !(action === "store" && asked([]))) return [];
        return [`${[action, "by", by, ...Object.values(object)].join(" ")}: ${some.join(" ")}`.trim()];
      }),
    ),
  );
}

/** Names stand in the order of canonical JSON, as in what is published. */
const ALL = "account.language account.password contact.email contact.name contact.telephone";
/** What a person gives through forms after registration. */
const GIVEN = [
  "answer.frequency answer.remark answer.subject",
  "application.reason application.service",
  "call.note",
  "comment.text",
  "correspondent.email correspondent.name",
  "enclosure.content enclosure.name enclosure.type",
  "event.attendance",
  "interest.article",
  "letter.subject letter.text",
  "order.address order.item order.kind order.price",
  "payment.amount payment.reference payment.result",
  "poll.option",
  "preference.appearance preference.ordering",
  "reach.address reach.push",
  "work.text work.title",
].flatMap((fields) => fields.split(" "));

/** Every action but entering a form and keeping on a device. */
const BEYOND = ACTIONS.filter((action) => action !== "collect" && action !== "store");

function sorted(...fields: readonly string[]): string {
  return fields
    .flatMap((names) => names.split(" "))
    .sort()
    .join(" ");
}

/** Facts in which one consent is missing and everything else is as it may be. */
function without(purpose: string): Facts {
  const consents = { ...WILLING.person?.consents };
  delete consents[purpose];
  return willing({ consents });
}

/** What taking, charging and delivering an order needs. */
const ORDER = sorted(
  "contact.email contact.name order.address order.item order.kind order.price payment.amount payment.reference payment.result",
);

/** The purposes for which one of these roles may do anything with a field. */
function purposesOf(field: string, roles: readonly string[]): readonly string[] {
  return Object.keys(bundle.purposes).filter((purpose) =>
    permitted(WILLING, purpose, BEYOND).some(
      (line) =>
        line.includes(field) &&
        roles.some((role) => line.includes(`by ${role}`)) &&
        !line.startsWith("erase"),
    ),
  );
}

describe("the published policy permits, of everything that could be asked", () => {
  it("[2.1.1] to collect what the form declares, for what it is for, and nothing for another purpose", () => {
    expect(permitted(WILLING, "account", ["collect"])).toEqual([
      `collect by operator registration: ${ALL}`,
      `collect by person registration: ${ALL}`,
      `collect by portal registration: ${ALL}`,
    ]);
    expect(permitted(WILLING, "marketing", ["collect"])).toEqual([]);
  });

  it("[2.1.1] no field through a form that does not have it", () => {
    const shorter = bundle.rules.map((rule) =>
      rule.form === null ? rule : { ...rule, data: rule.data.filter((path) => path !== "contact.telephone") },
    );
    const gate = prepareGate({ ...bundle, rules: shorter }, "");
    const operation = { action: "collect", by: "portal", purpose: "account", form: "registration" } as const;
    const data = ["contact.email", "contact.telephone"];
    expect(gate.decide(WILLING, { ...operation, data })).toMatchObject({
      code: "data-not-permitted",
      clause: "2.1.1",
    });
    expect(gate.decide(WILLING, { ...operation, data: ["contact.email"] })).toMatchObject({
      effect: "permit",
    });
  });

  it("[2.4.3] under the contract's name, what the account needs and nothing more", () => {
    expect(permitted(WILLING, "account", BEYOND)).toEqual([
      "use by operator: contact.email contact.name",
      `use by person: ${sorted("account.language contact.email contact.name contact.telephone", ...GIVEN)}`,
      "use by portal: account.password contact.email",
      `erase by person: ${sorted(ALL, ...GIVEN)}`,
    ]);
    expect(permitted(WILLING, "orders", BEYOND)).toEqual([
      `use by operator: ${ORDER}`,
      `use by portal: ${ORDER}`,
      "disclose by portal payments: order.item order.price",
    ]);
  });

  it("[2.1.3] answers to the research alone, and only from who agreed to it", () => {
    const answers = "answer.frequency answer.remark answer.subject";
    expect(permitted(WILLING, "research", BEYOND)).toEqual([`use by operator: ${answers}`]);
    expect(permitted(without("research"), "research")).toEqual([]);
    expect(purposesOf("answer.remark", ["operator", "portal"])).toEqual(["research"]);
  });

  it("[2.1.5] [2.2.1] [2.2.2] of a visit, the declared readings: figures for staff, released statistics for advertisers", () => {
    const seen = "visit.access visit.browser visit.page visit.referrer";
    expect(permitted(WILLING, "operations", ["use", "disclose", "transfer", "publish", "release"])).toEqual([
      `use by operator: ${sorted(seen, "visit.status visit.system")}`,
    ]);
    expect(permitted(WILLING, "statistics", BEYOND)).toEqual([
      `release by portal: ${sorted(seen, "visit.address visit.system")}`,
    ]);
    expect(Object.keys(bundle.data.visit?.fields ?? {}).sort()).toEqual([
      "access",
      "address",
      "browser",
      "page",
      "referrer",
      "status",
      "system",
    ]);
  });

  it("[2.4.1] preferences, to keep the site as the person has set it", () => {
    expect(permitted(WILLING, "convenience", BEYOND)).toEqual([
      "use by portal: preference.appearance preference.ordering",
    ]);
  });

  it("[2.4.2] what was read, to recommend by, only with consent", () => {
    expect(permitted(WILLING, "recommendations", BEYOND)).toEqual(["use by portal: interest.article"]);
    expect(permitted(without("recommendations"), "recommendations")).toEqual([]);
  });

  it("[2.4.4] votes and places, only of who chose to take part", () => {
    const given = "event.attendance poll.option";
    expect(permitted(WILLING, "projects", BEYOND)).toEqual([
      `use by operator: ${given}`,
      `use by portal: ${given}`,
    ]);
    expect(permitted(without("projects"), "projects")).toEqual([]);
  });

  it("[2.5.6] to publish what was given for that, and a name, each only with its own consent", () => {
    expect(permitted(WILLING, "publication", BEYOND)).toEqual([
      "publish by portal: comment.text work.text work.title",
    ]);
    expect(permitted(WILLING, "naming")).toEqual(["publish by portal: contact.name"]);
    expect(permitted(without("publication"), "publication")).toEqual([]);
    expect(permitted(without("naming"), "naming")).toEqual([]);
  });

  it("[2.4.3] to the person, only when it is they who are logged in", () => {
    expect(permitted(willing({ loggedIn: false }), "account", ["use", "erase"])).toEqual([
      "use by operator: contact.email contact.name",
      "use by portal: account.password contact.email",
    ]);
  });

  it("[2.4.8] for marketing, e-mail, text messages and calls from our staff, and only with the person's agreement", () => {
    const reached = "account.language contact.email contact.name contact.telephone";
    expect(permitted(WILLING, "marketing")).toEqual([
      "use by portal: order.item order.kind",
      ...["email", "sms", "telephone"].map((channel) => `contact by operator ${channel}: ${reached}`),
    ]);
    for (const kind of ["refused", "withdrawn"] as const)
      expect(permitted(willing({ consents: { marketing: { kind, at: 1 } } }), "marketing")).toEqual([]);
    expect(permitted(willing({ consents: {} }), "marketing")).toEqual([]);
    expect(permitted({ ...WILLING, person: null }, "marketing")).toEqual([]);
  });

  it("[2.4.6] [2.4.7] for marketing, no message to a minor, to who has had enough, or about what is not like what they bought", () => {
    for (const change of [{ minor: true }, { reached: ["marketing"] }, { purchases: "other" }] as const)
      expect(permitted(willing(change), "marketing", ["contact"])).toEqual([]);
    expect(permitted(willing({ purchases: "similar" }), "marketing", ["contact"])).toHaveLength(3);
  });

  it("[2.4.9] for marketing, nothing once the person objected, whatever they agreed to", () => {
    expect(permitted(willing({ objections: { marketing: 2 } }), "marketing")).toEqual([]);
  });

  it("[2.2.4] [2.2.5] [2.2.6] [2.2.7] of cookies, those in the register, after log-in, where cookies were accepted", () => {
    const stored = (facts: Facts): readonly string[] =>
      Object.keys(bundle.purposes).flatMap((purpose) => permitted(facts, purpose, ["store"]));
    const roles = ["operator", "person", "portal"];
    const keys = ["session", "count", "preferences", "return", "search", "push"].map((of) => `index_${of}`);
    expect([...stored(WILLING)].sort()).toEqual(
      keys.flatMap((key) => roles.map((by) => `store by ${by} ${key}:`)).sort(),
    );
    expect(stored({ ...WILLING, cookies: "refused" })).toEqual([]);
    expect(stored({ ...WILLING, cookies: "not-asked" })).toEqual([]);
    expect(stored(willing({ loggedIn: false }))).toEqual([]);
    expect(stored({ ...WILLING, person: null })).toEqual([]);
  });
});

const MESSAGE = {
  purpose: "marketing",
  channel: "email",
  subject: { en: "News", zh: "消息" },
  body: { en: "There is news.", zh: "有新消息。" },
};
const PURPOSE = { purpose: "marketing" };

async function newPerson() {
  const email = `${crypto.randomUUID()}@example.com`;
  const body = { form: "registration", values: filledRegistration(email) };
  answerOf(await service.ask("site", "register", { body }));
  const logIn = { email, password: "correct horse battery", cookies: "refused" } as const;
  const as = { person: answerOf(await service.ask("site", "logIn", { body: logIn })).token };
  const { person } = answerOf(await service.ask("operator", "findPerson", { body: { email } }));
  const wording =
    answerOf(await service.ask(as, "me")).choices.find(({ purpose }) => purpose === "marketing")?.wording ??
    "";
  return {
    choose: async (choice: "agree" | "refuse") =>
      answerOf(await service.ask(as, "choose", { path: PURPOSE, body: { choice, wording } })).choice,
    object: async () =>
      answerOf(await service.ask(as, "object", { path: PURPOSE, body: { objection: true } })).choice,
    write: (sendAt?: string) =>
      service.ask("operator", "message", {
        path: { person },
        body: { ...MESSAGE, ...(sendAt === undefined ? {} : { sendAt }) },
      }),
    messages: async () => answerOf(await service.ask("operator", "person", { path: { person } })).messages,
  };
}

describe("through the service's doors", () => {
  it("[2.4.8] nobody is written to who was not asked, who refused, or who took it back", async () => {
    const { choose, write } = await newPerson();
    const refused = {
      problem: { status: 403, code: "refused", clause: "2.4.8", remedy: { kind: "consent" } },
    };
    expect(await write()).toMatchObject(refused);
    expect((await choose("refuse")).state).toBe("refused");
    expect(await write()).toMatchObject(refused);
    expect((await choose("agree")).state).toBe("granted");
    expect(await write()).toMatchObject({ answer: { message: { state: "queued" } } });
    expect((await choose("refuse")).state).toBe("withdrawn");
    expect(await write()).toMatchObject(refused);
  });

  it("[2.4.9] an objection ends what is queued, and keeps new messages out under its own clause", async () => {
    const { choose, object, write, messages } = await newPerson();
    await choose("agree");
    const soon = new Date(Date.now() + 1500).toISOString();
    answerOf(await write(soon));
    expect(await object()).toMatchObject({ state: "withdrawn", objection: { at: expect.any(String) } });
    expect(await write()).toMatchObject({ problem: { code: "refused", clause: "2.4.9" } });
    const [, queued] = await vi.waitFor(
      async () => {
        const all = await messages();
        expect(all.map(({ state }) => state)).toEqual(["refused", "stopped"]);
        return all;
      },
      { timeout: 20_000, interval: 100 },
    );
    expect(queued).toMatchObject({ refusal: { clause: "2.4.9", code: "objected" } });
  });
});
