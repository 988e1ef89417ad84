/**
 * Where the privacy centre, which a site passes through under its own address, serves what push notifications need: the script that
 * makes forms for them work (`enhancePush` of `@avow/kit`), to be loaded as a module.
 */
export const PUSH_SCRIPT = "/privacy/assets/turn-on-push.js";

/** The address of the register's service worker, by its name there. */
export function addressOfPushWorker(name: string): string {
  return `/privacy/worker/${name}.js`;
}
