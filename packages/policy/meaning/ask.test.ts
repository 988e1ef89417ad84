import { describe, expect, it } from "vitest";
import { SHOP, toSource } from "../fixtures/shop.ts";
import { type Answer, askPolicy, type Bundle, buildBundle, QUESTION_FORMS } from "../index.ts";

const built = buildBundle(toSource(SHOP));
if (!built.ok) throw new Error("the shop does not build");
const shop: Bundle = built.bundle;

function answer(question: string): Answer {
  const asked = askPolicy(shop, question);
  if (!asked.ok) throw new Error(`${asked.message}; ${asked.help}`);
  return asked.answer;
}

/** Each question in English and Chinese, its summary, and the clauses of its findings. */
const QUESTIONS: readonly (readonly [en: string, zh: string, summary: string, clauses: readonly string[]])[] =
  [
    [
      "who may receive contact.address?",
      "谁可能获得 contact.address？",
      "In all, this may reach: the courier (China).",
      ["2.1.3"],
    ],
    [
      "What may contact.email be used for",
      "contact.email 可以用于什么",
      "In all, for these purposes: “to deliver” and “to advertise”.",
      ["2.1.1", "2.1.1", "2.1.4"],
    ],
    [
      "what may be done with contact",
      "可以对 contact 做什么",
      "4 permissions in all.",
      ["2.1.1", "2.1.1", "2.1.4", "2.1.3"],
    ],
    [
      "what may our staff do",
      "工作人员可以做什么",
      "5 permissions in all.",
      ["2.1.1", "2.1.1", "2.1.4", "2.1.3", "2.1.6"],
    ],
    ["where may Contact details go", "联系方式可能去往哪里", "In all, it may go to: China.", ["2.1.3"]],
    [
      "what changes if consent to marketing is withdrawn",
      "撤回对 marketing 的同意会怎样",
      "2 permissions stop; everything else stays as it is.",
      ["2.1.1", "2.1.4"],
    ],
    [
      "what changes if somebody objects to marketing",
      "反对 marketing 会怎样",
      "One permission stops; everything else stays as it is.",
      ["2.1.4"],
    ],
    [
      "what is refused if cookies are refused",
      "拒绝 Cookie 后哪些操作会被拒绝",
      "One permission stops; everything else stays as it is.",
      ["2.1.6"],
    ],
    [
      "what is refused if nobody is logged in",
      "未登录时哪些操作会被拒绝",
      "Nothing stops: no permission depends on it.",
      [],
    ],
    [
      "may clerk disclose contact.address for delivery to courier",
      "clerk 可否为 delivery 向 courier 提供 contact.address",
      "Yes, under these terms.",
      ["2.1.3"],
    ],
    [
      "may clerk contact contact.email, contact.address for marketing by email",
      "clerk 可否为 marketing 通过 email 联系 contact.email、contact.address 吗",
      "No: it is refused, whatever the facts.",
      [],
    ],
    [
      "never: takes contact.email",
      "never: takes contact.email",
      "The property holds: no such operation is permitted, whatever the facts.",
      [],
    ],
  ];

describe("ask", () => {
  it.each(QUESTIONS)("[P220] %s, and the same in Chinese, by name or title", (en, zh, summary, clauses) => {
    expect(answer(en).summary.en).toBe(summary);
    expect(answer(en).findings.map(({ way }) => way.clause)).toEqual(clauses);
    expect(answer(zh)).toEqual(answer(en));
  });

  it("[P221] findings are sentences with their clauses, in the languages of the policy, about what was asked alone", () => {
    const { question, findings } = answer("what may contact.email be used for");
    expect(question).toEqual({
      en: "What may your e-mail address be used for?",
      zh: "您的电子邮箱可以用于什么？",
    });
    expect(findings.map(({ sentence }) => sentence)).toEqual([
      {
        en: "We may collect your e-mail address through the form “Order” to deliver.",
        zh: "出于“配送”的目的，我们可以通过“订单”表单收集您的电子邮箱。",
      },
      {
        en: "We may collect your e-mail address through the form “Order” to advertise, only if you have agreed to this.",
        zh: "出于“推广”的目的，我们可以通过“订单”表单收集您的电子邮箱，但须您已同意。",
      },
      {
        en: "Our staff may contact you by e-mail (with your e-mail address) to advertise, only if you have agreed to this, you have not objected to this and you are not known to be under 18.",
        zh: "出于“推广”的目的，工作人员可以使用您的电子邮箱，通过电子邮件与您联系，但须您已同意、未表示反对且没有信息表明您未满18周岁。",
      },
    ]);
    expect(findings.flatMap(({ way }) => way.data)).toEqual([
      "contact.email",
      "contact.email",
      "contact.email",
    ]);
  });

  it("[P222] a question that cannot be read is answered with the forms there are, and a near miss with the name it misses", () => {
    expect(askPolicy(shop, "who may receive contact.emial")).toEqual({
      ok: false,
      message: "`contact.emial` is not data the policy declares",
      help: "did you mean `contact.email`?",
    });
    expect(askPolicy(shop, "what may clrek do")).toMatchObject({ ok: false, help: "did you mean `clerk`?" });
    for (const nonsense of [
      "",
      "?",
      "why",
      "who may",
      "what may be",
      "may clerk",
      "\u0000",
      "谁",
      "never: nothing at all",
    ]) {
      const asked = askPolicy(shop, nonsense);
      expect(asked.ok).toBe(false);
      if (!asked.ok && !nonsense.startsWith("never"))
        for (const form of QUESTION_FORMS) expect(asked.help).toContain(form);
    }
    expect(askPolicy(shop, "who can ever receive")).toMatchObject({
      help: expect.stringMatching(/^perhaps: who may receive DATA/),
    });
  });
});
