import { readFile } from "node:fs/promises";
import type { AnswerOf } from "@avow/contract";
import type { Bundle } from "@avow/policy";
import { html } from "hono/html";
import { carry, clauseChip, type Html } from "../elements.ts";
import { pathTo } from "../sections.ts";
import { BASE, type CentreContext, type CentreOptions, type Visit } from "../site.ts";
import { wordsOf } from "../words.ts";

/** The service worker of the policy's register; `null` where it has none, and then none is offered (2.2.4). */
function findWorker({ storage }: Bundle): { readonly name: string; readonly clause: string } | null {
  const found = Object.entries(storage).find(([, { kind }]) => kind === "service-worker");
  return found === undefined ? null : { name: found[0], clause: found[1].clause };
}

/** The service worker, under its name in the register alone. */
export async function serveWorker(c: CentreContext, options: CentreOptions): Promise<Response> {
  const worker = findWorker(options.policy().bundle);
  if (worker === null || c.req.param("file") !== `${worker.name}.js`) return c.notFound();
  const script = await readFile(options.assets.worker, "utf8");
  return c.body(script, 200, {
    "Content-Type": "text/javascript; charset=utf-8",
    "Cache-Control": "no-cache",
  });
}

/**
 * Push notifications: offered where they are sent and the register has the worker, to somebody who accepted cookies when they logged
 * in. Turning them on needs JavaScript, and says so; turning them off does not.
 */
export function pushCard(
  { push, pushKey }: AnswerOf<"reach">,
  { language, session, policy }: Visit,
): Html | "" {
  const worker = findWorker(policy.bundle);
  if ((worker === null || pushKey === null) && !push) return "";
  const words = wordsOf(language).reach.push;
  const path = `${pathTo(language, "reach")}/push`;
  return html`<section class="card stack" aria-labelledby="push-title">
    <div class="card-head">
      <h2 id="push-title">${words.title}</h2>
      ${worker === null ? "" : clauseChip(worker.clause, language)}
    </div>
    <p>${words.lead}</p>
    ${
      push
        ? html`<p>${words.isOn}</p>
          <form method="post" action="${path}" data-push-off data-worker="${worker?.name ?? ""}.js">
            <input type="hidden" name="value" value="">
            ${carry(session)}
            <button class="button" type="submit">${words.off}</button>
          </form>`
        : session?.kind === "carried"
          ? html`<p data-push-refused data-worker="${worker?.name ?? ""}.js">${words.needsCookies}</p>`
          : turnOn(path, { worker: `${BASE}/worker/${worker?.name ?? ""}.js`, key: pushKey ?? "" }, words)
    }
  </section>`;
}

function turnOn(
  path: string,
  { worker, key }: { readonly worker: string; readonly key: string },
  words: ReturnType<typeof wordsOf>["reach"]["push"],
): Html {
  return html`<p class="meta" data-without-push>${words.noScript}</p>
    <form method="post" action="${path}" data-push-on data-with-push hidden data-worker="${worker}" data-key="${key}">
      <input type="hidden" name="value" value="">
      <button class="button" type="submit">${words.on}</button>
      <p role="alert" data-push-failed hidden>${words.failed}</p>
    </form>`;
}
