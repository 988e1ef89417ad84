/** Name of the parameter of a worker's address that says when its life ends, as an ISO 8601 instant. */
const UNTIL = "until";

/** The address a worker is registered under: it says itself when its life ends, so that whoever finds it can tell. */
export function addressOfWorker(script: string, until: string): string {
  return `${script}?${new URLSearchParams({ [UNTIL]: until })}`;
}

/**
 * Whether the life of the worker at an address is over at `now`, in milliseconds since 1970; one whose address does not say when it
 * ends has none.
 */
export function isWorkerOver(address: string, now: number): boolean {
  const until = Date.parse(new URL(address).searchParams.get(UNTIL) ?? "");
  return !(now < until);
}
