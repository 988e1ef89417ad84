import { routes } from "@avow/contract";
import { describe, expect, it } from "vitest";
import { type ChoiceBody, createSave } from "./save-choice.ts";

const BODY: ChoiceBody = {
  previous: null,
  choices: { analytics: false, video: true },
  wording: "a".repeat(64),
  policy: "b".repeat(64),
  language: "en",
  signal: null,
  key: "3f0e6a52-8a6f-4d0c-9a57-0d6d3f2f9f11",
};
const ANSWER = { id: "one", at: "2026-12-01T00:00:00.000Z", choices: BODY.choices, index: 4 };

const save = (answer: () => Response | Promise<Response>) =>
  createSave("/.avow/choice", async () => answer())(BODY);

describe("sending a choice", () => {
  it("[law 8] is kept when the answer has an id and the very choices that were sent", async () => {
    expect(await save(() => Response.json(ANSWER, { status: 201 }))).toEqual({
      outcome: "kept",
      id: "one",
      at: ANSWER.at,
    });
  });

  it.each<[string, () => Response | Promise<Response>]>([
    ["the network is away", () => Promise.reject(new TypeError("offline"))],
    ["the server is in trouble", () => new Response(null, { status: 503 })],
    ["there were too many", () => new Response(null, { status: 429 })],
    ["the answer is no JSON", () => new Response("<p>saved</p>", { status: 200 })],
    ["the answer has no id", () => Response.json({ ...ANSWER, id: undefined }, { status: 201 })],
    [
      "other choices came back",
      () => Response.json({ ...ANSWER, choices: { analytics: true, video: true } }),
    ],
    ["a choice is missing", () => Response.json({ ...ANSWER, choices: { video: true } })],
    ["the answer is null", () => Response.json(null)],
  ])("[law 8] is not believed, and may be tried again, when %s", async (_, answer) => {
    expect(await save(answer)).toEqual({ outcome: "failed" });
  });

  it.each([400, 403, 409, 422])("is refused for good by %i", async (status) => {
    expect(await save(() => new Response(null, { status }))).toEqual({ outcome: "refused" });
  });

  it("sends what the contract takes, but for the name of the cookie, which the site adds", () => {
    expect(routes.chooseOnDevice.body.omit({ cookie: true }).parse(BODY)).toEqual(BODY);
  });
});
