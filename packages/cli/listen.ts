import { createServer, type Server } from "node:http";
import { Fault } from "@avow/postgres";
import { getRequestListener } from "@hono/node-server";

/** A port that is served, and how to stop. */
export interface Listening {
  readonly port: number;
  stop(): Promise<void>;
}

/**
 * Serves on a port, or says whose it is to free. Port 0 takes one that is free.
 * @throws {Fault} `port-in-use`, `port-unusable`
 */
export async function listen(
  fetch: (request: Request) => Response | Promise<Response>,
  host: string,
  port: number,
  key: string,
): Promise<Listening> {
  const server: Server = createServer(getRequestListener(fetch));
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      reject(
        new Fault({
          code: cause.code === "EADDRINUSE" ? "port-in-use" : "port-unusable",
          message:
            cause.code === "EADDRINUSE"
              ? `port ${port} is taken by another program`
              : `port ${port} cannot be used`,
          help: `free it, or choose another with ${key}`,
          cause,
        }),
      );
    });
    server.listen(port, host, resolve);
  });
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
        setTimeout(() => server.closeAllConnections(), 2000).unref();
      }),
  };
}
