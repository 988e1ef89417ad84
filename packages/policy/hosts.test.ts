import { describe, expect, it } from "vitest";
import { NO_FIGURES } from "./documents/evidence-figures.ts";
import { makeRecordOfProcessing } from "./documents/record-of-processing.ts";
import { buildNordwind, checkNordwind, NORDWIND, say, vary } from "./fixtures/nordwind.ts";
import {
  askPolicy,
  type Bundle,
  bundleVersion,
  checkPolicy,
  comparePolicies,
  formatDiagnostics,
  listPermissions,
  makeDpv,
  parseBundle,
} from "./index.ts";
import { listFacts } from "./interpolate.ts";
import type { AnyModel } from "./model.ts";

const VIDEO = "video.shop-partners.example";
const BUNDLE = buildNordwind();

describe("the policy of the example shop", () => {
  it("[P350] [law 1] gives no diagnostic, and builds", () => {
    expect(formatDiagnostics(checkPolicy(NORDWIND), {}, { color: false })).toBe("");
    expect(Object.keys(BUNDLE.hosts ?? {})).toHaveLength(3);
  });
});

describe("a host, declared", () => {
  it("[P351] names a recipient, a purpose and data that are declared", () => {
    const wrong = vary(`hosts/${VIDEO}`, {
      ...NORDWIND.model.hosts?.[VIDEO],
      recipient: "filmm",
      purpose: "videos",
      data: ["device.adress"],
    });
    const found = checkNordwind(wrong).filter(({ code }) => code === "name-undeclared");
    expect(found.map(({ message, help }) => `${message}; ${help}`)).toEqual([
      "purpose `videos` is not declared; did you mean `video`?",
      "recipient `filmm` is not declared; did you mean `film`?",
      "field `device.adress` is not declared; did you mean `device.address`?",
    ]);
  });

  it.each([
    "Video.example",
    "localhost",
    "https://video.example",
    "video.example:443",
    "*.example",
    "video..example",
  ])("[P351] is a host's name, and `%s` is none", (name) => {
    const model = vary("hosts", { [name]: NORDWIND.model.hosts?.[VIDEO] });
    expect(checkPolicy({ ...NORDWIND, model }).map(({ code }) => code)).toContain("model-malformed");
  });

  it("[P355] stands on words people are asked with, where its purpose stands on consent", () => {
    expect(say(checkNordwind(vary("purposes/video/ask", undefined)))).toEqual([
      "consent-without-words: purpose `video` stands on consent, and nobody can be asked for it in `en`",
      "consent-without-words: purpose `video` stands on consent, and nobody can be asked for it in `zh`",
    ]);
  });

  it("[P357] [law 9] stands in the words of every language, with its recipient and the countries", () => {
    const silent = (source: string) => source.replace("{{hosts}}", "-");
    const { en, zh } = NORDWIND.words;
    const words = { en: { ...en, source: silent(en.source) }, zh: { ...zh, source: silent(zh.source) } };
    const untold = checkPolicy({ model: NORDWIND.model, words }).filter(({ code }) => code === "fact-untold");
    expect(untold.map(({ message }) => message)).toEqual(
      Object.keys(BUNDLE.hosts ?? {}).map(
        (name) => `the words do not say in \`en\` and \`zh\` that pages reach \`${name}\``,
      ),
    );
    expect(listFacts(NORDWIND.model, "en").get("hosts")).toContain(
      `\`${VIDEO}\` (the videos; Filmhuis; Netherlands)`,
    );
    expect(listFacts(NORDWIND.model, "zh").get("hosts")).toContain(
      `\`${VIDEO}\`（视频；Filmhuis（影像之家）；荷兰）`,
    );
    expect(listFacts(vary("hosts", undefined), "zh").get("hosts")).toBe("无");
  });

  it("[P357] a register of hosts tells who the recipients there are, and of no others", () => {
    const only = (source: string) => source.replaceAll(/\{\{recipient\.(\w+)\.title\}\}/g, "it");
    const { en, zh } = NORDWIND.words;
    const words = { en: { ...en, source: only(en.source) }, zh: { ...zh, source: only(zh.source) } };
    const untold = checkPolicy({ model: NORDWIND.model, words }).filter(({ code }) => code === "fact-untold");
    expect(say(untold)).toEqual([
      "fact-untold: the words do not say in `en` and `zh` who recipient `parcel` is",
    ]);
  });
});

