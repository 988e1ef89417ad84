import type * as shapes from "@avow/contract/shapes";
import { buildBundle } from "@avow/policy";
import type { z } from "zod";
import type { Context } from "../context.ts";

/** Whether the folder the service was started with holds another version than the one in force, which it does not change. */
export async function getFolderState({
  readFolder,
  version,
}: Context): Promise<z.infer<typeof shapes.FolderState>> {
  const source = await readFolder();
  const built = source === null ? null : buildBundle(source);
  const inFolder = built?.ok ? built.version : null;
  return { version: inFolder, differs: inFolder !== version };
}
