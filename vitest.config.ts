import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{packages,apps,examples,tests,bench,scripts}/**/*.test.ts"],
    globalSetup: ["tests/support/global-setup.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: "forks",
    // A module is loaded once for all files of a worker, not once for each: ours hold no state, and importing one does nothing.
    isolate: false,
    unstubGlobals: true,
    // One more than the cores this is meant for: some tests wait for a time that passes.
    maxWorkers: 3,
  },
});
