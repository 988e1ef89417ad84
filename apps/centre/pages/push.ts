import { readFile } from "node:fs/promises";
import type { AnswerOf } from "@avow/contract";
import type { Bundle } from "@avow/policy";
import { html } from "hono/html";
import { carry, clauseChip, type Html } from "../elements.ts";
import { pathTo } from "../sections.ts";
import { type CentreContext, type CentreOptions, type Visit, WORKERS } from "../site.ts";
import { formatDay, wordsOf } from "../words.ts";

type Reach = AnswerOf<"reach">;
type PushWords = ReturnType<typeof wordsOf>["reach"]["push"];

/** The service worker, under its name in the register alone; where that has none, none is served (2.2.4). */
export async function serveWorker(c: CentreContext, options: CentreOptions): Promise<Response> {
  const key = findKey(options.policy().bundle, (c.req.param("file") ?? "").replace(/\.js$/, ""));
  if (key === null || !c.req.path.endsWith(".js")) return c.notFound();
  const script = await readFile(options.assets.worker, "utf8");
  return c.body(script, 200, {
    "Content-Type": "text/javascript; charset=utf-8",
    "Cache-Control": "no-cache",
  });
}

function findKey({ storage }: Bundle, name: string): Bundle["storage"][string] | null {
  const key = Object.hasOwn(storage, name) ? storage[name] : undefined;
  return key?.kind === "service-worker" ? key : null;
}

/**
 * Push notifications: offered where they are sent and the register has the worker, to somebody who accepted cookies when they logged
 * in. Turning them on needs JavaScript, and says so; turning them off does not.
 */
export function pushCard({ push, pushOffer }: Reach, visit: Visit): Html | "" {
  const { language, session, policy } = visit;
  if (pushOffer === null && push === null) return "";
  const words = wordsOf(language).reach.push;
  const path = `${pathTo(language, "reach")}/push`;
  const key = pushOffer === null ? null : findKey(policy.bundle, pushOffer.worker);
  return html`<section class="card stack" aria-labelledby="push-title">
    <div class="card-head">
      <h2 id="push-title">${words.title}</h2>
      ${key === null ? "" : clauseChip(key.clause, language)}
    </div>
    <p>${words.lead}</p>
    ${
      push !== null
        ? html`<p>${words.isOn(formatDay(push.until, language))}</p>
          <form method="post" action="${path}" data-push-off>
            <input type="hidden" name="value" value="">
            ${carry(session)}
            <button class="button" type="submit">${words.off}</button>
          </form>`
        : session?.kind === "carried"
          ? html`<p data-push-refused>${words.needsCookies}</p>`
          : pushOffer === null
            ? ""
            : turnOn(path, pushOffer, { words, language })
    }
  </section>`;
}

function turnOn(
  path: string,
  { worker, key, until }: NonNullable<Reach["pushOffer"]>,
  { words, language }: { readonly words: PushWords; readonly language: Visit["language"] },
): Html {
  return html`<p class="meta" data-without-push>${words.noScript}</p>
    <form method="post" action="${path}" class="stack" data-push-on data-with-push hidden data-worker="${WORKERS}${worker}.js" data-key="${key}" data-until="${until}">
      <input type="hidden" name="value" value="">
      <p>${words.stores(worker, formatDay(until, language))}</p>
      <p><button class="button" type="submit">${words.on}</button></p>
      <p role="alert" data-push-denied hidden>${words.denied}</p>
      <p role="alert" data-push-failed hidden>${words.failed}</p>
    </form>`;
}
