import { createHash, timingSafeEqual } from "node:crypto";
import { bearerOf } from "../accounts/sessions.ts";
import type { Authenticate } from "./mount.ts";
import { ProblemError } from "./problem.ts";

/** Callers that hold the site key: the company's own portal, from its server. */
export function authenticateSite(siteKey: string): Authenticate<"site"> {
  const wanted = digest(siteKey);
  return (http) => {
    if (timingSafeEqual(wanted, digest(bearerOf(http)))) return "site";
    throw new ProblemError("site-key-wrong", {
      detail: "this route is for the company's own site",
      help: "send the site key as a bearer token, from a server and never from a page",
    });
  };
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

/** Everyone may call. */
export const anyone: Authenticate<null> = () => null;
