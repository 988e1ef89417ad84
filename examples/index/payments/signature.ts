import { createHmac, timingSafeEqual } from "node:crypto";

/** The header that carries a notice's signature: `t=<milliseconds since 1970>,d=<delivery>,v1=<hexadecimal>`. */
export const SIGNATURE_HEADER = "payment-signature";

/** How far a notice's time may lie from ours, before and after. */
export const WINDOW_MS = 300_000;

/** One attempt to deliver one notice. */
export interface Delivery {
  readonly body: string;
  readonly at: Date;
  /** Of this attempt alone: sixteen hexadecimal digits. */
  readonly delivery: string;
}

/** Signs a delivery: HMAC-SHA-256 over its time, itself and its body, with dots between (RFC 2104), under the secret both sides hold. */
export function makeSignature(secret: string, { body, at, delivery }: Delivery): string {
  const hex = digest(secret, `${at.getTime()}.${delivery}.${body}`).toString("hex");
  return `t=${at.getTime()},d=${delivery},v1=${hex}`;
}

const SHAPE = /^t=(\d{1,15}),d=([0-9a-f]{16}),v1=([0-9a-f]{64})$/;

/** Holds a signature against a body. The comparison takes as long for a near miss as for a far one. */
export function checkSignature(
  secret: string,
  signed: { readonly signature: string | null; readonly body: string; readonly now: Date },
): "good" | "unsigned" | "forged" | "stale" {
  if (signed.signature === null) return "unsigned";
  const [, at, delivery, hex] = SHAPE.exec(signed.signature) ?? [];
  if (at === undefined || delivery === undefined || hex === undefined) return "forged";
  const wanted = digest(secret, `${at}.${delivery}.${signed.body}`);
  if (!timingSafeEqual(wanted, Buffer.from(hex, "hex"))) return "forged";
  return Math.abs(signed.now.getTime() - Number(at)) > WINDOW_MS ? "stale" : "good";
}

function digest(secret: string, text: string): Buffer {
  return createHmac("sha256", secret).update(text).digest();
}
