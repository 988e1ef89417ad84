import { type LookupAddress, lookup } from "node:dns";
import { Agent } from "node:https";
import type { LookupFunction } from "node:net";
import { isPrivateAddress } from "./subscription.ts";

/**
 * Looks a name up, and refuses it when any of its addresses is private: a name that was harmless when it was given may lead
 * elsewhere when it is used.
 */
export const lookUpPublic: LookupFunction = (hostname, options, done) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    const [first] = addresses ?? [];
    if (error !== null) return done(error, "", 0);
    if (first === undefined || addresses.some(isPrivate))
      return done(Object.assign(new Error("private address"), { code: "EPRIVATE" }), "", 0);
    if (options.all === true) return done(null, addresses);
    done(null, first.address, first.family);
  });
};

function isPrivate({ address }: LookupAddress): boolean {
  return isPrivateAddress(address);
}

/** Connections to the open network alone. */
export function createPublicAgent(): Agent {
  return new Agent({ keepAlive: true, maxSockets: 16, lookup: lookUpPublic });
}
