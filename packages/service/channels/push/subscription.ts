import { BlockList, isIP } from "node:net";
import { z } from "zod";

/** A key as the browser gives it: base64url of so many bytes. */
function key(bytes: number) {
  return z
    .string()
    .max(200)
    .regex(/^[A-Za-z0-9_-]+={0,2}$/)
    .refine((text) => Buffer.from(text, "base64url").length === bytes);
}

/** What a browser gives a site so that it can be reached (W3C Push API, `PushSubscription.toJSON()`). */
const Subscription = z.object({
  endpoint: z.string().max(2000),
  keys: z.object({ p256dh: key(65), auth: key(16) }),
  /** When it ends, in milliseconds since 1970; `null` where the browser does not say. */
  expirationTime: z.number().nullable().default(null),
});
export type Subscription = z.infer<typeof Subscription>;

/** Why a subscription ended: the push service knows it no more, or its time is over. */
export type EndOfSubscription = "gone" | "life-over";

/**
 * Reads a subscription as the browser wrote it; `null` where it is none, or would have this service ask a machine of its own
 * network: the endpoint is whatever the browser said.
 */
export function parseSubscription(text: string): Subscription | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const parsed = Subscription.safeParse(value);
  return parsed.success && isPublicEndpoint(parsed.data.endpoint) ? parsed.data : null;
}

function isPublicEndpoint(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  if (protocol !== "https:" || username !== "" || password !== "") return false;
  const host = hostname.replace(/^\[(.*)\]$/, "$1");
  if (isIP(host) !== 0) return !isPrivateAddress(host);
  return host.includes(".") && !/\.(local|localhost|internal|home\.arpa)\.?$/.test(host);
}

/** Addresses that are not of the open network (RFC 6890, RFC 4291); an IPv4 address within an IPv6 one is held against its own. */
const PRIVATE = makePrivate([
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
  ["::", 96],
  ["64:ff9b::", 96],
  ["64:ff9b:1::", 48],
  ["100::", 64],
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["fc00::", 7],
  ["fe80::", 10],
  ["ff00::", 8],
]);

function makePrivate(subnets: readonly (readonly [string, number])[]): BlockList {
  const list = new BlockList();
  for (const [net, prefix] of subnets) list.addSubnet(net, prefix, isIP(net) === 6 ? "ipv6" : "ipv4");
  return list;
}

/** Whether an IP address is of this machine, a local network or reserved. */
export function isPrivateAddress(address: string): boolean {
  return PRIVATE.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");
}
