import { readConfig } from "@avow/service";
import { describe, expect, it } from "vitest";

/** Wrong values, each with a part that must not be repeated. */
const WRONG: Readonly<Record<string, readonly string[]>> = {
  DATABASE_URL: ["mysql://user:s3cret-marker@db/avow", "s3cret-marker", "/var/s3cret-marker.sock"],
  AVOW_HOST: ["0.0.0.0", "s3cret-marker"],
  AVOW_PORT: ["0", "65536", "80.5", "s3cret-marker", "-1"],
  AVOW_PORTAL_PORT: ["0", "65536", "s3cret-marker"],
  AVOW_PAYMENTS_PORT: ["65536", "-1", "s3cret-marker"],
  AVOW_PUBLIC_URL: ["s3cret-marker", "ftp://s3cret-marker.example"],
  AVOW_CONSOLE_URL: ["s3cret-marker", "file:///s3cret-marker"],
  AVOW_TRUST_PROXY: ["yes", "true", "s3cret-marker"],
  AVOW_SMTP_URL: ["https://user:s3cret-marker@mail.example", "s3cret-marker"],
  AVOW_MAIL_FROM: ["s3cret-marker", "s3cret-marker@"],
};

describe("the environment", () => {
  it.each(Object.entries(WRONG).flatMap(([key, values]) => values.map((value) => [key, value])))(
    "[law 1] [law 6] a wrong `%s` stops the start, is named, and `%s` is not repeated",
    (key = "", value = "") => {
      const read = readConfig({ [key]: value });
      expect(read).toMatchObject({ ok: false, faults: [{ key, wants: expect.stringMatching(/\w{4}/) }] });
      expect(JSON.stringify(read)).not.toContain("s3cret-marker");
    },
  );

  it("every wrong key is named at once", () => {
    const read = readConfig({ AVOW_PORT: "x", AVOW_SMTP_URL: "x", DATABASE_URL: "x" });
    const keys = read.ok ? [] : read.faults.map(({ key }) => key).sort();
    expect(keys).toEqual(["AVOW_PORT", "AVOW_SMTP_URL", "DATABASE_URL"]);
  });

  it("what is absent or empty has its default, and what is right is taken", () => {
    expect(readConfig({})).toEqual(
      readConfig(Object.fromEntries(Object.keys(WRONG).map((key) => [key, ""]))),
    );
    expect(readConfig({})).toMatchObject({
      ok: true,
      config: { host: "127.0.0.1", port: 4001, publicUrl: "http://localhost:4000", databaseUrl: null },
    });
    expect(readConfig({ AVOW_HOST: "0.0.0.0", AVOW_TRUST_PROXY: "1" })).toMatchObject({
      ok: true,
      config: { host: "0.0.0.0", trustProxy: true },
    });
  });

  it("[2.3.4] listening beyond this machine without an HTTPS proxy is refused", () => {
    for (const host of ["0.0.0.0", "::", "192.168.1.5", "example.com"])
      expect(readConfig({ AVOW_HOST: host })).toMatchObject({ ok: false, faults: [{ key: "AVOW_HOST" }] });
  });
});
