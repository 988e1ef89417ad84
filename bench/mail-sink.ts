import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";
import { runScript, type Script } from "../tests/support/script.ts";

/** A mail server in a process of its own, which takes everything and keeps nothing. */
export interface MailSink {
  readonly url: string;
  /** How many messages it has taken. */
  taken(): Promise<number>;
  stop(): Promise<void>;
}

export async function startMailSink(): Promise<MailSink> {
  const script: Script = runScript(
    `import { runSink } from ${JSON.stringify(import.meta.url)}; await runSink();`,
    { cwd: import.meta.dirname },
  );
  const port = await script.nextLine();
  return {
    url: `smtp://127.0.0.1:${port}`,
    async taken() {
      process.kill(script.pid, "SIGUSR2");
      return Number(await script.nextLine());
    },
    stop: () => script.kill(),
  };
}

/** The sink's own process: prints its port, and at each SIGUSR2 how many messages it has taken. */
export async function runSink(): Promise<void> {
  let taken = 0;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    disableReverseLookup: true,
    onData(stream, _session, done) {
      stream.resume();
      stream.on("end", () => {
        taken += 1;
        done();
      });
    },
  });
  server.on("error", () => {}); // a client that went away
  process.on("SIGUSR2", () => process.stdout.write(`${taken}\n`));
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  process.stdout.write(`${(server.server.address() as AddressInfo).port}\n`);
}
