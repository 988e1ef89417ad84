import type { ConsentPlan, PlannedHost } from "@avow/policy";
import { findHost, parseAddress } from "./find-host.ts";
import type { Consent, Leftover } from "./shapes.ts";

/** Attributes that load something, each written `data-…` until it may. */
const LOADING = ["src", "href"] as const;

/** Something in the page that waits for consent, and what it needs; `null` where no choice could open it. */
export interface Gated {
  readonly element: HTMLElement;
  /** The other company's host it would reach, where the plan declares it. */
  readonly host: PlannedHost | null;
  readonly needs: readonly string[] | null;
  /** Whether it is agreed to, but this page came with a Content-Security-Policy from before: the next one may load it. */
  readonly isBlocked: boolean;
}

export interface Gates {
  /** Opens and shuts all that waits in the page, as the answers say now. */
  apply(): void;
  /** What only a new page can do: be without scripts that may run no more, or with hosts that this one may not reach. */
  listLeft(): readonly Leftover[];
}

/** Makes what stands in the place of a frame that is shut; it is taken away when the frame opens. */
export type MakePlaceholder = (gated: Gated) => HTMLElement;

export interface GateOptions {
  readonly makePlaceholder: MakePlaceholder | null;
  /** Told when more is left than before. */
  readonly changed: () => void;
}

/**
 * Holds every element with `data-purpose` to the answers, those that come later too. What waits for a purpose the plan does
 * not ask about, or for a host it does not declare, stays shut.
 */
export function createGates(
  page: Document,
  consent: Consent,
  { makePlaceholder, changed }: GateOptions,
): Gates {
  const run: { readonly needs: readonly string[] | null; readonly name: string }[] = [];
  const placeholders = new WeakMap<HTMLElement, HTMLElement>();
  const blocked = new Set<PlannedHost>();
  let trusted: Trusted | null = null;

  function start(old: HTMLScriptElement, needs: Gated["needs"]): void {
    const { src } = old.dataset;
    if (src === undefined && old.nonce === "") return;
    trusted ??= createTrusted(page);
    const script = page.createElement("script");
    // In the order of the page, unless it says otherwise itself.
    script.async = false;
    for (const { name, value } of old.attributes)
      if (!/^(on|type$|data-src$)/.test(name))
        script.setAttribute(name.replace(/^data-type$/, "type"), value);
    script.nonce = old.nonce ?? "";
    if (src === undefined) script.textContent = trusted.createScript(old.textContent);
    else script.src = trusted.createScriptURL(src);
    old.replaceWith(script);
    run.push({ needs, name: src ?? "" });
  }

  function open(element: HTMLElement): void {
    placeholders.get(element)?.remove();
    if (placeholders.delete(element)) element.hidden = false;
    for (const name of LOADING) {
      const address = element.getAttribute(`data-${name}`);
      if (address !== null && !element.hasAttribute(name)) element.setAttribute(name, address);
    }
  }

  function shut(gated: Gated): void {
    let { element } = gated;
    if (LOADING.some((name) => element.hasAttribute(`data-${name}`) && element.hasAttribute(name))) {
      // Only a new element forgets what the old one has loaded.
      const fresh = element.cloneNode(true) as HTMLElement;
      for (const name of LOADING) fresh.removeAttribute(name);
      element.replaceWith(fresh);
      element = fresh;
    }
    if (makePlaceholder === null || !element.matches("iframe, video") || placeholders.has(element)) return;
    const placeholder = makePlaceholder({ ...gated, element });
    element.before(placeholder);
    element.hidden = true;
    placeholders.set(element, placeholder);
  }

  function apply(): void {
    for (const element of page.querySelectorAll<HTMLElement>("[data-purpose]")) {
      const { host, needs } = readNeeds(element, consent.plan);
      const permitted = consent.permits(needs);
      const isBlocked = permitted && host !== null && blocked.has(host);
      try {
        if (!(element instanceof HTMLScriptElement))
          permitted && !isBlocked ? open(element) : shut({ element, host, needs, isBlocked });
        else if (permitted && element.type === "text/plain") start(element, needs);
      } catch (error) {
        // The page's own rules may forbid it; the rest of the page is not to suffer.
        reportError(error);
      }
    }
  }

  page.addEventListener("securitypolicyviolation", ({ blockedURI, disposition }) => {
    const host = findHost(consent.plan, parseAddress(blockedURI));
    if (disposition !== "enforce" || !host || !consent.permits(host.needs)) return;
    blocked.add(host);
    apply();
    changed();
  });

  return {
    apply,
    listLeft: () => [
      ...run
        .filter(({ needs }) => !consent.permits(needs))
        .map(({ name }) => ({ kind: "script" as const, name })),
      ...[...blocked]
        .filter(({ needs }) => consent.permits(needs))
        .map(({ name }) => ({ kind: "host" as const, name })),
    ],
  };
}

/** What an element needs: the purposes it names, and those of the hosts it would reach. */
function readNeeds(element: HTMLElement, plan: ConsentPlan): Pick<Gated, "host" | "needs"> {
  let needs: Gated["needs"] = element.dataset.purpose?.match(/\S+/g) ?? null;
  let host: PlannedHost | null = null;
  for (const name of LOADING) {
    const address = element.getAttribute(`data-${name}`);
    const url = parseAddress(address ?? "", element.baseURI);
    if (url?.origin === element.ownerDocument.location.origin) continue;
    host = (/^https?:/.test(`${url}`) && findHost(plan, url)) || null;
    const more = host?.needs;
    needs = needs && more ? [...new Set([...needs, ...more])] : null;
  }
  return { host, needs };
}

interface Trusted {
  createScript(text: string): string;
  createScriptURL(address: string): string;
}

/** The page's policy for Trusted Types, where it has them: what comes here has passed the gate. */
function createTrusted({ defaultView }: Document): Trusted {
  const { trustedTypes } = (defaultView ?? {}) as {
    readonly trustedTypes?: { createPolicy(name: string, rules: Trusted): Trusted };
  };
  const same: Trusted = { createScript: (text) => text, createScriptURL: (address) => address };
  return trustedTypes?.createPolicy("avow-kit", same) ?? same;
}