describe("a host, under the law", () => {
  const onContract = vary("purposes/video", {
    ...NORDWIND.model.purposes.video,
    basis: "contract",
    ask: undefined,
  });
  const withBasis = JSON.parse(JSON.stringify(onContract)) as AnyModel;
  const without = vary(
    "storage",
    { shop_choice: NORDWIND.model.storage.shop_choice, shop_basket: NORDWIND.model.storage.shop_basket },
    withBasis,
  );
  const codesUnder = (model: AnyModel) =>
    say(checkNordwind(model)).filter((said) => said.startsWith("law-host-consent"));

  it("[P359] is reached with consent only under the law of the EU, unless what was asked for cannot be had without", () => {
    const error = `law-host-consent: pages reach \`${VIDEO}\` without people's consent`;
    expect(codesUnder(without)).toEqual([error]);
    expect(codesUnder(vary("law/governing", "CA", without))).toEqual([]);
    expect(codesUnder(vary("law/also", ["EU"], vary("law/governing", "CA", without)))).toEqual([error]);
    expect(codesUnder(vary(`hosts/${VIDEO}/necessary`, true, without))).toEqual([]);
    expect(codesUnder(NORDWIND.model)).toEqual([]);
  });

  it("[P360] is a disclosure to every law: a consent of its own in China, a way to opt out in California", () => {
    const chinese = say(checkNordwind(vary("law/governing", "CN")));
    expect(chinese).toContain(
      `law-separate-consent: reaching \`${VIDEO}\` for \`video\` stands on \`consent\`; the law demands a separate consent`,
    );
    expect(say(checkNordwind(vary("law/governing", "CA")))).toContain(
      "law-opt-out-missing: disclose for `video` may be a sale to `film`, and nobody can opt out of it",
    );
    const [rule] = buildRules(BUNDLE, "video");
    expect(rule?.when.map(({ condition, clause }) => [condition.kind, clause])).toEqual([
      ["consent", "2.3.2"],
    ]);
  });

  it("[P360] and what the words deny of it is a contradiction", () => {
    const { en, zh } = NORDWIND.words;
    const source = en.source.replace(
      "You can look at",
      "We do not share your data with anyone. You can look at",
    );
    const found = checkPolicy({ model: vary("permits", []), words: { en: { ...en, source }, zh } });
    expect(say(found)).toContain(
      "contradiction-never-shared: the preamble denies that data is shared, and the host `stats.shop-partners.example` gives data to `counting`",
    );
  });
});

function buildRules({ rules }: Bundle, purpose: string) {
  return rules.filter((rule) => rule.action === "disclose" && rule.purpose === purpose);
}

