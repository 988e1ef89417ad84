/** Preloaded into a process that a test starts: leads `push.example`, of which the open network knows nothing, to this machine. */
import { Agent } from "node:https";

const connect = Agent.prototype.createConnection;

function toLoopback(_host, options, done) {
  const address = "127.0.0.1";
  if (options.all === true) done(null, [{ address, family: 4 }]);
  else done(null, address, 4);
}

Agent.prototype.createConnection = function createConnection(options, ...rest) {
  const isPush = options.host === "push.example";
  return connect.call(this, isPush ? { ...options, lookup: toLoopback } : options, ...rest);
};
