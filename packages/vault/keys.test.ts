import { createHash, randomBytes, randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { createLocalKey } from "./keys.ts";

const doesNotOpen = expect.objectContaining({ name: "Fault", code: "sealed-value-does-not-open" });

it("[V4] a wrapped key unwraps for its person alone, under its key alone", async () => {
  const [kek, other] = [createLocalKey(randomBytes(32)), createLocalKey(randomBytes(32))];
  const [person, dataKey] = [randomUUID(), randomBytes(32)];
  const wrapped = await kek.wrap(dataKey, person);
  expect(Buffer.from(await kek.unwrap(wrapped, person))).toEqual(dataKey);
  await expect(kek.unwrap(wrapped, randomUUID())).rejects.toThrow(doesNotOpen);
  await expect(other.unwrap(wrapped, person)).rejects.toThrow(doesNotOpen);
});

it("[V5] one key wrapped twice gives two wrappings", async () => {
  const kek = createLocalKey(randomBytes(32));
  const [person, dataKey] = [randomUUID(), randomBytes(32)];
  expect(await kek.wrap(dataKey, person)).not.toEqual(await kek.wrap(dataKey, person));
});

it("[V10] a key's id is 16 digits of a digest that tells nothing of the key", () => {
  const secret = randomBytes(32);
  const digest = createHash("sha256")
    .update(Buffer.concat([Buffer.from("avow/kek-id\0"), secret]))
    .digest("hex");
  expect(createLocalKey(secret).id).toBe(digest.slice(0, 16));
});
