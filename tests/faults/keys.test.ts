import { chmod, copyFile, readFile, rename, stat } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findByCredentials } from "../../packages/service/accounts/log-in.ts";
import { createHouse, faultOf, type House, moveIn, PASSWORD } from "./house.ts";

let house: House;
let inhabitant: { email: string; person: string };
beforeEach(async () => {
  house = await createHouse();
  const opened = await house.open();
  inhabitant = await moveIn(opened);
  await opened.close();
});
afterEach(() => house.drop());

async function nothingIsLost(): Promise<void> {
  const opened = await house.open();
  expect(await findByCredentials(opened.context, inhabitant.email, PASSWORD)).toBe(inhabitant.person);
  await opened.close();
}

describe("a start over data, with a key file", () => {
  it.each([
    ["vaultKey", "key-file-missing"],
    ["ledgerKey", "signer-file-missing"],
    ["siteKey", "key-file-missing"],
    ["operatorSecret", "key-file-missing"],
  ] as const)("[law 1] that is missing is refused, and the file is not made anew: %s", async (key, code) => {
    const away = join(house.dataDir, "away");
    await rename(house.paths[key], away);
    const fault = await faultOf(house.open());
    expect(fault).toMatchObject({ code, retryable: false, help: expect.any(String) });
    expect(fault.message).toContain(house.paths[key]);
    await expect(stat(house.paths[key])).rejects.toMatchObject({ code: "ENOENT" });
    await rename(away, house.paths[key]);
    await nothingIsLost();
  });

  it.each([
    ["vaultKey", "key-wrong"],
    ["ledgerKey", "ledger-signer-mismatch"],
  ] as const)("[law 1] of another deployment is refused: %s", async (key, code) => {
    const other = await createHouse();
    await other.open().then(({ close }) => close());
    const away = join(house.dataDir, "away");
    await rename(house.paths[key], away);
    await copyFile(other.paths[key], house.paths[key]);
    await other.drop();
    expect(await faultOf(house.open())).toMatchObject({ code, retryable: false });
    await rename(away, house.paths[key]);
    await nothingIsLost();
  });

  it.each([
    ["vaultKey", "key-file-too-open"],
    ["ledgerKey", "signer-file-too-open"],
  ] as const)("[law 1] that others may read is refused: %s", async (key, code) => {
    await chmod(house.paths[key], 0o644);
    expect(await faultOf(house.open())).toMatchObject({ code, help: expect.stringContaining("chmod 600") });
    await chmod(house.paths[key], 0o600);
    await nothingIsLost();
  });

  it("[law 6] no fault says anything of what the files hold", async () => {
    const secrets = await Promise.all(
      (["vaultKey", "ledgerKey", "siteKey", "operatorSecret"] as const).map((key) =>
        readFile(house.paths[key], "utf8"),
      ),
    );
    const words = secrets.flatMap((text) => text.split(/[\s:]+/)).filter((word) => word.length > 20);
    expect(words.length).toBeGreaterThan(3);
    await copyFile(house.paths.siteKey, house.paths.vaultKey);
    const fault = await faultOf(house.open());
    const told = `${fault.message} ${fault.help} ${fault.stack} ${String(fault.cause)}`;
    expect(fault.code).toBe("key-file-malformed");
    expect(words.filter((word) => told.includes(word))).toEqual([]);
  });
});
