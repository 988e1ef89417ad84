import { readFileSync, writeFileSync } from "node:fs";
import { ARROWS, type Room } from "../arrows.ts";

const NAMES = ARROWS.map(({ folder }) => folder.slice(folder.lastIndexOf("/") + 1));

/** Globals a thinking room does without: each is a clock, a random source, the network, a file or the page. */
const IMPURE = [
  "process",
  "Buffer",
  "fetch",
  "XMLHttpRequest",
  "WebSocket",
  "crypto",
  "performance",
  "setTimeout",
  "setInterval",
  "setImmediate",
  "document",
  "window",
  "navigator",
  "localStorage",
  "sessionStorage",
  "console",
] as const;

/** The lint's overrides, one a room, as `biome.json` holds them. */
export function makeOverrides(rooms: readonly Room[]): unknown[] {
  return rooms.map((room) => ({
    includes: [`${room.folder}/**`, "!**/*.test.ts", "!**/fixtures.ts"],
    ...(room.thinks ? { plugins: ["./scripts/pure.grit"] } : {}),
    linter: { rules: { style: { noRestrictedImports: importsOf(room), ...globalsOf(room) } } },
  }));
}

function importsOf(room: Room): unknown {
  const granted = room.may.map((name) => `!${name}`);
  const patterns = [
    {
      group: ["@avow/*", "@avow/*/*", "avow", ...granted],
      message: `${room.folder} may not know this room; arrows.ts grants ${room.may.join(", ") || "nothing"}`,
    },
    {
      group: NAMES.flatMap((name) => [
        `../${name}/**`,
        `../../${name}/**`,
        `../../*/${name}/**`,
        `../../../*/${name}/**`,
      ]),
      message: "another room is imported by its package name, never by a path",
    },
    ...(room.thinks
      ? [
          {
            group: ["node:*", "fs", "crypto", "http", "https", "net", "os", "path"],
            message: "a thinking room is pure",
          },
        ]
      : []),
  ];
  return { level: "error", options: { patterns } };
}

function globalsOf(room: Room): object {
  if (!room.thinks) return {};
  const deniedGlobals = Object.fromEntries(IMPURE.map((name) => [name, "a thinking room is pure"]));
  return { noRestrictedGlobals: { level: "error", options: { deniedGlobals } } };
}

if (import.meta.main) {
  const config = JSON.parse(readFileSync("biome.json", "utf8"));
  const rest = (config.overrides ?? []).filter(
    (override: { includes: string[] }) => !isRoom(override.includes[0]),
  );
  config.overrides = [...rest, ...makeOverrides(ARROWS)];
  writeFileSync("biome.json", `${JSON.stringify(config, null, 2)}\n`);
}

function isRoom(include: string | undefined): boolean {
  return ARROWS.some(({ folder }) => include === `${folder}/**`);
}
