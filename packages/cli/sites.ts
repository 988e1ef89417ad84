import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Avow, createVisitSender } from "@avow/client";
import { createPortal } from "@avow/example-index";
import { createShop } from "@avow/example-shop";
import type { Config } from "@avow/service";
import { startPayments } from "./start-payments.ts";

export interface SiteOptions {
  readonly avow: Avow;
  readonly config: Config;
  /** Folder for what is built at the start. */
  readonly built: string;
  /** Told what broke, and by which part; never given a personal value. */
  readonly report: (what: string) => void;
}

/** A site that answers. */
export interface OpenSite {
  fetch(request: Request): Response | Promise<Response>;
  /** What else runs beside it, for people to read: name and where. */
  readonly beside: readonly (readonly [name: string, where: string])[];
  stop(): Promise<void>;
}

/** A site of the examples, and the policy it lives by. */
export interface Site {
  /** Absolute. */
  readonly policyFolder: string;
  /** Where its data lies unless `AVOW_DATA` says otherwise; each site has its own, for a log belongs to one policy. */
  readonly dataDir: string;
  open(options: SiteOptions): Promise<OpenSite>;
}

/** What `avow start --site` can run. */
export const SITES: Readonly<Record<"index" | "shop", Site>> = {
  index: { policyFolder: folderOf("index"), dataDir: "data", open: openIndex },
  shop: { policyFolder: folderOf("shop"), dataDir: "data-shop", open: openShop },
};

export function isSite(name: string): name is keyof typeof SITES {
  return Object.hasOwn(SITES, name);
}

function folderOf(name: string): string {
  return fileURLToPath(new URL(`../../policies/${name}`, import.meta.url));
}

async function openIndex({ avow, config, report }: SiteOptions): Promise<OpenSite> {
  const { payments, url, stop } = await startPayments(config, (what) => report(`payments: ${what}`));
  const tell = (what: string) => report(`portal: ${what}`);
  const visits = createVisitSender({ avow, report: tell });
  const portal = createPortal({ avow, payments, visits, trustProxy: config.trustProxy, report: tell });
  return {
    fetch: portal.fetch,
    beside: [["payments", `${url}/, a stand-in: no money moves`]],
    async stop() {
      await visits.stop();
      await stop();
    },
  };
}

async function openShop({ avow, config, built, report }: SiteOptions): Promise<OpenSite> {
  const { buildKit } = await import("@avow/kit/build");
  const { kit } = await buildKit(join(built, "kit"));
  const shop = createShop({
    avow,
    kitScript: await readFile(kit, "utf8"),
    trustProxy: config.trustProxy,
    report: (what) => report(`shop: ${what}`),
  });
  return { fetch: shop.fetch, beside: [], stop: async () => {} };
}
