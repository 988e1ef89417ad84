import { randomBytes } from "node:crypto";
import {
  connectPayments,
  createStandIn,
  NOTICES_PATH,
  type PaymentPort,
  type StandIn,
} from "@avow/example-index";
import type { Config } from "@avow/service";
import { listen } from "./listen.ts";

/** The stand-in for a payment provider, and the portal's line to it. */
export interface StartedPayments {
  readonly payments: PaymentPort;
  /** Where people reach it. */
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Starts the stand-in on this machine, whatever host the rest listens on. Key and secret are made anew with each start: it
 * keeps its payments in memory, so nothing of an earlier start is known to it either.
 */
export async function startPayments(
  config: Pick<Config, "paymentsPort" | "publicUrl">,
  report: (what: string) => void,
): Promise<StartedPayments> {
  let standIn: StandIn | null = null;
  const listening = await listen(
    (request) => standIn?.app.fetch(request) ?? new Response(null, { status: 503 }),
    "127.0.0.1",
    config.paymentsPort,
    "AVOW_PAYMENTS_PORT",
  );
  const [key, secret] = [randomBytes(32).toString("hex"), randomBytes(32).toString("hex")];
  const url = `http://localhost:${listening.port}`;
  const siteUrl = new URL(config.publicUrl).origin;
  const noticesTo = `${siteUrl}${NOTICES_PATH}`;
  const started = createStandIn({ publicUrl: url, key, secret, siteUrl, noticesTo, report });
  standIn = started;
  return {
    payments: connectPayments({
      providerUrl: `http://127.0.0.1:${listening.port}`,
      key,
      secret,
      siteUrl,
    }),
    url,
    async stop() {
      started.stop();
      await listening.stop();
    },
  };
}
