import type * as shapes from "@avow/contract/shapes";
import type { z } from "zod";
import type { DnsRecord } from "../channels/dkim.ts";
import type { Channels } from "../channels/parcel.ts";

/** What is known of e-mail that leaves. */
export interface Outgoing {
  readonly channels: Channels;
  /** The address it is from. */
  readonly sender: string;
  /** Where answers and reports come in here; `null` where no mail does. */
  readonly inboundDomain: string | null;
  readonly dkim: { readonly domain: string; readonly record: DnsRecord } | null;
}

/** Where e-mail goes: to a mail server, with what its domains have to say in the DNS, or into the mailbox. */
export function describeMail({
  channels: { email },
  sender,
  inboundDomain,
  dkim,
}: Outgoing): z.infer<typeof shapes.Overview>["mail"] {
  if (email?.kind !== "sends") return { kind: "mailbox", server: null, dns: null };
  const from = domainOf(sender);
  return {
    kind: "smtp",
    server: email.through,
    dns: {
      from,
      returns: inboundDomain ?? from,
      inbound: inboundDomain !== null,
      dkim: dkim === null ? null : { ...dkim, aligned: isAligned(from, dkim.domain) },
    },
  };
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf("@") + 1).toLowerCase();
}

/** Whether one of two domains is the other or below it; what else may belong together (RFC 7489 §3.1.1) only a registry knows. */
function isAligned(from: string, signing: string): boolean {
  const [one, other] = [from.toLowerCase(), signing.toLowerCase()];
  return one === other || one.endsWith(`.${other}`) || other.endsWith(`.${one}`);
}
