import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { answerOf, type OpenService, openService } from "../../../tests/conformance/open-service.ts";
import { logInOnPortal, type PortalPerson } from "../../../tests/support/portal-person.ts";

let open: OpenService;
beforeAll(async () => {
  open = await openService();
}, 60_000);
afterAll(() => open.close());

const INVITED = "never ask again";

async function accountOf(person: PortalPerson): Promise<string> {
  return (await person.post("/en/account")).text();
}

/** The words on the page, as the form sends them back. */
async function wordingOn(person: PortalPerson): Promise<string> {
  return /name="wording" value="([0-9a-f]{64})"/.exec(await accountOf(person))?.[1] ?? "";
}

async function choiceOf(person: PortalPerson) {
  const { choices } = answerOf(await open.ask({ person: person.token }, "me"));
  return choices.find(({ purpose }) => purpose === "research");
}

describe("the questionnaire", () => {
  it("[2.1.3] is offered with two ways of equal size, and a refusal is one step and for good, in every session", async () => {
    const person = await logInOnPortal(open.visit);
    const shown = await accountOf(person);
    expect([...shown.matchAll(/class="button[^"]*">(?:Answer|No, never ask again)</g)]).toHaveLength(2);
    const wording = await wordingOn(person);
    const refused = await person.post("/en/questionnaire/refusal", { wording });
    expect([refused.status, await refused.text()]).toEqual([200, expect.stringContaining("public log")]);
    expect(await choiceOf(person)).toMatchObject({ state: "refused" });
    expect(await accountOf(person)).not.toContain(INVITED);
    const again = await person.again();
    expect(again.token).not.toBe(person.token);
    expect(await accountOf(again)).not.toContain(INVITED);
    expect(await (await again.post("/zh/account")).text()).not.toContain("不再询问");
    const form = await (await again.post("/en/questionnaire")).text();
    expect(form).toContain("There is nothing to ask you");
  });

  it("[2.1.3] takes answers only with the consent and its words, each answer open, and then asks no more", async () => {
    const person = await logInOnPortal(open.visit);
    const wording = await wordingOn(person);
    const answers = { "answer.frequency": "weekly", "answer.subject": "", "answer.remark": "" };
    expect((await person.post("/en/questionnaire", { ...answers, wording: "0".repeat(64) })).status).toBe(
      409,
    );
    expect(
      (await person.post("/en/questionnaire", { ...answers, "answer.frequency": "", wording })).status,
    ).toBe(422);
    expect(await choiceOf(person)).toMatchObject({ state: "never-asked" });
    expect((await person.post("/en/questionnaire", { ...answers, wording })).status).toBe(201);
    expect(await choiceOf(person)).toMatchObject({ state: "granted", wording });
    const account = await accountOf(person);
    expect(account).not.toContain(INVITED);
    expect(account).toContain("Every week");
    expect((await person.post("/en/questionnaire", { ...answers, wording })).status).toBe(200);
    const given = answerOf(await open.ask({ person: person.token }, "submissions", {}));
    expect(given.filter(({ form }) => form === "questionnaire")).toHaveLength(1);
  });

  it("[2.1.3] costs who refuses nothing: the account shows the same beside it", async () => {
    const [asked, refusing] = [await logInOnPortal(open.visit), await logInOnPortal(open.visit)];
    await refusing.post("/en/questionnaire/refusal", { wording: await wordingOn(refusing) });
    const places = (text: string) => [...text.matchAll(/action="(\/en\/[a-z/]+)"/g)].map(([, path]) => path);
    const [before, after] = [places(await accountOf(asked)), places(await accountOf(refusing))];
    expect(before.filter((path) => !path?.startsWith("/en/questionnaire"))).toEqual(after);
  });

  it("is nobody's without a session", async () => {
    for (const path of ["/en/questionnaire", "/zh/questionnaire"])
      expect((await open.visit(path)).status).toBe(401);
  });
});
