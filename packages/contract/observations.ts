import type { ConsentPlan, StorageKind } from "@avow/policy";

/** Something a page met: a name kept on the device, or a host that was reached or stopped on the way. Never a value. */
export interface Observed {
  readonly kind: StorageKind | "host";
  readonly name: string;
}

/** Whether the policy declares what was met, by its name or by the beginning of it; a name may be masked already. */
export function isDeclared({ keys, hosts }: Pick<ConsentPlan, "keys" | "hosts">, met: Observed): boolean {
  if (met.kind === "host") return hosts.some(({ name }) => name === met.name || maskName(name) === met.name);
  return keys.some(
    ({ kind, name, prefix }) =>
      kind === met.kind &&
      (name === met.name || maskName(name) === met.name || (prefix && met.name.startsWith(name))),
  );
}

const LONGEST = 64;

/**
 * A name with every part of it that looks like a value replaced by `#`: an address, numbers of four digits and more, hashes,
 * identifiers, long runs, and anything outside printable ASCII. What is masked once stays as it is.
 * @example maskName("_hjSession_481516") // => "_hjSession_#"
 */
export function maskName(name: string): string {
  if (/@|%40/.test(name)) return "#";
  const masked = name
    .replace(/[^!-~]+/g, "#")
    .replace(/[A-Za-z0-9]+/g, (run) => (looksLikeValue(run) ? "#" : run))
    .replace(/#(?:[-_.:~+=/%]*#)+/g, "#");
  return masked.length > LONGEST ? `${masked.slice(0, LONGEST - 1)}#` : masked;
}

function looksLikeValue(run: string): boolean {
  const digits = run.replace(/\D/g, "").length;
  return digits > 3 || run.length > 24 || (digits > 0 && run.length > 7) || /^[0-9a-f]{8,}$/i.test(run);
}
