import { STORAGE_KINDS } from "@avow/policy";
import { z } from "zod";
import { route } from "./route.ts";
import { Instant } from "./shapes.ts";

const Hash = z.string().regex(/^[0-9a-f]{64}$/);

export const DeviceChoiceBody = z.strictObject({
  /** The choice this one replaces, if any. */
  previous: z.uuid().nullable(),
  /** An explicit yes or no for every purpose the plan asks about; another set is refused. */
  choices: z.record(z.string().max(64), z.boolean()),
  /** Hash of the exact words shown, and the version whose rules they were. */
  wording: Hash,
  policy: Hash,
  language: z.string().max(16),
  /** Where the browser itself refused. */
  signal: z.enum(["gpc", "dnt"]).nullable(),
  /** Name in the register of the necessary cookie that keeps the choice on the device; the record ends with its life. */
  cookie: z.string().max(256),
  /** The same try again has the same key, and is kept once. */
  key: z.uuid(),
});

/** Names of what a page met and the policy does not declare; no value ever. */
export const Observation = z.strictObject({
  kind: z.enum([...STORAGE_KINDS, "host"]),
  name: z.string().max(256),
});

export const deviceRoutes = {
  /**
   * Keeps the choice of a visitor without an account. Problems: `wording-changed` where words or version are not those in
   * force, unless the words are the same; `body-malformed` where a purpose is missing, unknown or chosen against the browser's
   * own refusal, or the register has no such cookie; `refused` where the policy does not permit it.
   */
  chooseOnDevice: route({
    method: "POST",
    path: "/v1/device-choices",
    caller: "site",
    status: 201,
    body: DeviceChoiceBody,
    answer: z.object({
      id: z.uuid(),
      at: Instant,
      choices: z.record(z.string(), z.boolean()),
      /** Place of the record's commitment in the log. */
      index: z.int().nonnegative(),
    }),
  }),
  /** The record of a choice, for who holds its id: what was shown and chosen, with its receipt. */
  deviceChoice: route({
    method: "GET",
    path: "/v1/device-choices/:id",
    caller: "site",
    status: 200,
    body: null,
    answer: z.object({
      id: z.uuid(),
      at: Instant,
      choices: z.record(z.string(), z.boolean()),
      wording: Hash,
      policy: Hash,
      language: z.string(),
      signal: z.enum(["gpc", "dnt"]).nullable(),
      current: z.boolean(),
      /** The receipt file, when a checkpoint covers it. */
      receipt: z.string().nullable(),
    }),
  }),
  observe: route({
    method: "POST",
    path: "/v1/observations",
    caller: "site",
    status: 202,
    body: z.strictObject({ observations: z.array(Observation).max(200) }),
    answer: z.object({ kept: z.int().nonnegative() }),
  }),
  /** Drift between the policy and what pages met: names that the version in force does not declare. */
  drift: route({
    method: "GET",
    path: "/console/api/drift",
    caller: "operator",
    status: 200,
    body: null,
    answer: z.array(
      z.object({
        kind: Observation.shape.kind,
        name: z.string(),
        firstSeen: Instant,
        lastSeen: Instant,
        /** Pages that were told of; a site under load tells of fewer than there were. */
        times: z.int().positive(),
      }),
    ),
  }),
};
