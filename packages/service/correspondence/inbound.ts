import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { Fault } from "@avow/postgres";
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from "smtp-server";
import type { Incoming, Reception } from "./receive.ts";

/** Where mail comes in. */
export interface InboundOptions {
  readonly host: string;
  readonly port: number;
  /** Mail for it alone is taken: nothing is passed on. */
  readonly domain: string;
  /** Longest mail, in bytes. */
  readonly maxBytes: number;
  /** Files of a certificate and its key, in PEM; `null` to take mail in the clear alone. */
  readonly tls: { readonly certFile: string; readonly keyFile: string } | null;
  /** Told once a mail is whole; what it answers goes to the sender. */
  readonly receive: (incoming: Incoming) => Promise<Reception>;
  /** A whole mail may take so long; 5 minutes unless given. */
  readonly patienceMs?: number;
}

export interface Inbound {
  readonly port: number;
  /** Takes no more, and waits for what is under way. */
  stop(): Promise<void>;
}

const MOST_CLIENTS = 100;
const MOST_CLIENTS_OF_ONE = 20;
const MOST_RECIPIENTS = 20;
const MOST_MAILS_A_CLIENT = 1000;
const IDLE_MS = 60_000;
const PATIENCE_MS = 300_000;
const STOP_PATIENCE_MS = 20_000;
/** All that is on its way in at one moment, in mails of the longest size. */
const MOST_AT_ONCE = 8;

/**
 * A mail server for one domain. A mail is answered with 250 when it has been kept and not before; what cannot be kept now is answered with
 * 451, so that the sender's server keeps it and comes again.
 * @throws {Fault} `inbound-not-started`
 */
export async function startInbound(o: InboundOptions): Promise<Inbound> {
  const clients = new Map<string, number>();
  const mails = new WeakMap<SMTPServerSession, number>();
  const room = createRoom(o.maxBytes * MOST_AT_ONCE);
  const server = new SMTPServer({
    ...readTls(o),
    name: o.domain,
    banner: "Avow",
    size: o.maxBytes,
    disabledCommands: ["AUTH", ...(o.tls === null ? ["STARTTLS"] : [])],
    disableReverseLookup: true,
    maxClients: MOST_CLIENTS,
    maxRecipients: MOST_RECIPIENTS,
    socketTimeout: IDLE_MS,
    closeTimeout: STOP_PATIENCE_MS,
    onConnect: ({ remoteAddress }, done) => {
      const count = (clients.get(remoteAddress) ?? 0) + 1;
      clients.set(remoteAddress, count);
      done(count > MOST_CLIENTS_OF_ONE ? answer(421, "4.7.0 too many connections at once") : null);
    },
    onClose: ({ remoteAddress }) => {
      const count = (clients.get(remoteAddress) ?? 1) - 1;
      if (count > 0) clients.set(remoteAddress, count);
      else clients.delete(remoteAddress);
    },
    onMailFrom: (_address, session, done) => {
      const count = (mails.get(session) ?? 0) + 1;
      mails.set(session, count);
      done(count > MOST_MAILS_A_CLIENT ? answer(421, "4.7.0 too many mails over one connection") : null);
    },
    onRcptTo: ({ address }, _session, done) =>
      done(isOf(o.domain, address) ? null : answer(550, "5.7.1 mail for this domain is not taken here")),
    onData: (stream, session, done) => {
      const deadline = setTimeout(() => hangUp(server, session), o.patienceMs ?? PATIENCE_MS);
      take(o, room, stream, session)
        .then(
          (reception) => done(reception.kind === "taken" ? null : answer(reception.code, reception.why)),
          () => done(answer(451, "4.3.0 the mail was not received whole")),
        )
        .finally(() => clearTimeout(deadline));
    },
  });
  server.on("error", () => {}); // a client that went away; its mail was not answered for
  server.listen(o.port, o.host);
  try {
    await once(server.server, "listening");
  } catch (cause) {
    throw new Fault({
      code: "inbound-not-started",
      message: `no mail can be taken at \`${o.host}:${o.port}\``,
      help: "set AVOW_INBOUND_PORT to a port that is free and that this process may open",
      cause,
    });
  }
  const { port } = server.server.address() as AddressInfo;
  return { port, stop: () => new Promise((resolve) => server.close(() => resolve())) };
}

/** Receives one mail into memory, as far as there is room for it, and hands it on. */
async function take(
  o: InboundOptions,
  room: Room,
  stream: SMTPServerDataStream,
  { envelope }: SMTPServerSession,
): Promise<Reception> {
  const held = room.open();
  try {
    const chunks: Buffer[] = [];
    let isFull = false;
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      isFull ||= !held.take(chunk.length);
      if (isFull || stream.sizeExceeded) chunks.length = 0;
      else chunks.push(chunk);
    }
    if (stream.sizeExceeded)
      return { kind: "refused", code: 552, why: `5.3.4 a mail is at most ${o.maxBytes} bytes` };
    if (isFull)
      return { kind: "later", code: 451, why: "4.3.1 too much comes in at this moment, send it again later" };
    return await o.receive({
      sender: (envelope.mailFrom !== false && envelope.mailFrom.address) || null,
      recipients: envelope.rcptTo.map(({ address }) => address),
      raw: Buffer.concat(chunks),
    });
  } finally {
    held.close();
  }
}

/** Ends the connection of a sender that is too slow. */
function hangUp({ connections }: SMTPServer, session: SMTPServerSession): void {
  for (const connection of connections) if (connection.session === session) connection.close();
}

/** The memory that mails on their way in may take together. */
interface Room {
  open(): { take(bytes: number): boolean; close(): void };
}

function createRoom(bytes: number): Room {
  let free = bytes;
  return {
    open() {
      let taken = 0;
      return {
        take(more) {
          if (more > free) return false;
          free -= more;
          taken += more;
          return true;
        },
        close() {
          free += taken;
          taken = 0;
        },
      };
    },
  };
}

function isOf(domain: string, address: string): boolean {
  return address.slice(address.lastIndexOf("@") + 1).toLowerCase() === domain.toLowerCase();
}

function answer(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}

function readTls({ tls }: InboundOptions): { readonly cert?: Buffer; readonly key?: Buffer } {
  if (tls === null) return {};
  try {
    return { cert: readFileSync(tls.certFile), key: readFileSync(tls.keyFile) };
  } catch (cause) {
    throw new Fault({
      code: "inbound-not-started",
      message: `the certificate \`${tls.certFile}\` or its key \`${tls.keyFile}\` cannot be read`,
      help: "give AVOW_INBOUND_CERT and AVOW_INBOUND_KEY files in PEM that this process may read",
      cause,
    });
  }
}
