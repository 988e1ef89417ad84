import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from "node:crypto";
import { once } from "node:events";
import { Agent, createServer } from "node:https";
import type { AddressInfo } from "node:net";

/** Of `push.example`, made for this test and of no use elsewhere. */
const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgzpmrCB9n/6ssAYY3
YU7H1saQ4Zo2Y874DCabAKlnPD6hRANCAATfFLK3agbdqRbkDP3uxYoxPb9QzcZV
qtxecqhWSrZVqSqri+4G1JCsU85cpMgEWSeWPJAzlpHb2UkJhOI6cOAj
-----END PRIVATE KEY-----`;
/** What the stand-in is trusted by. */
export const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBnTCCAUSgAwIBAgIUGVt6cw7yyFSC90v9/2RtMDrhfRkwCgYIKoZIzj0EAwIw
FzEVMBMGA1UEAwwMcHVzaC5leGFtcGxlMCAXDTI2MTEyMzAwNDYwNVoYDzIxMjYx
MDMwMDA0NjA1WjAXMRUwEwYDVQQDDAxwdXNoLmV4YW1wbGUwWTATBgcqhkjOPQIB
BggqhkjOPQMBBwNCAATfFLK3agbdqRbkDP3uxYoxPb9QzcZVqtxecqhWSrZVqSqr
i+4G1JCsU85cpMgEWSeWPJAzlpHb2UkJhOI6cOAjo2wwajAdBgNVHQ4EFgQUkLMQ
VT9FjhGEz0q8ymXtrfkPeVIwHwYDVR0jBBgwFoAUkLMQVT9FjhGEz0q8ymXtrfkP
eVIwDwYDVR0TAQH/BAUwAwEB/zAXBgNVHREEEDAOggxwdXNoLmV4YW1wbGUwCgYI
KoZIzj0EAwIDRwAwRAIgWLtza+T2bRm2ao4Jrhjg+UkmhLxFUS3+1MADRueifcgC
IE6puN/HBubzSRZ6/7/mYZ52Sz1ghg/x9J0Vj2mCSESb
-----END CERTIFICATE-----`;

/** When the subscription ends: after every test. */
const LATER = Date.parse("2126-01-01T00:00:00Z");

/** One message as the browser would have it. */
export interface Pushed {
  readonly payload: unknown;
  /** Of the token that says who sent it. */
  readonly claims: Readonly<Record<string, unknown>>;
  readonly topic: string | null;
  readonly ttl: number;
}

export interface PushStandIn {
  /** What a browser's `PushSubscription.toJSON()` gives, as text, with an end. */
  readonly subscription: string;
  readonly pushed: readonly Pushed[];
  /** What it answers from now on; 201 at first. `hang-up` ends the connection instead. */
  answer: number | "hang-up";
  /** Leads `push.example` to the stand-in, and trusts it. */
  readonly agent: Agent;
  close(): Promise<void>;
}

/** A push service on this machine, and the one browser it serves, which decrypts what comes (RFC 8188, 8291, 8292). */
export async function startPushService(publicKey: string): Promise<PushStandIn> {
  const browser = createECDH("prime256v1");
  browser.generateKeys();
  const auth = randomBytes(16);
  const pushed: Pushed[] = [];
  const server = createServer({ key: KEY, cert: CERTIFICATE }, async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    if (standIn.answer === "hang-up") return void response.destroy();
    const claims = claimsOf(request.headers.authorization ?? "", publicKey);
    if (claims === null) return void response.writeHead(403).end();
    if (standIn.answer === 201)
      pushed.push({
        payload: JSON.parse(decrypt(Buffer.concat(chunks), browser, auth)),
        claims,
        topic: request.headers.topic === undefined ? null : String(request.headers.topic),
        ttl: Number(request.headers.ttl),
      });
    response.writeHead(standIn.answer).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const standIn = {
    subscription: JSON.stringify({
      endpoint: `https://push.example:${port}/send/1`,
      expirationTime: LATER,
      keys: { p256dh: browser.getPublicKey("base64url"), auth: auth.toString("base64url") },
    }),
    pushed,
    answer: 201 as number | "hang-up",
    agent: new Agent({
      ca: CERTIFICATE,
      lookup: (_host, options, done) =>
        options.all === true ? done(null, [{ address: "127.0.0.1", family: 4 }]) : done(null, "127.0.0.1", 4),
    }),
    async close() {
      server.closeAllConnections();
      server.close();
    },
  };
  return standIn;
}

/** The claims of a VAPID token signed with the key it names, where that key is `publicKey`; `null` for any other. */
function claimsOf(authorization: string, publicKey: string): Readonly<Record<string, unknown>> | null {
  const said = /^vapid t=([\w-]+)\.([\w-]+)\.([\w-]+), ?k=([\w-]+)$/.exec(authorization);
  if (said === null) return null;
  const [, header = "", claims = "", signature = "", key = ""] = said;
  if (key !== publicKey) return null;
  const point = Buffer.from(key, "base64url");
  const jwk = {
    kty: "EC",
    crv: "P-256",
    x: point.toString("base64url", 1, 33),
    y: point.toString("base64url", 33),
  };
  const signer = createPublicKey({ key: jwk, format: "jwk" });
  const isSigned = verify(
    "sha256",
    Buffer.from(`${header}.${claims}`),
    { key: signer, dsaEncoding: "ieee-p1363" },
    Buffer.from(signature, "base64url"),
  );
  return isSigned
    ? (JSON.parse(Buffer.from(claims, "base64url").toString()) as Record<string, unknown>)
    : null;
}

/** Opens an `aes128gcm` body of one record for the browser's key. */
function decrypt(body: Buffer, browser: ReturnType<typeof createECDH>, auth: Buffer): string {
  const salt = body.subarray(0, 16);
  const keyLength = body[20] ?? 0;
  const sender = body.subarray(21, 21 + keyLength);
  const record = body.subarray(21 + keyLength);
  const info = Buffer.concat([Buffer.from("WebPush: info\0"), browser.getPublicKey(), sender]);
  const input = Buffer.from(hkdfSync("sha256", browser.computeSecret(sender), auth, info, 32));
  const derive = (label: string, length: number): Buffer =>
    Buffer.from(hkdfSync("sha256", input, salt, Buffer.from(`Content-Encoding: ${label}\0`), length));
  const opener = createDecipheriv("aes-128-gcm", derive("aes128gcm", 16), derive("nonce", 12));
  opener.setAuthTag(record.subarray(-16));
  const padded = Buffer.concat([opener.update(record.subarray(0, -16)), opener.final()]);
  return padded.subarray(0, padded.lastIndexOf(2)).toString();
}
