const MOST = 64;

/**
 * A name with every part of it that looks like a value replaced by `#`: an address, numbers of four digits and more, hashes,
 * identifiers, long runs, and anything outside printable ASCII. What is masked once stays as it is.
 */
export function maskName(name: string): string {
  if (/@|%40/.test(name)) return "#";
  const masked = name
    .replace(/[^!-~]+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi, "#")
    .replace(/[A-Za-z0-9]+/g, (run) => (looksLikeValue(run) ? "#" : run))
    .replace(/#(?:[-_.:~+=/%]*#)+/g, "#");
  return masked.length > MOST ? `${masked.slice(0, MOST - 1)}#` : masked;
}

function looksLikeValue(run: string): boolean {
  const digits = run.replace(/\D/g, "").length;
  return digits > 3 || run.length > 24 || (run.length > 7 && (digits > 0 || /^[a-f]+$/i.test(run)));
}
