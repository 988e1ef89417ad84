import { isAmount, type Notice, type PaymentPort } from "./port.ts";
import { checkSignature, WINDOW_MS } from "./signature.ts";

const MEMBERS = ["amount", "event", "order", "outcome", "reference"];
/** The provider's own identities: never digits alone, as a card number is. */
const IDENTITY = /^(?=.*[a-z])[a-z0-9_-]{8,64}$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Reads notices: the signature first, then the shape, which takes five members and no others, so that nothing a provider
 * should not have sent, as a card number, gets any further (2.1.4). The very same delivery is not taken twice within the
 * window in which it would not be stale; over processes and restarts it is the event's identity that makes it one.
 */
export function createNoticeReader(o: {
  readonly secret: string;
  readonly now: () => Date;
}): PaymentPort["readNotice"] {
  const seen = new Map<string, number>();
  return (signature, body) => {
    const now = o.now();
    const checked = checkSignature(o.secret, { signature, body, now });
    if (checked !== "good") return { fault: checked };
    for (const [past, at] of seen) if (now.getTime() - at > 2 * WINDOW_MS) seen.delete(past);
    if (seen.has(signature ?? "")) return { fault: "replayed" };
    seen.set(signature ?? "", now.getTime());
    const notice = parseNotice(body);
    return notice === null ? { fault: "malformed" } : { notice };
  };
}

function parseNotice(body: string): Notice | null {
  const parsed = parseObject(body);
  if (parsed === null || Object.keys(parsed).sort().join() !== MEMBERS.join()) return null;
  const { amount, event, order, outcome, reference } = parsed;
  if (!isIdentity(event) || !isIdentity(reference) || !isAmount(amount)) return null;
  if (typeof order !== "string" || !UUID.test(order)) return null;
  if (outcome !== "paid" && outcome !== "failed") return null;
  return { amount, event, order, outcome, reference };
}

function parseObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}

function isIdentity(value: unknown): value is string {
  return typeof value === "string" && IDENTITY.test(value);
}
