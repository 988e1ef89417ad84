import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { filledRegistration } from "../support/context.ts";
import { answerOf, type OpenService, openService } from "./open-service.ts";

const SEEN = { timeout: 20_000, interval: 100 };

let service: OpenService;
beforeAll(async () => {
  service = await openService();
});
afterAll(async () => {
  expect(service.reports).toEqual([]);
  await service.close();
});

it("[2.3.6] [2.3.9] the desk is there for operators alone: a report, its clocks, its people by a job, its pack", async () => {
  const values = filledRegistration();
  answerOf(await service.ask("site", "register", { body: { form: "registration", values } }));
  const body = { seen: "A copy was offered for sale.", where: "", suspected: "", rehearsal: false };
  expect(await service.ask("anyone", "incidents")).toMatchObject({ problem: { code: "not-logged-in" } });
  const { id, deadlines } = answerOf(await service.ask("operator", "reportIncident", { body }));
  expect(deadlines.length).toBeGreaterThan(3);
  const path = { id };
  const choices = answerOf(await service.ask("operator", "scopeChoices"));
  expect(choices.events).toContain("person-registered");
  const scope = { filter: { kind: "held" as const, categories: ["contact"] }, categories: ["contact"] };
  expect(answerOf(await service.ask("operator", "previewScope", { path, body: scope })).people).toBe(1);
  answerOf(await service.ask("operator", "freezeScope", { path, body: scope }));
  await vi.waitFor(async () => {
    const { scope: frozen } = answerOf(await service.ask("operator", "incident", { path }));
    expect(frozen).toMatchObject({ state: "frozen", people: 1 });
  }, SEEN);
  const people = answerOf(
    await service.ask("operator", "incidentPeople", { path, query: { group: "not-asked" } }),
  );
  expect(people.people).toHaveLength(1);
  const listed = answerOf(await service.ask("operator", "incidents"));
  expect(listed.incidents).toMatchObject([{ id, untold: 1, next: { startedAt: expect.any(String) } }]);
  const pack = await service.fetch(`/console/api/incidents/${id}/pack`, {
    headers: service.headersOf("operator"),
  });
  expect(await pack.json()).toMatchObject({
    format: "avow-incident-pack/1",
    deliveries: [{ group: "not-asked" }],
  });
  const problem = await service.ask("operator", "closeIncident", { path });
  expect(problem).toMatchObject({ problem: { code: "incident-unfinished", clause: "2.3.6" } });
});
