import { EventEmitter, once } from "node:events";
import { createServer } from "node:https";
import type { Duplex } from "node:stream";
import { makeCertificate } from "./certificate.ts";

/** The hosts of other companies that the shop's policy declares, and one it does not, all on this machine. */
export interface Partners {
  /** Every request that came, as `host method path`; a handshake for a WebSocket counts. */
  readonly requests: string[];
  /** Connections opened, even those over which nothing was asked. */
  connections(): number;
  /** Fulfils when something asks for this path. */
  askedFor(path: string): Promise<void>;
  /** What sends a browser here for those hosts. */
  readonly browserArguments: readonly string[];
  close(): Promise<void>;
}

export const PARTNER_HOSTS = {
  counter: "stats.shop-partners.example",
  video: "video.shop-partners.example",
  pixel: "pixel.shop-partners.example",
  /** Declared by no policy. */
  stranger: "elsewhere.example",
} as const;

/** What the counter runs in the shop's page: it keeps two cookies, and tells what it counts. */
const COUNTER = `
document.cookie = "_pk_id.7.a1b2=visitor; Path=/; Max-Age=3600";
document.cookie = "_pk_ses.7.a1b2=visit; Path=/; Max-Age=1800";
document.documentElement.dataset.counted = "yes";
void fetch("https://${PARTNER_HOSTS.counter}/hit?page=" + encodeURIComponent(location.pathname), { mode: "no-cors" });
`;
const PIXEL = Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64");

/** Starts one server that answers as all of them. */
export async function startPartners(): Promise<Partners> {
  const requests: string[] = [];
  const sockets = new Set<Duplex>();
  const asked = new EventEmitter().setMaxListeners(0);
  let connections = 0;
  const server = createServer(makeCertificate("shop-partners.example"), (request, response) => {
    const { pathname } = new URL(request.url ?? "/", "https://any");
    requests.push(`${request.headers.host} ${request.method} ${pathname}`);
    asked.emit(pathname);
    const [type, body] = answerTo(pathname);
    response.writeHead(200, { "content-type": type, "access-control-allow-origin": "*" });
    response.end(body);
  });
  server.on("upgrade", (request, socket) => {
    requests.push(`${request.headers.host} UPGRADE ${request.url}`);
    asked.emit(request.url ?? "");
    socket.destroy();
  });
  server.on("connection", (socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const rules = Object.values(PARTNER_HOSTS).map((host) => `MAP ${host} 127.0.0.1:${address.port}`);
  return {
    requests,
    connections: () => connections,
    askedFor: async (path) => void (await once(asked, path)),
    browserArguments: [`--host-resolver-rules=${rules.join(", ")}`, "--ignore-certificate-errors"],
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

function answerTo(pathname: string): readonly [type: string, body: string | Buffer] {
  if (pathname === "/count.js") return ["text/javascript", COUNTER];
  if (pathname === "/p.gif") return ["image/gif", PIXEL];
  if (pathname.endsWith(".css")) return ["text/css", "body { outline: none }"];
  if (pathname.startsWith("/embed/"))
    return ["text/html", "<!doctype html><title>A video</title><p>A tent in the wind.</p>"];
  return ["text/plain", "here"];
}
