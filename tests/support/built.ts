import { access } from "node:fs/promises";
import { join } from "node:path";
import type { CentreOptions } from "@avow/centre";
import { buildCentre } from "@avow/centre";
import { buildConsole } from "@avow/console";
import { inject } from "vitest";
import { buildKit, type KitScripts } from "../../packages/kit/build.ts";

/**
 * What is built of the sources, once for each worker of a run, which has one file of tests at a time: no test waits again for what
 * another has had built. None may change what it is given. Tests of the building itself build for themselves.
 */
function builtFolder(): string {
  return join(inject("folder"), `built-${process.env.VITEST_POOL_ID}`);
}

/** The scripts of the privacy centre, as `createCentre` takes them. */
export function builtCentre(): Promise<CentreOptions["assets"]> {
  return buildCentre(join(builtFolder(), "centre"));
}

/** The folder with the pages of the console, as `createConsole` takes it. */
export async function builtConsole(): Promise<string> {
  const dir = join(builtFolder(), "console");
  await buildConsole(dir);
  return dir;
}

/** The scripts of the kit. Other than the two above it does not look whether its sources are still the same. */
export async function builtKit(): Promise<KitScripts> {
  const dir = join(builtFolder(), "kit");
  const scripts = { kit: join(dir, "avow-kit.js"), consent: join(dir, "avow-consent.js") };
  try {
    await Promise.all(Object.values(scripts).map((path) => access(path)));
    return scripts;
  } catch {
    return buildKit(dir);
  }
}

/** All that `avow start` builds, in the folder it looks into before it builds. */
export async function builtForStart(): Promise<string> {
  await Promise.all([builtCentre(), builtConsole()]);
  return builtFolder();
}
