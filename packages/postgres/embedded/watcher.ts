/**
 * The death watch, a process of its own: `node watcher.ts <dataDir>`. It is told the server's pid on its standard
 * input, which its parent then keeps open. When that closes, however the parent ended, the server is stopped.
 */
import { text } from "node:stream/consumers";
import { shutDown } from "./postmaster.ts";

// Whoever stops the parent's whole group means the parent; this process ends after it.
for (const signal of ["SIGHUP", "SIGINT", "SIGTERM"] as const) process.on(signal, () => {});

const dataDir = process.argv[2];
const pid = Number(await text(process.stdin));
if (dataDir !== undefined && pid > 0) await shutDown(pid, dataDir);
