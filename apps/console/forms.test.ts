import { describe, expect, it } from "vitest";
import { parseSession } from "./api.ts";
import { atMost, errorsOf, findErrors, isEmail, newPassword } from "./fields.tsx";
import { messages, terms } from "./fixtures.ts";
import { splitLinks } from "./links.ts";
import { mergeMessages } from "./screens/person.tsx";
import { parseSource } from "./screens/propose.tsx";
import { makeMessage } from "./screens/send-message.tsx";
import { actOf } from "./shortcuts.tsx";
import { readTerms } from "./terms.ts";
import { wordsOf } from "./words.ts";

const words = wordsOf("en");

describe("forms", () => {
  it("an empty field, half an address and a short password are each told at their field", () => {
    const rules = { name: atMost(120), email: isEmail, password: newPassword };
    expect(findErrors({ name: " ", email: "wei.chen", password: "short" }, rules, words)).toEqual({
      name: words.fields.required,
      email: words.fields.email,
      password: words.fields.passwordShort,
    });
    expect(
      findErrors({ name: "Li Na", email: " li@index.example ", password: "x".repeat(12) }, rules, words),
    ).toEqual({});
  });

  it("a text over its limit is told with the limit", () => {
    expect(findErrors({ subject: "x".repeat(201) }, { subject: atMost(200) }, words)).toEqual({
      subject: words.fields.tooLong(200),
    });
  });

  it("what the service points at is tied to the field, and what is no field is left to the notice", () => {
    const errors = [
      { at: "/body/zh", message: "is missing" },
      { at: "/token", message: "is too long" },
    ];
    expect(errorsOf({ errors }, ["subject.zh", "body.zh"], words)).toEqual({
      "body.zh": words.fields.rejected,
    });
    expect(errorsOf({}, ["body.zh"], words)).toEqual({});
  });

  it("a message has every language of the policy, and a time only when one was chosen", () => {
    const values = {
      purpose: "marketing",
      channel: "email",
      when: "now",
      "subject.en": " New ",
      "subject.zh": "新到",
      "body.en": "Hello",
      "body.zh": "您好",
    };
    const message = {
      purpose: "marketing",
      channel: "email",
      subject: { en: "New", zh: "新到" },
      body: { en: "Hello", zh: "您好" },
    };
    expect(makeMessage(terms, values)).toEqual(message);
    const sendAt = new Date(2026, 11, 24, 9, 30).toISOString();
    expect(makeMessage(terms, { ...values, when: "later", sendAt: "2026-12-24T09:30" })).toEqual({
      ...message,
      sendAt,
    });
  });
});

describe("the form for messages offers what the policy permits operators", () => {
  const title = { en: "a", zh: "一" };
  const rule = {
    clause: "2.4.8",
    action: "contact",
    purpose: "marketing",
    data: [],
    by: ["operator"],
    form: null,
    channel: ["email"],
    recipient: null,
    key: null,
    when: [],
  } as const;
  const policy = {
    format: "avow-bundle/1",
    controller: null,
    languages: ["en", "zh"],
    purposes: { marketing: { clause: "2.4.8", title, basis: "consent" } },
    channels: { email: { title }, telephone: { title } },
    law: {
      clause: "1.1",
      governing: "CN",
      excludes: [],
      title,
      courts: title,
      courtsClause: "1.2",
      applied: [],
    },
  } as const;

  it("its purposes, and of the channels only those a rule names", () => {
    const { purposes } = readTerms({ ...policy, rules: [rule] });
    expect(purposes).toEqual([{ id: "marketing", title, channels: [{ id: "email", title }] }]);
  });

  it("every channel, where the rule names none", () => {
    const { purposes } = readTerms({ ...policy, rules: [{ ...rule, channel: null }] });
    expect(purposes[0]?.channels.map(({ id }) => id)).toEqual(["email", "telephone"]);
  });

  it("nothing, where the policy permits it to others only", () => {
    expect(readTerms({ ...policy, rules: [{ ...rule, by: ["portal"] }] }).purposes).toEqual([]);
    expect(readTerms({ ...policy, rules: [{ ...rule, action: "use" }] }).purposes).toEqual([]);
  });
});

describe("a policy file", () => {
  const source = { model: { id: "index" }, words: { en: "# Index", zh: "# Index" }, properties: null };

  it("is read as `avow build` wrote it, with or without properties", () => {
    expect(parseSource(JSON.stringify(source))).toEqual(source);
    expect(parseSource(JSON.stringify({ ...source, properties: "never: x" }))?.properties).toBe("never: x");
    const { properties: _, ...bare } = source;
    expect(parseSource(JSON.stringify(bare))).toEqual(source);
  });

  it.each([
    "",
    "{",
    "null",
    "[]",
    '{"format":"avow-bundle/1"}',
    '{"model":{},"words":[]}',
    '{"model":{},"words":{"en":1}}',
    '{"model":{},"words":{},"properties":1}',
  ])("%s is none", (text) => expect(parseSource(text)).toBeNull());
});

describe("what is read", () => {
  it("the pieces of a text are the text, and only `http` and `https` become links", () => {
    const text =
      "See https://index.example/a?b=1. 另见（https://index.example/中）javascript:alert(1) ftp://x.example";
    const pieces = splitLinks(text);
    expect(pieces.map((piece) => (piece.kind === "link" ? piece.href : piece.text)).join("")).toBe(text);
    const links = pieces.flatMap((piece) => (piece.kind === "link" ? [piece.href] : []));
    expect(links).toEqual(["https://index.example/a?b=1", "https://index.example/中"]);
  });

  it("what looks like an address and is none stays words", () => {
    expect(splitLinks("http://[broken")).toEqual([{ kind: "words", text: "http://[broken" }]);
  });

  it("of a message in both lists the later one is shown, once, and the newest is first", () => {
    const [first, second, third] = messages;
    if (first === undefined || second === undefined || third === undefined)
      throw new Error("too few messages");
    const sent = { ...second, state: "sent" } as const;
    expect(mergeMessages([third, second], [sent, first])).toEqual([first, sent, third]);
  });

  it("an answer about the session that is none means that nobody is logged in", () => {
    expect(parseSession({ user: { name: "Li Na", email: "li@index.example", id: "1" } })).toEqual({
      name: "Li Na",
      email: "li@index.example",
    });
    for (const answer of [null, {}, { user: null }, { user: { name: "Li Na" } }, "x"])
      expect(parseSession(answer)).toBeNull();
  });
});

describe("shortcuts", () => {
  it("a letter leads somewhere only after `g`", () => {
    expect(actOf("p", true)).toEqual({ kind: "go", screen: { name: "people" } });
    expect(actOf("c", true)).toEqual({ kind: "go", screen: { name: "policy" } });
    expect(actOf("p", false)).toBeNull();
  });

  it("`/` finds, `?` helps, and a key that means nothing does nothing", () => {
    expect(actOf("/", false)).toEqual({ kind: "find" });
    expect(actOf("?", true)).toEqual({ kind: "help" });
    expect(actOf("x", true)).toBeNull();
  });
});
