import { describe, expect, it } from "vitest";
import { checkPolicy } from "../check.ts";
import { allOf, edit, SHOP, type Shop, toSource } from "../fixtures/shop.ts";

const ABROAD = edit("model", '"countries": ["CN"]', '"countries": ["CN", "SG"]');
const CONTROLLER = edit("model", ', "kind": "processor"', "");

function contradictions(shop: Shop): readonly string[] {
  const codes = checkPolicy(toSource(shop)).map(({ code }) => code);
  return codes.filter((code) => code.startsWith("contradiction-"));
}

/** What check finds contradicted when `sentence` is added to the words of the shop. */
function deny(sentence: string, change: (shop: Shop) => Shop = (shop) => shop): readonly string[] {
  const language = /\p{Script=Han}/u.test(sentence) ? "zh" : "en";
  const last = language === "zh" ? "8. 我们采取措施。" : "8. We take measures.";
  return contradictions(allOf(change, edit(language, last, `${last} ${sentence}`))(SHOP));
}

describe("words against the model", () => {
  it.each([
    "We never share your data with anyone.",
    "We do not disclose **any** of it to others.",
    "Your personal data is never passed on.",
    "We will not give your information to any other company.",
    "我们绝不向任何人提供您的信息。",
    "您的信息，我们不会与他人共享。",
  ])("[P167] a denial of sharing is contradicted by a recipient: %s", (sentence) => {
    expect(deny(sentence)).toEqual(["contradiction-never-shared"]);
  });

  it.each(["We never share your data with third parties.", "我们不会向第三方提供您的信息。"])(
    "[P167] a processor is no third party, any other recipient is: %s",
    (sentence) => {
      expect(deny(sentence)).toEqual([]);
      expect(deny(sentence, CONTROLLER)).toEqual(["contradiction-never-shared"]);
    },
  );

  it.each([
    "We never share your data with anyone without your consent.",
    "We do not share your data with others for their own marketing.",
    "Except for the courier, we do not give your data to anyone.",
    "If you object, we do not pass on your data to others.",
    "We do not share your `secret` recipe with the courier.",
    "未经您同意，我们不会向任何人提供您的信息。",
    "除快递公司外，我们不会向他人提供您的信息。",
    "我们不向他人批量提供您的信息。",
  ])("[P167] a denial with an exception is none: %s", (sentence) => {
    expect(deny(sentence, CONTROLLER)).toEqual([]);
  });

  it('[P167] without a recipient that receives, "never shared" is true', () => {
    const alone = edit("model", '"action": "disclose"', '"action": "use"');
    expect(deny("We never share your data with anyone.", alone)).toEqual([]);
  });

  it.each([
    ["We use no cookies.", 1],
    ["Our site does not use any cookies.", 1],
    ["本网站不使用 Cookie。", 1],
    ["Before you log in we use no cookies.", 0],
    ["We do not use cookies for advertising.", 0],
    ["We do not use tracking cookies.", 0],
    ["您登录之前，我们不设置任何 Cookie。", 0],
    ["不使用 Cookie，您仍可下单。", 0],
  ])("[P167] of cookies: %s", (sentence, times) => {
    expect(deny(sentence)).toEqual(Array.from({ length: times }, () => "contradiction-no-cookies"));
    const local = edit("model", '"kind": "cookie"', '"kind": "local-storage"');
    expect(deny(sentence, local)).toEqual([]);
  });

  it.each([
    ["Your data never leaves the country.", 1],
    ["Your data is stored only in mainland China.", 1],
    ["We do not send your data abroad.", 1],
    ["您的信息均存储在中国境内。", 1],
    ["我们不会将其传输至境外。", 1],
    ["Your data is kept only in encrypted form.", 0],
    ["If no route is open, your data is not sent abroad.", 0],
    ["没有合法途径的，个人信息不出境。", 0],
  ])("[P167] of leaving the country: %s", (sentence, times) => {
    expect(deny(sentence, ABROAD)).toEqual(
      Array.from({ length: times }, () => "contradiction-stays-in-country"),
    );
    expect(deny(sentence)).toEqual([]);
  });

  it.each([
    ["We do not ask for your address.", 1],
    ["We never disclose your address.", 1],
    ["We do not contact you by e-mail.", 1],
    ["我们不收集您的地址。", 1],
    ["我们不会通过电子邮件联系您。", 1],
    ["We do not ask for your address book.", 0],
    ["We do not publish your address.", 0],
    ["We do not ask for your address if you collect the goods.", 0],
    ["我们不公开您的地址。", 0],
  ])("[P167] of one thing: %s", (sentence, times) => {
    expect(deny(sentence)).toEqual(Array.from({ length: times }, () => "contradiction-forbidden"));
  });

  it("[P168] a promise of consent binds every permit of its clause, and no other", () => {
    const promised = edit(
      "en",
      "3. The courier gets the address.",
      "3. Only with your consent, the courier gets it.",
    );
    expect(contradictions(promised(SHOP))).toEqual(["contradiction-consent"]);
    const elsewhere = edit("en", "8. We take measures.", "8. Only with your consent do we take measures.");
    expect(contradictions(elsewhere(SHOP))).toEqual([]);
    const chinese = edit("zh", "3. 快递公司获得地址。", "3. 未经您同意，快递公司不获得地址。");
    expect(contradictions(chinese(SHOP))).toEqual(["contradiction-consent"]);
  });

  it.each([
    ["Contact details are kept for 60 days.", 1],
    ["We keep your contact details for two months.", 1],
    ["The cookie `basket` expires after 24 hours.", 1],
    ["{{data.contact.title}}: 60 days. We keep no more.", 1],
    ["联系方式保存六十日。", 1],
    ["We keep contact details for 30 days and `basket` for 24 hours.", 0],
    ["We answer requests about stored contact details within 60 days.", 0],
    ["We keep backups for 60 days.", 0],
    ["Contact details are held by 60 clerks.", 0],
    ["我们在60日内答复有关保存联系方式的请求。", 0],
  ])("[P169] a time kept by the words is the model's: %s", (sentence, times) => {
    expect(deny(sentence)).toEqual(Array.from({ length: times }, () => "contradiction-retention"));
  });
});
