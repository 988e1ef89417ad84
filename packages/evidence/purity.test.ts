import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const here = new URL(".", import.meta.url);
const sources = readdirSync(here).filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"));

describe("purity", () => {
  it.each(sources)("[E34] `%s` imports only its own room and @noble, and names nothing impure", (name) => {
    const source = readFileSync(new URL(name, here), "utf8");
    const imports = [...source.matchAll(/from "([^"]+)"/g)].map(([, from = ""]) => from);
    for (const from of imports)
      expect(from).toMatch(/^(\.\/[a-z-]+\.ts|@noble\/(hashes|curves)\/[a-z0-9]+\.js)$/);
    const code = source.replaceAll(/\/\*[\s\S]*?\*\//g, "");
    expect(code).not.toMatch(
      /\b(Date|Buffer|process|fetch|document|window|console|performance|crypto)\b|Math\.random|import\(/,
    );
  });
});
