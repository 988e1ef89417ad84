import type { Authenticate } from "../http/mount.ts";
import { ProblemError } from "../http/problem.ts";

const READING = new Set(["GET", "HEAD"]);

/**
 * Lets a request that changes something past only when a page of this very site made it, as the browser itself says: a
 * page elsewhere can send an operator's cookie along, but can forge neither header. It must also be JSON, which no form
 * of another site can send.
 * @throws {ProblemError} `origin-wrong`
 */
export function sameOrigin(consoleUrl: string): Authenticate<null> {
  const ours = new URL(consoleUrl).origin;
  return (http) => {
    if (READING.has(http.req.method)) return null;
    const site = http.req.header("sec-fetch-site");
    const ownPage = site === undefined ? http.req.header("origin") === ours : site === "same-origin";
    const json = /^application\/json\s*(;|$)/i.test(http.req.header("content-type") ?? "");
    if (ownPage && json) return null;
    throw new ProblemError("origin-wrong", {
      detail: ownPage
        ? "the console takes `application/json` only"
        : "the console takes changes from its own pages only",
      help: `open the console at ${ours}`,
    });
  };
}
