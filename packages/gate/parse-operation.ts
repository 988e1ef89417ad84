import { ACTIONS, type Action, type Operation } from "@avow/policy";
import { shown, type Why } from "./reasons.ts";

/** The key that says what an action is done through, to or with; each action has its own, or none. */
export type ObjectKey = "form" | "channel" | "recipient" | "key";

/** The key each action demands; every other object key must be absent. */
export const OBJECT_KEYS: Readonly<Record<Action, ObjectKey | null>> = {
  collect: "form",
  use: null,
  contact: "channel",
  disclose: "recipient",
  transfer: "recipient",
  publish: null,
  store: "key",
  release: null,
  keep: null,
  erase: null,
};

export type ParsedOperation =
  | { readonly ok: true; readonly operation: Operation }
  | { readonly ok: false; readonly why: Why };

const MOST_DATA = 1000;
const ALL_OBJECT_KEYS = ["form", "channel", "recipient", "key"] as const;
const KNOWN_KEYS: ReadonlySet<string> = new Set(["action", "by", "purpose", "data", ...ALL_OBJECT_KEYS]);

/**
 * Checks that any value has the shape of an operation, and copies it: the copy is frozen, has no accessors and cannot
 * change after it was judged. Only own enumerable properties are read, each once. Names are not looked up in a policy; that is for
 * the gate. Never throws: a value that throws when it is read is malformed.
 */
export function parseOperation(input: unknown): ParsedOperation {
  try {
    return readOperation(input);
  } catch {
    return malformed("operation");
  }
}

function readOperation(input: unknown): ParsedOperation {
  if (typeof input !== "object" || input === null) return malformed("operation");
  const keys = new Map<string, unknown>(Object.entries(input));
  const action = keys.get("action");
  if (typeof action !== "string") return malformed("operation.action");
  if (!isAction(action)) return { ok: false, why: { code: "action-unknown", name: shown(action) } };
  const by = keys.get("by");
  if (typeof by !== "string") return malformed("operation.by");
  const purpose = keys.get("purpose");
  if (typeof purpose !== "string") return malformed("operation.purpose");
  const data = readData(keys.get("data"));
  if (data === null || (data.length === 0 && action !== "store")) return malformed("operation.data");

  const objects: { [K in ObjectKey]?: string } = {};
  for (const key of ALL_OBJECT_KEYS) {
    const value = keys.get(key);
    if (key !== OBJECT_KEYS[action] && value === undefined) continue;
    if (key !== OBJECT_KEYS[action] || typeof value !== "string") return malformed(`operation.${key}`);
    objects[key] = value;
  }
  const unknown = [...keys.keys()].find((key) => !KNOWN_KEYS.has(key));
  if (unknown !== undefined) return malformed(shown(`operation.${unknown}`) ?? "operation");

  return { ok: true, operation: Object.freeze({ action, by, purpose, data, ...objects }) };
}

function readData(input: unknown): readonly string[] | null {
  if (!Array.isArray(input) || input.length > MOST_DATA) return null;
  const data: unknown[] = Array.from({ length: input.length }, (_, at) => input[at]);
  if (!data.every((path) => typeof path === "string") || new Set(data).size !== data.length) return null;
  return Object.freeze(data);
}

function isAction(name: string): name is Action {
  return (ACTIONS as readonly string[]).includes(name);
}

function malformed(part: string): { readonly ok: false; readonly why: Why } {
  return { ok: false, why: { code: "malformed", part } };
}
