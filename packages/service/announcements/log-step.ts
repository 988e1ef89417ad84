import { createHash } from "node:crypto";
import { canonicalJson, publicLeaf } from "@avow/evidence";
import type { Tx } from "@avow/postgres";
import type { Context } from "../context.ts";
import type { Wording } from "./require-fit.ts";
import type { SubjectKind } from "./subject.ts";

/** A step in the life of an announcement, as everyone can read it in the log; it says nothing of who took it. */
export interface Step {
  readonly kind: "announcement-refused" | "announcement-published" | "announcement-withdrawn";
  readonly clause: string;
  /** `null` for what was refused before it was kept. */
  readonly announcement: string | null;
  readonly subject: { readonly kind: SubjectKind; readonly id: string };
  readonly rehearsal: boolean;
  /** Facts of this kind of step; never about a person. */
  readonly facts: Readonly<Record<string, string | number>>;
}

/** Enters a step into the log in clear; returns the entry's id. */
export async function logStep({ ledger, now }: Context, tx: Tx, step: Step): Promise<string> {
  return ledger.append(tx, publicLeaf({ v: 1, ...step, at: inSeconds(now()) }));
}

/** Identity of what was said: SHA-256 of its canonical JSON, hexadecimal. */
export function hashWording({
  reason,
  title,
  elements,
}: Pick<Wording, "reason" | "title" | "elements">): string {
  return createHash("sha256").update(canonicalJson({ reason, title, elements })).digest("hex");
}

/** An instant in UTC, to the second. */
export function inSeconds(at: Date): string {
  return `${at.toISOString().slice(0, 19)}Z`;
}
