import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { connect, startEmbedded } from "@avow/postgres";
import { createService, dataPaths, readConfig } from "@avow/service";
import { getRequestListener } from "@hono/node-server";
import { loadIndexPolicy } from "../support/index-policy.ts";

/** What a started service says of itself, as one line of JSON. */
export interface Started {
  readonly port: number;
  readonly postmaster: number;
  readonly operatorToken: string | null;
}

/** The whole service with its own, syncing PostgreSQL, for a process that will be killed. Its pages are left out. */
export async function runService(o: {
  readonly dataDir: string;
  readonly mail: string;
  /** Added to the machine's clock. */
  readonly aheadMs: number;
}): Promise<void> {
  const read = readConfig({ AVOW_DATA: o.dataDir, AVOW_SMTP_URL: o.mail });
  if (!read.ok) throw new Error(JSON.stringify(read.faults));
  const report = (error: unknown): void => void process.stderr.write(`${String(error)}\n`);
  const embedded = await startEmbedded({ dataDir: dataPaths(o.dataDir).postgres });
  const service = await createService({
    readFolder: loadIndexPolicy,
    config: read.config,
    store: connect({ url: embedded.url, poolSize: 16, onIdleError: report }),
    now: () => new Date(Date.now() + o.aheadMs),
    report,
    mountPages: () => {},
  });
  const server = createServer(getRequestListener(service.app.fetch)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const operatorToken = await service.firstOperatorToken();
  const started: Started = { port, postmaster: embedded.pid, operatorToken };
  process.stdout.write(`${JSON.stringify(started)}\n`);
}
