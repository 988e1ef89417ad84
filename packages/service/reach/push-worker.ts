import { type Bundle, type Duration, startOfSpan } from "@avow/policy";

/** The service worker of the policy's register, which shows push notifications. */
export interface RegisteredWorker {
  readonly name: string;
  readonly purpose: string;
  readonly life: Duration;
}

/** The service worker of the register; `null` where it has none, and then nothing is pushed (2.2.4). */
export function findPushWorker({ storage }: Bundle): RegisteredWorker | null {
  const found = Object.entries(storage).find(([, { kind }]) => kind === "service-worker");
  if (found === undefined) return null;
  const [name, { purpose, life }] = found;
  return { name, purpose, life };
}

/** The last instant at which something that began at `from` has lived no longer than `life`. */
export function endOfLife(life: Duration, from: Date): Date {
  const began = from.getTime();
  const asLong = began + (began - startOfSpan(began, life));
  // Years and months are not all as long as the ones before.
  const beyond = startOfSpan(asLong, life) - began;
  return new Date(asLong - Math.max(0, beyond));
}
