#!/usr/bin/env node
// Plain JavaScript on purpose: an old Node must be able to read this far and say what it needs.
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `avow needs Node 22.18 or newer and this is ${process.versions.node}\n` +
      "  help: run it as `npx avow` inside a project that ran `npm ci`; Avow installs its own Node\n",
  );
  process.exit(70);
}
await import("../avow.ts");
