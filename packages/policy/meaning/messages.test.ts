import { describe, expect, it } from "vitest";
import { loadIndexPolicy } from "../../../tests/support/index-policy.ts";
import { buildBundle } from "../build.ts";
import type { Bundle } from "../bundle.ts";
import { listWiderMessages } from "./messages.ts";

/** The Index policy with its bounds on messages changed. */
async function indexWith(change: (bounds: Bounds) => void): Promise<Bundle> {
  const { model, words } = await loadIndexPolicy();
  const changed = structuredClone(model) as Bounds;
  change(changed);
  const built = buildBundle({ model: changed, words });
  if (!built.ok) throw new Error(built.diagnostics.map(({ message }) => message).join("; "));
  return built.bundle;
}

interface Bounds {
  readonly purposes: { readonly marketing: { pace: { readonly most: number } } };
  readonly products: { distance: number };
}

describe("more messages than before", () => {
  it("[P390] are named with their purposes, and said in each language; fewer are not", async () => {
    const before = await indexWith(() => {});
    const after = await indexWith(({ purposes }) => {
      const { marketing } = purposes;
      marketing.pace = { ...marketing.pace, most: 6 };
    });
    const [wider, ...others] = listWiderMessages(before, after);
    expect(others).toEqual([]);
    expect(wider?.purpose).toBe("marketing");
    expect(wider?.sentences[0]?.en).toMatch(/at most 4 messages .* at most 6 messages/);
    expect(wider?.sentences[0]?.zh).toMatch(/至多4条.*至多6条/);
    expect(listWiderMessages(after, before)).toEqual([]);
    expect(listWiderMessages(before, before)).toEqual([]);
  });

  it("[P390] are so for every purpose that follows from purchases, where more is recent or similar", async () => {
    const before = await indexWith(() => {});
    const after = await indexWith(({ products }) => {
      products.distance = 2;
    });
    expect(listWiderMessages(before, after).map(({ purpose }) => purpose)).toEqual([
      "marketing",
      "partner-marketing",
    ]);
    for (const { sentences } of listWiderMessages(before, after)) expect(sentences).toHaveLength(1);
    expect(listWiderMessages(after, before)).toEqual([]);
  });
});
