const HOUR_MS = 3_600_000;
const NOON_UTC_HOUR = 4;

/**
 * What is to be added to the machine's clock so that it is about noon in Hangzhou, where the Index policy has its quiet hours, whenever
 * a test is run: whole hours within the present UTC day. Every process of one test is given the same.
 */
export function daytimeOffsetMs(): number {
  return (NOON_UTC_HOUR - new Date().getUTCHours()) * HOUR_MS;
}
