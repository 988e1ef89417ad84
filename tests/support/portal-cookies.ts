import { OWN_PAGE, PASSWORD, registerOnPortal, type VisitPortal } from "./portal-person.ts";

/** Somebody logged in on the portal with cookies accepted, and the cookies, kept as a browser keeps them. */
export interface CookiePerson {
  readonly email: string;
  /** The cookies, by name. */
  readonly jar: Map<string, string>;
  /** The token of the session, for the service's own routes. */
  readonly token: string;
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Response>;
  post(
    path: string,
    form?: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Response>;
}

/** Registers somebody on the portal and logs them in, with cookies accepted. */
export async function logInWithCookies(
  visit: VisitPortal,
  language: "en" | "zh" = "en",
): Promise<CookiePerson> {
  const email = await registerOnPortal(visit, language);
  const jar = new Map<string, string>();
  const send = async (path: string, init: RequestInit): Promise<Response> => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = new Headers(init.headers);
    if (cookie !== "") headers.set("cookie", cookie);
    const answer = await visit(path, { ...init, headers });
    for (const line of answer.headers.getSetCookie()) keepIn(jar, line);
    return answer;
  };
  const post: CookiePerson["post"] = (path, form = {}, headers = {}) =>
    send(path, { method: "POST", headers: { ...OWN_PAGE, ...headers }, body: new URLSearchParams(form) });
  const answer = await post(`/${language}/log-in`, { email, password: PASSWORD, cookies: "accepted" });
  const token = jar.get("index_session");
  if (token === undefined) throw new Error(`nobody could log in with a cookie: ${answer.status}`);
  return { email, jar, token, post, get: (path, headers = {}) => send(path, { headers }) };
}

function keepIn(jar: Map<string, string>, line: string): void {
  const [pair = ""] = line.split(";");
  const at = pair.indexOf("=");
  if (/;\s*max-age=0/i.test(line)) jar.delete(pair.slice(0, at));
  else jar.set(pair.slice(0, at), pair.slice(at + 1));
}
