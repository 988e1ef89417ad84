import { PROBLEMS, type ProblemCode, type ProblemDetails } from "@avow/contract";
import type { Refusal } from "@avow/policy";
import { asFault, Fault } from "@avow/postgres";

/** What a problem may say beside its code; never a value that was sent. */
type Extras = Omit<ProblemDetails, "type" | "title" | "status" | "code">;

/** An expected answer that is not the one asked for. Thrown by commands, turned into RFC 9457 at the edge. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  readonly details: ProblemDetails;

  constructor(code: ProblemCode, extras: Extras) {
    super(extras.detail);
    const { status, title } = PROBLEMS[code];
    this.details = { type: `urn:avow:problem:${code}`, title, status, code, ...extras };
  }
}

/** A name somebody sent, made safe to repeat: it could have been a value in the wrong place. */
export function nameForMessage(name: string): string {
  return /^[A-Za-z0-9_.-]{1,64}$/.test(name) ? name : "(a name that is not an identifier)";
}

/** A refusal of the gate as a problem: the clause, the reason in every language, and what would lift it. */
export function refusalProblem(
  refusal: Refusal,
  receipt?: { readonly id: string; readonly index: number },
): ProblemError {
  return new ProblemError("refused", {
    detail: refusal.reason.en ?? Object.values(refusal.reason)[0] ?? refusal.code,
    clause: refusal.clause,
    reason: { ...refusal.reason },
    remedy: refusal.remedy === null ? null : { ...refusal.remedy },
    source: refusal.source,
    ...(receipt === undefined ? {} : { receipt }),
  });
}

/** The answer to anything thrown. Faults keep their message; anything else says only that it broke, and is told to `report`. */
export function problemResponse(error: unknown, report: (error: unknown) => void): Response {
  const details = toDetails(error, report);
  return new Response(JSON.stringify(details), {
    status: details.status,
    headers: {
      "content-type": "application/problem+json",
      "cache-control": "no-store",
      ...(details.status === 202 || details.status === 503 ? { "retry-after": "1" } : {}),
    },
  });
}

function toDetails(error: unknown, report: (error: unknown) => void): ProblemDetails {
  if (error instanceof ProblemError) return error.details;
  report(error);
  const fault = asFault(error);
  if (fault instanceof Fault) {
    const code = faultCode(fault);
    const help = fault.retryable
      ? "what was not acknowledged was done whole or not at all; look before you try again"
      : fault.help;
    return new ProblemError(code, {
      detail: code === "fault" ? PROBLEMS.fault.title : fault.message,
      ...(help === undefined ? {} : { help }),
    }).details;
  }
  return new ProblemError("fault", { detail: "nothing was done that was not acknowledged" }).details;
}

function faultCode(fault: Fault): ProblemCode {
  return fault.code === "store-unreachable" || fault.code === "disk-full" || fault.code === "ledger-stopped"
    ? fault.code
    : "fault";
}
