import { describe, expect, it } from "vitest";
import { formatCheckpoint, parseCheckpoint } from "./checkpoint.ts";
import { EMPTY_ROOT } from "./merkle.ts";

const root = EMPTY_ROOT;
const ROOT = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

describe("checkpoints", () => {
  it("[E20] a checkpoint is written as three lines and read back", () => {
    const text = formatCheckpoint({ origin: "shop.example/log", size: 0, root });
    expect(text).toBe(`shop.example/log\n0\n${ROOT}\n`);
    expect(parseCheckpoint(text)).toEqual({
      ok: true,
      value: { origin: "shop.example/log", size: 0n, root, extensions: [] },
    });
  });

  it("[E20] sizes beyond 2^53 stay exact, extension lines are handed on", () => {
    const size = 2n ** 64n - 1n;
    expect(parseCheckpoint(`${formatCheckpoint({ origin: "a", size, root })}one\ntwo\n`)).toMatchObject({
      ok: true,
      value: { size, extensions: ["one", "two"] },
    });
  });

  it.each([
    ["no origin", `\n1\n${ROOT}\n`],
    ["an origin of 256 bytes", `${"é".repeat(128)}\n1\n${ROOT}\n`],
    ["a leading zero", `a\n01\n${ROOT}\n`],
    ["a negative size", `a\n-1\n${ROOT}\n`],
    ["a size of more than 64 bits", `a\n18446744073709551616\n${ROOT}\n`],
    ["a size that is no number", `a\nx\n${ROOT}\n`],
    ["a short root", "a\n1\nAAAA\n"],
    ["a root with trailing bits", `a\n1\n${ROOT.replace("U=", "V=")}\n`],
    ["no root", "a\n1\n"],
    ["no final newline", `a\n1\n${ROOT}`],
    ["an empty extension line", `a\n1\n${ROOT}\n\n`],
    ["a carriage return", `a\r\n1\n${ROOT}\n`],
  ])("[E20] a checkpoint with %s is refused", (_, text) => {
    expect(parseCheckpoint(text).ok).toBe(false);
  });

  it.each([
    { origin: "", size: 1, root },
    { origin: "a\nb", size: 1, root },
    { origin: "o".repeat(256), size: 1, root },
    { origin: "a", size: -1, root },
    { origin: "a", size: 1.5, root },
    { origin: "a", size: 2 ** 70, root },
    { origin: "a", size: 1, root: root.slice(1) },
  ])("[E20] what is no checkpoint is not written: $origin $size", (parts) => {
    expect(() => formatCheckpoint(parts)).toThrow(TypeError);
  });
});
