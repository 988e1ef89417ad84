import { type PolicySource, parseBundle } from "@avow/policy";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { SPREAD_MS } from "../../packages/service/policy-versions/terms.ts";
import { filledRegistration } from "../support/context.ts";
import { varyIndexPolicy } from "../support/index-policy.ts";
import { answerOf, makeSecondOperator, type OpenService, openService } from "./open-service.ts";

const OLD_TELEPHONE = "+86 571 5550 0100";
const NEW_TELEPHONE = "+86 571 5550 0177";
const NO_VERSION = "0".repeat(64);

let service: OpenService;
let clock = Date.parse("2026-11-22T09:00:00Z");
/** The cookie of a second operator. */
let second: string;
beforeAll(async () => {
  service = await openService({ now: () => new Date(clock) });
  second = await makeSecondOperator(service);
});
afterAll(async () => {
  await service.close();
  expect(service.reports).toEqual([]);
});

/** A policy as it is uploaded. */
function upload({ model, words }: PolicySource) {
  const texts = Object.entries(words).map(([language, { source }]) => [language, source]);
  return { model, words: Object.fromEntries(texts), properties: null };
}

const versionOf = async () => (await service.fetch("/v1/policy/versions")).headers.get("avow-policy");
const asSecond = (path: string, method: string) =>
  service.fetch(path, { method, headers: { ...service.headersOf("operator"), cookie: second } });

describe("publication, at every door", () => {
  it("[2.6.1] a version that another operator approved is in force everywhere at its time, and nowhere before", async () => {
    const before = await versionOf();
    const source = upload(await varyIndexPolicy({ telephone: NEW_TELEPHONE, longestName: 3 }));
    const at = clock + 3_600_000;
    const body = { source, effectiveAt: new Date(at).toISOString() };
    const { id, version } = answerOf(await service.ask("operator", "propose", { body }));
    expect(await service.ask("operator", "approve", { path: { id } })).toMatchObject({
      problem: { code: "approval-own", status: 403 },
    });
    expect((await service.fetch(`/.well-known/avow/policy/${version}`)).status).toBe(404);
    expect((await asSecond(`/console/api/proposals/${id}/approval`, "POST")).status).toBe(200);
    expect(answerOf(await service.ask("anyone", "versions")).map(({ state }) => state)).toEqual([
      "scheduled",
      "current",
    ]);
    clock = at - 1;
    expect(await versionOf()).toBe(before);
    const register = () =>
      service.ask("site", "register", { body: { form: "registration", values: filledRegistration() } });
    answerOf(await register());
    clock = at;
    expect(await versionOf()).toBe(version);
    expect(await register()).toMatchObject({ problem: { code: "field-malformed" } });
    const published = parseBundle(await (await service.fetch("/.well-known/avow/policy.json")).json());
    expect(published).toMatchObject({ ok: true, bundle: { controller: { telephone: NEW_TELEPHONE } } });
    for (const page of ["/en/policy", "/zh/policy", "/privacy/en/policy"])
      await vi.waitFor(
        async () => {
          const shown = await (await service.visit(page)).text();
          expect(shown).toContain(NEW_TELEPHONE);
          expect(shown).not.toContain(OLD_TELEPHONE);
        },
        { timeout: 5000 },
      );
    const old = await service.fetch(`/.well-known/avow/policy/${before}`);
    expect(await old.text()).toContain(OLD_TELEPHONE);
  });

  it("[2.6.1] a proposal can be read whole, and withdrawn, by any operator and by nobody else", async () => {
    const body = { source: upload(await varyIndexPolicy({ telephone: "+86 571 5550 0188" })) };
    const { id, version, state } = answerOf(await service.ask("operator", "propose", { body }));
    expect(state).toBe("proposed");
    const bundle = await asSecond(`/console/api/proposals/${id}/bundle`, "GET");
    expect(await bundle.text()).toContain("+86 571 5550 0188");
    for (const as of ["anyone", "site"] as const)
      for (const name of [
        "proposals",
        "approve",
        "withdrawProposal",
        "proposedBundle",
        "policyFolder",
      ] as const)
        expect(await service.ask(as, name, { path: { id } })).toMatchObject({
          problem: { code: expect.stringMatching(/^(not-logged-in|origin-wrong)$/) },
        });
    answerOf(await service.ask("operator", "withdrawProposal", { path: { id } }));
    clock += SPREAD_MS;
    expect(await versionOf()).not.toBe(version);
  });

  it("[2.6.1] the folder, which is now another than the version in force, is proposed by name and changes nothing", async () => {
    const folder = answerOf(await service.ask("operator", "policyFolder"));
    expect(folder).toEqual({ version: expect.stringMatching(/^[0-9a-f]{64}$/), differs: true });
    expect(await service.folder()).toEqual(folder);
    const before = await versionOf();
    const proposal = answerOf(await service.ask("operator", "propose", { body: { source: null } }));
    expect(proposal.version).toBe(folder.version);
    clock += 86_400_000;
    expect(await versionOf()).toBe(before);
  });

  it("[2.6.1] what does not pass its check is answered with each error, and is not kept", async () => {
    const { model, words } = upload(await varyIndexPolicy({}));
    const source = { model, words: { ...words, en: "" }, properties: null };
    const before = answerOf(await service.ask("operator", "proposals")).length;
    const answer = await service.ask("operator", "propose", { body: { source } });
    expect(answer).toMatchObject({ problem: { code: "policy-unsound", status: 422 } });
    if ("problem" in answer) expect(answer.problem.errors?.length).toBeGreaterThan(10);
    expect(answerOf(await service.ask("operator", "proposals"))).toHaveLength(before);
  });

  it("[2.6.1] anyone reads how often each clause permitted and refused, and when the version was last checked", async () => {
    const activity = answerOf(await service.ask("anyone", "activity"));
    expect(activity.lastCheck).toMatchObject({ version: await versionOf(), errors: 0 });
    expect(activity.clauses.map(({ clause }) => clause)).toEqual(
      service.context.bundle.clauses.map(({ id }) => id),
    );
    expect(activity.clauses.find(({ clause }) => clause === "2.1.1")?.day).toEqual({
      permitted: null,
      refused: null,
    });
  });

  it("an unchanged policy is not sent twice", async () => {
    const ask = (etag: string) =>
      service.fetch("/.well-known/avow/policy.json", { headers: { "if-none-match": etag } });
    const { status, headers } = await ask(`"${await versionOf()}"`);
    expect([status, headers.get("avow-policy")]).toEqual([304, await versionOf()]);
    expect((await ask(`"${NO_VERSION}"`)).status).toBe(200);
  });
});
