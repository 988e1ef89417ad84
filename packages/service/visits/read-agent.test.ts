import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readAgent } from "./read-agent.ts";
import { CHROME } from "./visits.testing.ts";

describe("what is read of a user agent", () => {
  it.each([
    [CHROME, "Windows", "10", "Chrome", "141"],
    [
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1",
      "iOS",
      "18.1",
      "Mobile Safari",
      "18",
    ],
    [
      "Mozilla/5.0 (Linux; Android 14; PJD110) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/126.0.6478.188 Mobile Safari/537.36 MicroMessenger/8.0.50(0x28003237) WeChat/arm64",
      "Android",
      "14",
      "WeChat",
      "8",
    ],
    [
      "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0",
      "Ubuntu",
      null,
      "Firefox",
      "144",
    ],
  ])(
    "[2.2.1] is the system with its version and the browser with its major number: %s",
    (agent, ...expected) => {
      const { system, systemVersion, browser, browserVersion } = readAgent(agent);
      expect([system, systemVersion, browser, browserVersion]).toEqual(expected);
    },
  );

  it.each(["", "\u0000\t\n", "Mozilla/5.0", "中文浏览器", "<script>alert(1)</script>", "(".repeat(1000)])(
    "[2.2.1] is nothing where nothing can be told: %j",
    (agent) => {
      expect(readAgent(agent)).toEqual({
        system: null,
        systemVersion: null,
        browser: null,
        browserVersion: null,
      });
    },
  );

  it("[2.2.1] is a short plain name or version or nothing, whatever the header holds", () => {
    const plain = /^[A-Za-z0-9][A-Za-z0-9 ._/+-]{0,31}$/;
    const part = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("Windows NT ", "Chrome/", "Android ", "; ", "(", ")", "Firefox/", "OPR/", "iPhone OS "),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        for (const value of Object.values(readAgent(parts.join(""))))
          if (value !== null) expect(value).toMatch(plain);
      }),
    );
  });
});
