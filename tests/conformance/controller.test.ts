import type { Bundle } from "@avow/policy";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { register } from "../../packages/service/accounts/register.ts";
import { createDaytime } from "../../packages/service/notices/notices.testing.ts";
import { filledRegistration, openTestContext } from "../support/context.ts";
import { buildIndexPolicy } from "../support/index-policy.ts";
import { answerOf, type OpenService, openService } from "./open-service.ts";

let service: OpenService;
let controller: NonNullable<Bundle["controller"]>;
beforeAll(async () => {
  service = await openService({ now: createDaytime() });
  if (service.context.bundle.controller === null) throw new Error("the policy has no controller");
  controller = service.context.bundle.controller;
});
afterAll(() => service.close());

const PAGES = ["/", "/policy", "/register", "/log-in", "/account", "/nothing-here"];

function visible(html: string): string {
  return html.replaceAll("&amp;", "&").replaceAll("&#39;", "'");
}

describe("the accountable controller", () => {
  it("[2.0] stands in the published bundle, with a contact and a way to complain", async () => {
    const published: Bundle = await (await service.fetch("/.well-known/avow/policy.json")).json();
    expect(published.controller).toEqual(controller);
    for (const language of published.languages) {
      expect(controller.name[language]).toMatch(/\S/);
      expect(controller.address[language]).toMatch(/\S/);
      expect(controller.complaints[language]).toMatch(/\S/);
    }
  });

  it.each(
    PAGES.flatMap(
      (page) =>
        [
          ["en", page],
          ["zh", page],
        ] as const,
    ),
  )("[2.0] stands on the portal's /%s%s, with a contact and a way to complain", async (language, page) => {
    const text = visible(await (await service.visit(`/${language}${page}`)).text());
    for (const part of [controller.name, controller.address, controller.complaints])
      expect(text).toContain(part[language]);
    expect(text).toContain(`mailto:${controller.email}`);
    expect(text).toContain(controller.telephone);
  });

  it.each(["en", "zh"])("[2.0] stands in the privacy centre (%s)", async (language) => {
    const text = visible(await (await service.fetch(`/privacy/${language}`)).text());
    for (const part of [controller.name, controller.complaints]) expect(text).toContain(part[language]);
    expect(text).toContain(`mailto:${controller.email}`);
  });

  it.each(["en", "zh"])(
    "[2.0] [2.4.8] stands under every message, in the person's language (%s)",
    async (language) => {
      const email = `${crypto.randomUUID()}@example.com`;
      const values = { ...filledRegistration(email), "account.language": language };
      answerOf(await service.ask("site", "register", { body: { form: "registration", values } }));
      const logIn = { email, password: "correct horse battery", cookies: "refused" } as const;
      const as = { person: answerOf(await service.ask("site", "logIn", { body: logIn })).token };
      const wording = answerOf(await service.ask(as, "me")).choices[0]?.wording ?? "";
      const path = { purpose: "marketing" };
      answerOf(await service.ask(as, "choose", { path, body: { choice: "agree", wording } }));
      const { person } = answerOf(await service.ask("operator", "findPerson", { body: { email } }));
      const words = { subject: { en: "News", zh: "消息" }, body: { en: "There is news.", zh: "有新消息。" } };
      const body = { purpose: "marketing", channel: "email", ...words };
      answerOf(await service.ask("operator", "message", { path: { person }, body }));
      const id = await vi.waitFor(
        async () => {
          const kept = answerOf(await service.ask("operator", "mailbox")).find(({ to }) => to === person);
          if (kept === undefined) throw new Error("it has not been kept yet");
          return kept.id;
        },
        { timeout: 20_000, interval: 100 },
      );
      const mail = answerOf(await service.ask("operator", "mail", { path: { id } }));
      expect(mail.text).toContain(words.body[language as "en"]);
      for (const part of [controller.name[language], controller.address[language], controller.email])
        expect(mail.text).toContain(part);
    },
  );

  it("[2.0] absent, every operation is refused and nothing is kept", async () => {
    const { bundle, version } = await buildIndexPolicy();
    const test = await openTestContext({ under: { bundle: { ...bundle, controller: null }, version } });
    const act = register(test.context, "registration", filledRegistration());
    await expect(act).rejects.toMatchObject({ details: { code: "refused", status: 403, clause: "2.0" } });
    for (const rule of bundle.rules) {
      const operation = { action: rule.action, by: rule.by[0] ?? "", purpose: rule.purpose, data: rule.data };
      const object = {
        ...(rule.form === null ? {} : { form: rule.form }),
        ...(rule.channel === null ? {} : { channel: rule.channel[0] ?? "" }),
        ...(rule.recipient === null ? {} : { recipient: rule.recipient[0] ?? "" }),
        ...(rule.key === null ? {} : { key: rule.key }),
      };
      const person = {
        loggedIn: true,
        consents: { marketing: { kind: "granted", at: 1 } },
        objections: {},
      } as const;
      expect(
        test.context.gate.decide({ person, cookies: "accepted" }, { ...operation, ...object }),
      ).toMatchObject({
        effect: "refuse",
        code: "no-controller",
        clause: "2.0",
      });
    }
    const { rows } = await test.database.store.pool.query("select from account");
    expect(rows).toEqual([]);
    await test.drop();
  });
});
