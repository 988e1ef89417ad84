import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../../tests/support/avow.ts";
import { publishCommand } from "./publish.ts";

const INDEX = new URL("../../policies/index", import.meta.url).pathname;
const OPERATOR = {
  AVOW_OPERATOR_EMAIL: "wei@index.example",
  AVOW_OPERATOR_PASSWORD: "a long enough password",
};

let empty: string;
beforeAll(async () => {
  empty = await mkdtemp(join(tmpdir(), "avow-empty-"));
});
afterAll(() => rm(empty, { recursive: true }));

async function run(
  folder: string,
  options: Readonly<Record<string, string>> = {},
  environment: Readonly<Record<string, string>> = OPERATOR,
): Promise<{ exit: number; err: string }> {
  let err = "";
  const output = { out: () => {}, err: (text: string) => (err += text), color: false };
  const exit = await publishCommand.run({ arguments: [folder], options, environment }, output);
  return { exit, err };
}

/** `avow publish`, where it gets no further than itself; against a service it is run by the tests of the whole. */
describe("avow publish", () => {
  it.each([
    ["an instant without a zone", { at: "2027-01-01T00:00:00" }, "is no instant"],
    ["a day", { at: "2027-01-01" }, "is no instant"],
    ["an hour that does not exist", { at: "2027-01-01T25:00:00Z" }, "is no instant"],
    ["no address", { service: "nowhere" }, "`AVOW_CONSOLE_URL` cannot be used"],
    [
      "a password in clear over a network",
      { service: "http://console.example.com" },
      "not reached over HTTPS",
    ],
  ])("[2.6.1] refuses %s, and says what it wants", async (_, options, why) => {
    const { exit, err } = await run(INDEX, options);
    expect([exit, err]).toEqual([64, expect.stringContaining(why)]);
    expect(err).toContain("= help: ");
  });

  it("[2.6.1] names a folder that holds no policy", async () => {
    expect(await run(empty)).toEqual({ exit: 64, err: expect.stringContaining("policy.ts") });
  });

  it("[2.6.1] says that there is no service, and how to have one", async () => {
    const { exit, err } = await run(INDEX, { service: `http://localhost:${await freePort()}` });
    expect([exit, err]).toEqual([69, expect.stringContaining("avow start")]);
  });
});