describe("choices, questions and keys, declared", () => {
  const field = (choices: unknown) => vary("data/order/fields/handover/choices", choices);

  it("[P352] a choice lists what may be chosen, titled in every language and short enough to be kept", () => {
    expect(say(checkNordwind(field({})))).toEqual([
      "choice-malformed: field `order.handover` is a choice, and there is nothing to choose",
    ]);
    expect(say(checkNordwind(field({ "a-very-long-choice": { en: "A", zh: "甲" } })))).toEqual([
      "choice-malformed: choice `a-very-long-choice` of `order.handover` is longer than its `maxLength`, and would be refused",
    ]);
    expect(say(checkNordwind(field({ parcel: { en: "By parcel" } })))).toEqual([
      "text-missing-language: `data.order.fields.handover.choices.parcel` says nothing in `zh`",
    ]);
    expect(say(checkNordwind(vary("data/order/fields/item/choices", { a: { en: "A", zh: "甲" } })))).toEqual([
      "choice-malformed: field `order.item` lists choices, and its type is `text`",
    ]);
  });

  it("[P353] nobody is asked, once or each time, for what does not stand on consent", () => {
    const asked = vary("purposes/orders/ask", { en: "Yes.", zh: "同意。" });
    expect(say(checkNordwind(vary("purposes/orders/each", true, asked)))).toEqual([
      "question-without-consent: purpose `orders` stands on `contract`, and people are asked for it",
      "question-without-consent: purpose `orders` stands on `contract`, and people are asked for it each time",
    ]);
    expect(say(checkNordwind(vary("purposes/newsletter/each", true)))).toEqual([]);
  });

  it("[P354] what is asked anew for each thing opens neither a key nor a host", () => {
    const serves = "serves every page";
    expect(say(checkNordwind(vary("purposes/video/each", true)))).toEqual(
      ["storage key `shop_video_volume`", "storage key `shop-posters`", `host \`${VIDEO}\``].map(
        (what) =>
          `each-on-every-page: purpose \`video\` is asked about anew for each thing, and ${what} ${serves}`,
      ),
    );
  });

  it("[P356] a key is declared once: none begins with another's prefix, unless it is kept elsewhere", () => {
    const key = NORDWIND.model.storage._br_;
    const twice = vary("storage/_br_click", { ...key, prefix: undefined });
    const model = JSON.parse(JSON.stringify(twice)) as AnyModel;
    expect(say(checkNordwind(model))).toEqual([
      "storage-key-twice: storage key `_br_click` is one of those that `_br_` stands for, so that it is declared twice",
    ]);
    expect(say(checkNordwind(vary("storage/_br_click/kind", "session-storage", model)))).toEqual([]);
  });

  it("[P358] the words name a prefix by a star, and any name that begins so is one the model declares", () => {
    expect(listFacts(NORDWIND.model, "en").get("storage")).toContain("`_br_*` (");
    const { en, zh } = NORDWIND.words;
    const names = (name: string) => {
      const source = en.source.replace(
        "The legal basis is the contract",
        `The cookie \`${name}\` is another. The legal basis is the contract`,
      );
      return say(checkPolicy({ model: NORDWIND.model, words: { en: { ...en, source }, zh } }));
    };
    expect(names("_pk_id.1.a4f2")).toEqual([]);
    expect(names("_gid")).toEqual([
      "words-name-undeclared: clause `2.2.1` names `_gid`, which the model does not declare",
    ]);
  });
});

