import type { Bundle, Operation } from "@avow/policy";
import { LANGUAGE, NAME } from "../people/contact-fields.ts";

/** The field a channel reaches people at; `undefined` where the policy declares none, or no such channel. */
export function findReach({ channels }: Bundle, channel: string): string | undefined {
  return Object.hasOwn(channels, channel) ? channels[channel]?.reach : undefined;
}

/** What the gate is asked before a person is contacted: for which purpose, through which channel, with which of their data. */
export function contactOperation(
  bundle: Bundle,
  { purpose, channel }: { readonly purpose: string; readonly channel: string },
): Operation {
  const reach = findReach(bundle, channel);
  const data = [NAME, LANGUAGE, ...(reach === undefined ? [] : [reach])];
  return { action: "contact", by: "operator", purpose, channel, data };
}
