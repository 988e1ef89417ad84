import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { smsReportsCommand } from "./sms-reports.ts";

async function ask(environment: Readonly<Record<string, string>>) {
  const [out, err]: [string[], string[]] = [[], []];
  const exit = await smsReportsCommand.run(
    { arguments: [], options: {}, environment },
    { out: (text) => out.push(text), err: (text) => err.push(text), color: false },
  );
  return { exit, out: out.join(""), err: err.join("") };
}

const ALIYUN = {
  AVOW_SMS_PROVIDER: "aliyun",
  AVOW_SMS_KEY: "key",
  AVOW_SMS_SECRET: "secret",
  AVOW_SMS_FROM: "因得思",
  AVOW_SMS_TEMPLATE: "SMS_1",
  AVOW_SMS_REPORT_HOURS: "6",
  AVOW_PUBLIC_URL: "https://www.index.example",
};

it("avow sms-reports prints an address nobody can guess, the same each time, whatever the account's keys", async () => {
  const data = await mkdtemp(join(tmpdir(), "avow-sms-"));
  onTestFinished(() => rm(data, { recursive: true }));
  const environment = { ...ALIYUN, AVOW_DATA: data };
  expect(await ask(environment)).toMatchObject({
    exit: 64,
    out: "",
    err: expect.stringContaining("avow start"),
  });
  await mkdir(join(data, "keys"));
  const secret = (name: string) =>
    writeFile(join(data, "keys", "operators.secret"), `${name.repeat(43)}\n`, { mode: 0o600 });
  await secret("a");
  const { out, exit } = await ask(environment);
  expect(exit).toBe(0);
  expect(out).toMatch(/^https:\/\/www\.index\.example\/v1\/reports\/sms\/aliyun\/[\w-]{43}\n$/);
  expect(await ask({ ...environment, AVOW_SMS_SECRET: "changed" })).toMatchObject({ out });
  await secret("b");
  expect((await ask(environment)).out).not.toBe(out);
});

it("avow sms-reports says what is missing where there is no such address", async () => {
  const nowhere = { AVOW_DATA: join(tmpdir(), "avow-none") }; // what is asked first needs no key
  for (const environment of [
    {},
    { ...ALIYUN, AVOW_SMS_PROVIDER: "twilio" },
    { ...ALIYUN, AVOW_SMS_REPORT_HOURS: "" },
  ])
    expect(await ask({ ...environment, ...nowhere })).toMatchObject({
      exit: 64,
      err: expect.stringContaining("AVOW_SMS_REPORT_HOURS"),
    });
  const odd = await ask({ ...ALIYUN, AVOW_SMS_REPORT_HOURS: "100" });
  expect(odd).toMatchObject({ exit: 64, err: expect.stringContaining("from 1 to 72 hours") });
});
