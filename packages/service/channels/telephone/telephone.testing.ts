import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export const GATEWAY_SECRET = "a secret of at least thirty-two characters";

/** A call a stand-in took, as it was asked. */
type TakenCall = Readonly<Record<string, unknown>> & {
  readonly key: string;
  readonly report: { readonly url: string; readonly token: string };
};

export interface GatewayStandIn {
  readonly url: string;
  readonly taken: readonly TakenCall[];
  /** What it answers. */
  status: number;
  close(): Promise<void>;
}

/** A telephony gateway on this machine, which checks the signature with code of its own. */
export async function startGateway(): Promise<GatewayStandIn> {
  const taken: TakenCall[] = [];
  const gateway = { taken, status: 202 };
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    const [time = "", signature = ""] = String(request.headers["avow-signature"])
      .split(",")
      .map((part) => part.split("=")[1] ?? "");
    const right = createHmac("sha256", GATEWAY_SECRET).update(`${time}.${body}`).digest("hex");
    if (signature !== right) return void response.writeHead(401).end();
    if (gateway.status === 202) taken.push({ ...JSON.parse(body), key: request.headers["idempotency-key"] });
    response.writeHead(gateway.status).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return Object.assign(gateway, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/calls`,
    async close() {
      server.closeAllConnections();
      server.close();
    },
  });
}