describe("a host, in what a policy means", () => {
  it("[P361] gives one rule of disclosure, for every role, with consent where its purpose stands on it", () => {
    expect(buildRules(BUNDLE, "advertising")).toEqual([
      {
        clause: "2.3.3",
        action: "disclose",
        purpose: "advertising",
        data: ["device.address", "device.browser", "device.page"],
        by: ["operator", "portal"],
        form: null,
        channel: null,
        recipient: ["adverts"],
        key: null,
        when: [
          { condition: { kind: "not-objected", purpose: "advertising" }, clause: "2.3.6", source: null },
          { condition: { kind: "consent", purpose: "advertising" }, clause: "2.3.3", source: null },
        ],
      },
    ]);
    const points = listPermissions(BUNDLE).filter(({ point }) => point.purpose === "advertising");
    expect(points.map(({ point }) => [point.action, point.by, point.object])).toEqual(
      expect.arrayContaining([
        ["disclose", "operator", "adverts"],
        ["disclose", "portal", "adverts"],
      ]),
    );
  });

  it("[P362] one that comes is told as the disclosure it is, and to whom it goes", () => {
    const before = buildNordwind(vary(`hosts/${VIDEO}`, undefined));
    const { changes, notes } = comparePolicies(before, BUNDLE);
    expect(changes.map(({ sentence }) => sentence.en)).toContain(
      "We may now disclose your IP address, browser and system and page you are on to Filmhuis (Netherlands) to show videos, only if you have agreed to this.",
    );
    expect(changes.map(({ sentence }) => sentence.zh)).toContain(
      "出于“播放视频”的目的，我们今后可以向Filmhuis（影像之家）（荷兰）提供您的IP 地址、浏览器和操作系统和所在页面，但须您已同意。",
    );
    expect(notes.map(({ sentence }) => sentence.en)).toContain("Host “The videos” is new.");
  });

  it("[P362] nothing of it, of a key or of a choice can be otherwise without the difference saying so", () => {
    const otherwise: readonly (readonly [string, unknown])[] = [
      [`hosts/${VIDEO}/clause`, "2.3.4"],
      [`hosts/${VIDEO}/title`, { en: "Films", zh: "影片" }],
      [`hosts/${VIDEO}/recipient`, "counting"],
      [`hosts/${VIDEO}/purpose`, "analytics"],
      [`hosts/${VIDEO}/data`, ["device.address"]],
      [`hosts/${VIDEO}/kinds`, ["frame", "image"]],
      [`hosts/${VIDEO}/necessary`, true],
      ["storage/_br_/prefix", undefined],
      ["storage/shop_video_volume/without", undefined],
      ["data/order/fields/handover/choices/post", { en: "Post", zh: "邮局" }],
      ["purposes/newsletter/each", true],
    ];
    const silent = otherwise.filter(([path, to]) => {
      const after = vary(path, to, BUNDLE as unknown as AnyModel) as unknown as Bundle;
      const { changes, notes } = comparePolicies(BUNDLE, after);
      return changes.length + notes.length === 0;
    });
    expect(silent).toEqual([]);
  });

  it("[P363] a question about data has its hosts among the answers", () => {
    const asked = askPolicy(BUNDLE, "who may receive device.page?");
    if (!asked.ok) throw new Error(asked.message);
    expect(asked.answer.summary.en).toBe(
      "In all, this may reach: Bright Reach, Inc. (US), Zählwerk (Germany) and Filmhuis (Netherlands).",
    );
    expect(new Set(asked.answer.findings.map(({ way }) => way.clause))).toEqual(
      new Set(["2.3.1", "2.3.2", "2.3.3"]),
    );
  });

  it("[P366] who agreed once for all is asked anew where each thing is asked about, and the other way round", () => {
    const each = vary("purposes/newsletter/each", true, BUNDLE as unknown as AnyModel) as unknown as Bundle;
    for (const [before, after] of [
      [BUNDLE, each],
      [each, BUNDLE],
    ] as const)
      expect(comparePolicies(before, after).consequences.map(({ kind, who }) => [kind, who])).toContainEqual([
        "asked",
        { kind: "consented", purpose: "newsletter" },
      ]);
  });

  it("[P366] and everyone is told where a key becomes several", () => {
    const several = vary("storage/shop_basket/prefix", true, BUNDLE as unknown as AnyModel);
    expect(
      comparePolicies(BUNDLE, several as unknown as Bundle).consequences.map(({ kind, who }) => [
        kind,
        who.kind,
      ]),
    ).toEqual([["told", "everyone"]]);
  });
});

describe("a host, in documents and bundles", () => {
  const version = bundleVersion(BUNDLE);

  it("[P364] its recipient receives the data in the record of processing and in DPV", () => {
    const record = makeRecordOfProcessing({
      bundle: BUNDLE,
      version,
      madeAt: "2026-12-02T09:30:00Z",
      evidence: NO_FIGURES,
      language: "en",
    });
    const rows = record.blocks.flatMap((block) => (block.kind === "table" ? block.rows : []));
    expect(rows).toContainEqual([
      ["Bright Reach, Inc."],
      ["United States"],
      ["What your browser tells"],
      ["standard contractual clauses"],
      ["2.3.3"],
    ]);
    const process = JSON.stringify(makeDpv({ bundle: BUNDLE, version }));
    expect(process).toMatch(/"dpv:hasName":\{"en":"Filmhuis"/);
  });

  it("[P365] it passes through JSON whole, and a policy without hosts has no such member", () => {
    expect(parseBundle(JSON.parse(JSON.stringify(BUNDLE)))).toEqual({ ok: true, bundle: BUNDLE });
    const malformed = vary(`hosts/${VIDEO}/kinds`, ["worker"], BUNDLE as unknown as AnyModel);
    expect(parseBundle(malformed).ok).toBe(false);
    expect(buildNordwind(vary("hosts", undefined))).not.toHaveProperty("hosts");
  });
});
