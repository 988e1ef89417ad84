import type { ConsentPlan, PlannedHost } from "@avow/policy";

/** What the plan declares of the host of an address, with its port or without. */
export function findHost({ hosts }: ConsentPlan, url: URL | null): PlannedHost | undefined {
  return hosts.find(({ name }) => name === url?.hostname || name === url?.host);
}

/** An address as a URL; `null` for what is none, such as `inline`. */
export function parseAddress(address: string, base?: string): URL | null {
  try {
    return new URL(address, base);
  } catch {
    return null;
  }
}
