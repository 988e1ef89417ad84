import { randomUUID } from "node:crypto";
import { createSink } from "@avow/policy";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestVault, permitTo, type TestVault } from "./fixtures.ts";

let test: TestVault;
beforeAll(async () => {
  test = await openTestVault();
});
afterAll(() => test.drop());

const FIELDS = ["contact.email", "contact.name"];
const sink = createSink<string, string>({ purpose: "delivery", fields: FIELDS });

describe("reading of many people at once", () => {
  it("[V12] gives each permit its own person's fields, as reading one by one does", async () => {
    const people = await Promise.all(
      ["lin", "wei"].map((name) =>
        test.collect("contact", {
          email: `${name}@example.com`,
          name,
          telephone: name === "lin" ? "1" : "2",
        }),
      ),
    );
    const permits = people.map(({ person }) => permitTo("contact", person, FIELDS));
    const read = await test.commit((tx) => test.vault.readOfMany(tx, permits));
    for (const [place, { person }] of people.entries()) {
      const one = await test.commit((tx) => test.vault.read(tx, permits[place] ?? permitTo("use", null, [])));
      const opened = (held: typeof one) =>
        [...held].map(([field, values]) => [field, values.map((value) => sink.open(value))]);
      expect(opened(read.get(person) ?? new Map())).toEqual(opened(one));
      expect([...(read.get(person)?.keys() ?? [])].sort()).toEqual(FIELDS);
    }
  });

  it("[V12] is refused whole where one permit does not read, and leaves out who is erased", async () => {
    const { person } = await test.collect("contact", { email: `${randomUUID()}@example.com` });
    const collecting = permitTo("collect", person, ["contact.email"]);
    const refused = test.commit((tx) => test.vault.readOfMany(tx, [collecting]));
    await expect(refused).rejects.toMatchObject({ code: "permit-does-not-cover" });
    await test.commit((tx) => test.vault.erase(tx, permitTo("erase", person, ["contact.email"])));
    const permit = permitTo("contact", person, ["contact.email"]);
    expect(await test.commit((tx) => test.vault.readOfMany(tx, [permit]))).toEqual(new Map());
  });
});

describe("evidence of many people at once", () => {
  it("[V3] [V26] is sealed under each one's own key, never replaced, and not kept for who is erased", async () => {
    const [first, second] = await Promise.all([test.collect("comment", {}), test.collect("comment", {})]);
    const kept = [first, second].map(({ person }, place) => ({
      person,
      id: `entry-${place}`,
      bytes: Buffer.from(`opening ${place}`),
    }));
    await test.commit((tx) => test.vault.keepEvidenceOfMany(tx, kept));
    for (const { person, id, bytes } of kept)
      expect(await test.commit((tx) => test.vault.openEvidence(tx, person, id))).toEqual(bytes);
    const again = test.commit((tx) => test.vault.keepEvidenceOfMany(tx, kept));
    await expect(again).rejects.toMatchObject({ code: "evidence-exists" });
    await test.commit((tx) => test.vault.erase(tx, permitTo("erase", first.person, ["comment.text"])));
    const late = kept.map((one) => ({ ...one, id: `${one.id}-late` }));
    await expect(test.commit((tx) => test.vault.keepEvidenceOfMany(tx, late))).rejects.toMatchObject({
      code: "person-erased",
    });
    expect(await test.commit((tx) => test.vault.openEvidence(tx, second.person, "entry-1-late"))).toBeNull();
  });
});
