const PARTS = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?$/;

/** Browsers keep no cookie for longer (RFC 6265bis §5.5). */
const LONGEST_MS = 400 * 86_400_000;

/**
 * When a cookie set at `from` ends that may live for an ISO 8601 duration of the policy, or as long as browsers let it; years and
 * months are the calendar's (UTC).
 */
export function endOfCookie(life: string, from: Date): Date {
  const [years = 0, months = 0, days = 0, hours = 0, minutes = 0] = (PARTS.exec(life)?.slice(1) ?? []).map(
    (part) => Number(part ?? 0),
  );
  const end = new Date(from);
  end.setUTCFullYear(end.getUTCFullYear() + years, end.getUTCMonth() + months);
  end.setTime(end.getTime() + ((days * 24 + hours) * 60 + minutes) * 60_000);
  return new Date(Math.min(end.getTime(), from.getTime() + LONGEST_MS));
}
