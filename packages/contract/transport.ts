const LOOPBACK = /^(localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i;

/**
 * Whether personal data may travel over this connection: HTTPS as a trusted proxy reports it, or loopback.
 * A loopback server that is asked under another name is refused too, which also ends DNS rebinding.
 * @param o.host the `Host` header, with its port
 * @param o.forwardedProto `X-Forwarded-Proto`, which only a trusted proxy may be believed about
 */
export function isSafeTransport(o: {
  readonly host: string | undefined;
  readonly forwardedProto: string | undefined;
  readonly trustProxy: boolean;
}): boolean {
  if (o.trustProxy) return o.forwardedProto === "https";
  return o.host !== undefined && LOOPBACK.test(o.host);
}
