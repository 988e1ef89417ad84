import { describe, expect, it } from "vitest";
import { SHOP, toSource } from "./fixtures/shop.ts";
import { type AnyModel, fillFacts, formatDuration, listFacts, renderWords } from "./index.ts";
import { parseModel } from "./model-shape.ts";

function shopWith(change: Partial<AnyModel>): AnyModel {
  const parsed = parseModel({ ...(toSource(SHOP).model as AnyModel), ...change });
  if (!parsed.ok) throw new Error(parsed.problems[0]?.message);
  return parsed.model;
}

describe("facts in words", () => {
  it("[P7] every fact of the model is said in English", () => {
    expect(Object.fromEntries(listFacts(shopWith({}), "en"))).toEqual({
      "controller.name": "Shop \\*Ltd.\\*",
      "controller.address": "1 Lane",
      "controller.email": "privacy@shop.example",
      "controller.telephone": "+86 571 0000 0000",
      "controller.complaints": "Write to us.",
      "law.title": "the law of mainland China",
      hosts: "none",
      "law.courts": "the courts of China",
      "law.excludes": "Hong Kong, Macao and Taiwan",
      effective: "1 December 2026",
      channels: "e-mail",
      "data.contact.title": "Contact details",
      "data.contact.fields": "e-mail address and address",
      "data.contact.keep": "30 days",
      "data.contact.retention": "until 30 days after your account is closed",
      "purpose.delivery.title": "to deliver",
      "purpose.delivery.data": "e-mail address and address",
      "purpose.marketing.title": "to advertise",
      "purpose.marketing.data": "e-mail address",
      "recipient.courier.title": "the courier",
      "recipient.courier.countries": "China",
      recipients: "the courier (China)",
      "form.order.title": "Order",
      "form.order.fields": "e-mail address and address (optional)",
      "storage.basket.life": "12 hours",
      storage: "`basket` (keeps your basket; 12 hours; set by shop.example)",
    });
  });

  it("[P7] and in Chinese", () => {
    const facts = listFacts(shopWith({}), "zh");
    expect(facts.get("law.excludes")).toBe("香港、澳门和台湾");
    expect(facts.get("effective")).toBe("2026年12月1日");
    expect(facts.get("form.order.fields")).toBe("电子邮箱和地址（选填）");
    expect(facts.get("data.contact.retention")).toBe("账号注销后30日");
    expect(facts.get("storage")).toBe("`basket`（保存购物车；12小时；由 shop.example 设置）");
  });

  it("[P7] of a recipient the words may say who it is, where, and how to reach it", () => {
    const courier = {
      clause: "2.1.3",
      title: { en: "Fast *Co.*", zh: "顺达" },
      contact: "a_b@fast.example",
      countries: ["CN", "SG"],
    };
    const told = (language: string) => listFacts(shopWith({ recipients: { courier } }), language);
    expect(told("en").get("recipients")).toBe("Fast \\*Co.\\* (China and Singapore; a\\_b@fast.example)");
    expect(told("zh").get("recipients")).toBe("顺达（中国和新加坡；a\\_b@fast.example）");
    expect(told("en").get("recipient.courier.contact")).toBe("a\\_b@fast.example");
    expect(listFacts(shopWith({ recipients: {} }), "zh").get("recipients")).toBe("无");
  });

  it("[P7] an empty register says so, and a title that begins with an abbreviation keeps it", () => {
    const empty = shopWith({ storage: {}, channels: { sms: { title: { en: "SMS", zh: "短信" } } } });
    expect(listFacts(empty, "en").get("storage")).toBe("none");
    expect(listFacts(empty, "zh").get("storage")).toBe("无");
    expect(listFacts(empty, "en").get("channels")).toBe("SMS");
  });

  it.each([
    ["P30D", "30 days", "30日"],
    ["P1D", "1 day", "1日"],
    ["PT12H", "12 hours", "12小时"],
    ["P3Y", "3 years", "3年"],
    ["P6M", "6 months", "6个月"],
    ["P1YT30M", "1 year, 30 minutes", "1年30分钟"],
  ] as const)("[P8] %s is said as %s and %s", (duration, en, zh) => {
    expect([formatDuration(duration, "en"), formatDuration(duration, "zh")]).toEqual([en, zh]);
  });

  it.each(["P", "PT", "P0D", "P1W", "P-1D", "P1.5D", "P1D "] as const)(
    "[P8] %j is not a duration",
    (duration) => {
      expect(() => formatDuration(duration, "en")).toThrow(RangeError);
    },
  );

  it.each([
    "*not* _emphasis_ `not code` [no](link) <b>no html</b> &amp; \\",
    "# no heading",
    "- no item",
    "1. no item",
    "12) no item",
    "===",
    "~~~",
    "{{effective}}",
    "![no](image)",
  ])("[P9] a value from the model stays text: %j", (value) => {
    const { controller } = shopWith({});
    const model = shopWith({ controller: { ...controller, address: { en: value, zh: value } } });
    const html = renderWords(fillFacts("{{controller.address}}", listFacts(model, "en")));
    const escaped = value.replace(/&/g, "&#x26;").replace(/</g, "&#x3C;");
    expect(html).toBe(`<p>${escaped}</p>`);
  });

  it("[P9] line ends in a value do not break the words it stands in", () => {
    const { controller } = shopWith({});
    const model = shopWith({
      controller: { ...controller, address: { en: "1 Lane\n\n# Town", zh: "一号巷" } },
    });
    expect(fillFacts("At {{ controller.address }}.", listFacts(model, "en"))).toBe("At 1 Lane # Town.");
  });
});
