import { describe, expect, it } from "vitest";
import { checkPolicy } from "../check.ts";
import { type Answers, type GivenAnswers, parseAnswers, STARTING_LAWS } from "./answers.ts";
import { makeStartingModel, makeStartingPolicy } from "./starting-policy.ts";

const GIVEN: GivenAnswers = {
  id: "shop",
  name: "Shop & *Sons* Ltd.",
  address: "1 Lane",
  email: "privacy@shop.example",
  telephone: "+86 571 0000 0000",
  languages: "en,zh",
  effective: "2026-12-01",
  marketing: true,
};

function answersOf(given: Partial<GivenAnswers>): Answers {
  const parsed = parseAnswers({ ...GIVEN, ...given });
  if (!parsed.ok) throw new Error(parsed.flaws.map(({ message }) => message).join("; "));
  return parsed.answers;
}

function flawsOf(given: Partial<GivenAnswers>): readonly string[] {
  const parsed = parseAnswers({ ...GIVEN, ...given });
  return parsed.ok ? [] : parsed.flaws.map(({ answer, message }) => `${answer}: ${message}`);
}

function check(answers: Answers): readonly string[] {
  const files = makeStartingPolicy(answers);
  const words = Object.fromEntries(
    answers.languages.map((language) => [
      language,
      { file: `${language}.md`, source: files[`${language}.md`] ?? "" },
    ]),
  );
  const properties = { file: "properties.txt", source: files["properties.txt"] ?? "" };
  return checkPolicy({ model: makeStartingModel(answers), words, properties }).map(
    ({ code, message }) => `${code}: ${message}`,
  );
}

describe("a policy to start from", () => {
  const ways = STARTING_LAWS.flatMap((law) =>
    [true, false].flatMap((marketing) =>
      ["en,zh", "zh"].map((languages) => ({ law, marketing, languages, collects: "name,email,password" })),
    ),
  );

  it.each(ways)("[1.1] [P46] passes check under $law in $languages, marketing $marketing", (given) => {
    expect(check(answersOf(given))).toEqual([]);
  });

  it("[P46] collects what was asked for, and nothing else", () => {
    const { data, forms } = makeStartingModel(answersOf({ collects: "email,address,email" }));
    expect(Object.keys(data.account?.fields ?? {})).toEqual(["email", "address"]);
    expect(forms.registration?.fields.map(({ field }) => field)).toEqual([
      "account.email",
      "account.address",
    ]);
  });

  it("[P46] is the same for the same answers", () => {
    expect(makeStartingPolicy(answersOf({}))).toEqual(makeStartingPolicy(answersOf({})));
  });
});

describe("answers", () => {
  it("[P47] every flaw is told at once, each with what would be right", () => {
    expect(
      flawsOf({
        name: " ",
        email: "here",
        law: "CNN",
        languages: "en,fr",
        collects: "nam",
        effective: "2026-02-30",
        marketing: false,
      }),
    ).toEqual([
      "law: there is no rule set for the law `CNN`",
      "name: `name` is missing",
      "email: `email` cannot be used",
      "languages: `languages` holds `fr`, which is not known",
      "collects: `collects` holds `nam`, which is not known",
      "effective: `effective` cannot be used",
    ]);
  });

  it("[P47] what the law or the purpose lacks is told before anything is written", () => {
    expect(flawsOf({ law: "CN", languages: "en" })).toEqual([
      "languages: under the law of mainland China the policy must be there in Simplified Chinese",
    ]);
    expect(flawsOf({ collects: "name" })).toEqual([
      "marketing: advertising by e-mail needs an e-mail address, and none is collected",
    ]);
    expect(flawsOf({ name: "Shop\n## 9 Anything goes" })).toEqual(["name: `name` cannot be used"]);
  });
});
