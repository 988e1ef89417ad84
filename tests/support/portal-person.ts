/** Somebody logged in on the portal without a cookie, whose session travels in forms. */
export interface PortalPerson {
  readonly token: string;
  /** Sends a form of the portal's as this person. */
  post(path: string, form?: Readonly<Record<string, string>>): Promise<Response>;
  /** Logs out and in again. */
  again(): Promise<PortalPerson>;
}

/** Everybody's in these tests. */
export const PASSWORD = "correct horse battery";
/** What a browser says of a form on the portal's own page. */
export const OWN_PAGE = { origin: "http://localhost:4000" };

/** Asks the portal. */
export type VisitPortal = (path: string, init?: RequestInit) => Promise<Response>;

/** Sends the portal a form, as its own page would. */
export function postForm(
  visit: VisitPortal,
  path: string,
  form: Readonly<Record<string, string>>,
): Promise<Response> {
  return visit(path, { method: "POST", headers: OWN_PAGE, body: new URLSearchParams(form) });
}

/** Registers somebody on the portal, and returns their address. */
export async function registerOnPortal(visit: VisitPortal, language: "en" | "zh"): Promise<string> {
  const email = `${crypto.randomUUID()}@example.com`;
  const registered = await postForm(visit, `/${language}/register`, {
    "contact.name": "Lin Yue",
    "contact.email": email,
    "account.password": PASSWORD,
    "account.language": language,
  });
  if (registered.status !== 201) throw new Error(`nobody could register: ${registered.status}`);
  return email;
}

/** Registers somebody on the portal and logs them in, with cookies refused. */
export async function logInOnPortal(visit: VisitPortal, language: "en" | "zh" = "en"): Promise<PortalPerson> {
  return logInAgain(visit, await registerOnPortal(visit, language), language);
}

async function logInAgain(visit: VisitPortal, email: string, language: string): Promise<PortalPerson> {
  const form = { email, password: PASSWORD, cookies: "refused" };
  const answer = await postForm(visit, `/${language}/log-in`, form);
  const token = /name="session" value="([^"]+)"/.exec(await answer.text())?.[1];
  if (token === undefined) throw new Error(`nobody could log in: ${answer.status}`);
  const post: PortalPerson["post"] = (path, more = {}) => postForm(visit, path, { session: token, ...more });
  return {
    token,
    post,
    async again() {
      await post(`/${language}/log-out`);
      return logInAgain(visit, email, language);
    },
  };
}
