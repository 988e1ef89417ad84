import { Fault } from "@avow/postgres";

/** What became of one request. `unsent` never left; of one that is `unanswered` nobody knows whether it was carried out. */
export type Posted =
  | { readonly kind: "answered"; readonly status: number; readonly text: string }
  | { readonly kind: "unsent"; readonly why: string }
  | { readonly kind: "unanswered"; readonly why: string };

export interface PostRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Less than the 20 s within which a channel answers. */
const TIMEOUT_MS = 15_000;
/** No answer of a provider is longer; more of one is not read. */
const LONGEST_ANSWER = 64 * 1024;

/** Codes of connections that were never made, so that nothing can have been carried out. */
export const NEVER_CONNECTED = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "CERT_HAS_EXPIRED",
  "ERR_TLS_CERT_ALTNAME_INVALID",
]);

/** Posts once; follows no redirect and never rejects. `why` holds an error's code, and nothing of the request. */
export async function post(request: PostRequest, timeoutMs = TIMEOUT_MS): Promise<Posted> {
  try {
    const response = await fetch(request.url, {
      method: "POST",
      headers: request.headers,
      body: request.body,
      redirect: "manual",
      signal: AbortSignal.timeout(timeoutMs),
    });
    return { kind: "answered", status: response.status, text: await readSome(response) };
  } catch (error) {
    const code = codeOf(error);
    return NEVER_CONNECTED.has(code)
      ? { kind: "unsent", why: `it could not be reached (${code})` }
      : { kind: "unanswered", why: `it did not answer (${code})` };
  }
}

async function readSome(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > LONGEST_ANSWER) break;
  }
  return text;
}

function codeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  if (cause instanceof Error && "code" in cause && typeof cause.code === "string") return cause.code;
  return cause instanceof Error && cause.name === "TimeoutError" ? "ETIMEDOUT" : "ECONNECTION";
}

/** An answer's JSON object; empty where it is none. */
export function readAnswer(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

/** Whether a status leaves open if the request was carried out: the server broke down on it. 503 says that it was not taken. */
export function isUncertain(status: number): boolean {
  return status >= 500 && status !== 503;
}

/** A member of an answer as a code to repeat: a provider's words may quote the number they are about. */
export function codeIn(answer: Readonly<Record<string, unknown>>, member: string): string {
  const value = answer[member];
  const code = typeof value === "number" ? String(value) : value;
  return typeof code === "string" && /^[A-Za-z][A-Za-z0-9_.]{0,63}$|^\d{1,8}$/.test(code) ? code : "none";
}

/**
 * Requires an address to be HTTPS, or on this machine.
 * @throws {Fault} `endpoint-insecure`
 */
export function requireSafeEndpoint(url: string): URL {
  const parsed = new URL(url);
  const isLocal = ["localhost", "127.0.0.1", "[::1]"].includes(parsed.hostname);
  if (parsed.protocol === "https:" || (parsed.protocol === "http:" && isLocal)) return parsed;
  throw new Fault({
    code: "endpoint-insecure",
    message: "a provider is reached over HTTPS alone",
    help: "give an address that begins with `https://`",
  });
}
