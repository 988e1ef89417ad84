import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { connect, startEmbedded } from "@avow/postgres";
import { createService, readConfig } from "@avow/service";
import { getRequestListener } from "@hono/node-server";
import { createEmailChannel } from "../../packages/service/channels/email-channel.ts";
import { messageKind } from "../../packages/service/contact/message-kind.ts";
import { createContext } from "../../packages/service/create-context.ts";
import { createSender } from "../../packages/service/notices/sender.ts";
import { openDkim } from "../../packages/service/open-channels.ts";
import { loadIndexPolicy } from "../support/index-policy.ts";
import { runScript } from "../support/script.ts";

/** What a part is told of the others. */
export interface Place {
  readonly dataDir: string;
  /** Of the mail server. */
  readonly mail: string;
}

/** What a part does: be the database; be the whole service; only send, as another worker. */
export type Duty =
  | { readonly kind: "database"; readonly port: number | null }
  | { readonly kind: "service"; readonly url: string; readonly port: number | null }
  | {
      readonly kind: "worker";
      readonly url: string;
      /** After how long what may not have arrived is sent again; `null` for never. */
      readonly windowHours: number | null;
      /** How far its clock is ahead of the machine's. */
      readonly aheadMs: number;
    };

/** A process of its own. */
export interface Part {
  /** What it said when it had started, as JSON: the database its address and process, the service a {@link Served}. */
  readonly said: string;
  /** kill -9 */
  kill(): Promise<void>;
}

/** Where the console of a service is, and what makes its first operator. */
export interface Served {
  readonly port: number;
  readonly operatorToken: string | null;
}

/** Starts a part; it works when this fulfils. */
export async function startPart(place: Place, duty: Duty): Promise<Part> {
  const script = runScript(
    `import { runPart } from ${JSON.stringify(import.meta.url)};
     await runPart(${JSON.stringify(place)}, ${JSON.stringify(duty)});`,
    { cwd: import.meta.dirname },
  );
  const said = await script.nextLine();
  return { said, kill: () => script.kill() };
}

/** What the process does, for as long as it is let. */
export async function runPart(place: Place, duty: Duty): Promise<void> {
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  if (duty.kind === "database") {
    const dataDir = join(place.dataDir, "postgres");
    const { pid, url, port } = await startEmbedded({
      dataDir,
      ...(duty.port === null ? {} : { port: duty.port }),
    });
    say(JSON.stringify({ pid, url, port }));
    return;
  }
  if (duty.kind === "service") say(JSON.stringify(await runService(place, duty)));
  else {
    await runWorker(place, duty);
    say("works");
  }
}

function configOf({ dataDir, mail }: Place, url: string) {
  const read = readConfig({
    AVOW_DATA: dataDir,
    AVOW_SMTP_URL: mail,
    AVOW_DKIM_DOMAIN: "index.example",
    DATABASE_URL: url,
  });
  if (!read.ok) throw new Error(JSON.stringify(read.faults));
  return read.config;
}

function report(error: unknown): void {
  process.stderr.write(`${String(error)}\n`);
}

async function runService(
  place: Place,
  { url, port }: Extract<Duty, { readonly kind: "service" }>,
): Promise<Served> {
  const service = await createService({
    readFolder: loadIndexPolicy,
    config: configOf(place, url),
    store: connect({ url, poolSize: 16, onIdleError: report }),
    now: () => new Date(),
    report,
    mountPages: () => {},
  });
  const server = createServer(getRequestListener(service.app.fetch)).listen(port ?? 0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address() as AddressInfo;
  return { port: address.port, operatorToken: await service.firstOperatorToken() };
}

async function runWorker(place: Place, o: Extract<Duty, { readonly kind: "worker" }>): Promise<void> {
  const config = configOf(place, o.url);
  const { dataDir, publicUrl, consoleUrl } = config;
  const { governing } = await createContext({
    readFolder: loadIndexPolicy,
    store: connect({ url: o.url, poolSize: 16, onIdleError: report }),
    dataDir,
    publicUrl,
    consoleUrl,
    now: () => new Date(Date.now() + o.aheadMs),
    report,
  });
  const email = createEmailChannel({
    url: place.mail,
    sender: () => ({ name: "Index", address: "hello@index.example" }),
    publicUrl,
    dkim: await openDkim(config),
    inboundDomain: null,
  });
  const repeat = o.windowHours === null ? messageKind.repeat : { windowHours: o.windowHours };
  const kinds = new Map([[messageKind.name, { ...messageKind, repeat }]]);
  createSender({ governing, kinds, channels: { email }, report }).start();
}
