import {
  type Avow,
  type ChoiceOptions,
  type ReadChoice,
  readChoice,
  readSignal,
  type Signal,
} from "@avow/client";
import type { Context, Hono } from "hono";
import { getCookie } from "hono/cookie";
import { type Line, parseBasket } from "./basket.ts";
import type { Language } from "./words.ts";

/** Names in the policy's register of what this site itself sets. */
export const COOKIES = { choice: "shop_choice", basket: "shop_basket", seen: "shop_seen" } as const;

/** Hosts of the policy's register, as the pages reach them. */
export const PARTNERS = {
  counter: "https://stats.shop-partners.example/count.js",
  video: (article: string) => `https://video.shop-partners.example/embed/${article}`,
  pixel: (article: string) => `https://pixel.shop-partners.example/p.gif?article=${article}`,
} as const;

/** One request as the pages see it. */
export interface Visit {
  readonly http: Context;
  readonly avow: Avow;
  readonly language: Language;
  /** Path without the language, `/` at the front. */
  readonly path: string;
  readonly choice: ReadChoice;
  /** The refusal the browser itself sends. */
  readonly signal: Signal | null;
  readonly basket: readonly Line[];
}

/** What each part of the shop is mounted with. */
export interface ShopPart {
  readonly app: Hono;
  readonly avow: Avow;
  /** Whether cookies are marked `Secure`: the site is reached over HTTPS. */
  readonly secure: boolean;
  /** Told what broke; never given a personal value. */
  readonly report: (what: string) => void;
}

export function choiceOptions(avow: Avow): ChoiceOptions {
  return { avow, cookie: COOKIES.choice };
}

/** The visit of a request to `path`, which stands without its language. */
export function visitOf(http: Context, avow: Avow, language: Language, path: string): Visit {
  return {
    http,
    avow,
    language,
    path,
    choice: readChoice(http, choiceOptions(avow)),
    signal: readSignal(http.req.raw.headers),
    basket: parseBasket(getCookie(http, COOKIES.basket)),
  };
}

/** Whether a purpose was agreed to, and the browser does not refuse. */
export function hasAgreed({ choice, signal }: Visit, purpose: string): boolean {
  return signal === null && choice.choices[purpose] === true;
}
