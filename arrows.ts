/** A room of the house and the rooms it may know. Everything not granted here is refused by the lint. */
export interface Room {
  readonly folder: string;
  /** Package name, as an import says it. */
  readonly name: string;
  /** Imports granted, by package name; `@avow/policy/grant` is a door of its own. */
  readonly may: readonly string[];
  /** A thinking room is pure: no clock, randomness, network, file or DOM. */
  readonly thinks?: true;
}

const keepers = [
  "@avow/policy",
  "@avow/gate",
  "@avow/evidence",
  "@avow/postgres",
  "@avow/vault",
  "@avow/ledger",
];

/** Parts of the kit that a page takes one by one. */
const KIT_DOORS = [
  "@avow/kit/consent",
  "@avow/kit/banner",
  "@avow/kit/react",
  "@avow/kit/consent-mode",
  "@avow/kit/tcf",
  "@avow/kit/gpp",
];

/** The one list. `npm run arrows` writes the lint from it; a test holds the two together and plants violations. */
export const ARROWS: readonly Room[] = [
  { folder: "packages/evidence", name: "@avow/evidence", may: [], thinks: true },
  { folder: "packages/policy", name: "@avow/policy", may: ["@avow/evidence"], thinks: true },
  { folder: "packages/gate", name: "@avow/gate", may: ["@avow/policy", "@avow/policy/grant"], thinks: true },
  { folder: "packages/postgres", name: "@avow/postgres", may: [] },
  { folder: "packages/vault", name: "@avow/vault", may: ["@avow/policy", "@avow/postgres"] },
  { folder: "packages/ledger", name: "@avow/ledger", may: ["@avow/evidence", "@avow/postgres"] },
  {
    folder: "packages/contract",
    name: "@avow/contract",
    may: ["@avow/policy", "@avow/evidence"],
  },
  {
    folder: "packages/service",
    name: "@avow/service",
    may: [...keepers, "@avow/contract", "@avow/contract/shapes"],
  },
  {
    folder: "packages/kit",
    name: "@avow/kit",
    may: ["@avow/contract", "@avow/contract/shapes", "@avow/policy", "@avow/gate", "@avow/evidence"],
  },
  {
    folder: "packages/client",
    name: "@avow/client",
    may: ["@avow/contract", "@avow/contract/shapes", "@avow/policy", "@avow/gate"],
  },
  { folder: "packages/gpc-suite", name: "@avow/gpc-suite", may: [] },
  { folder: "apps/look", name: "@avow/look", may: [] },
  {
    folder: "apps/centre",
    name: "@avow/centre",
    may: [
      "@avow/contract",
      "@avow/contract/shapes",
      "@avow/policy",
      "@avow/gate",
      "@avow/evidence",
      "@avow/kit",
      "@avow/look",
      "@avow/look/serve-assets",
    ],
  },
  {
    folder: "apps/console",
    name: "@avow/console",
    may: [
      "@avow/contract",
      "@avow/contract/shapes",
      "@avow/policy",
      "@avow/evidence",
      "@avow/kit/plots",
      "@avow/look",
    ],
  },
  {
    folder: "apps/advertisers",
    name: "@avow/advertisers",
    may: [
      "@avow/contract",
      "@avow/contract/shapes",
      "@avow/policy",
      "@avow/kit/plots",
      "@avow/look",
      "@avow/look/serve-assets",
    ],
  },
  {
    folder: "packages/cli",
    name: "avow",
    may: [
      ...keepers,
      "@avow/contract",
      "@avow/contract/shapes",
      "@avow/service",
      "@avow/client",
      "@avow/centre",
      "@avow/console",
      "@avow/look",
      "@avow/kit/build",
      "@avow/advertisers",
      "@avow/example-index",
      "@avow/example-shop",
    ],
  },
  {
    folder: "examples/index",
    name: "@avow/example-index",
    may: ["@avow/client", "@avow/kit", "@avow/kit/policy-page", ...KIT_DOORS],
  },
  {
    folder: "examples/shop",
    name: "@avow/example-shop",
    may: ["@avow/client", "@avow/kit", "@avow/kit/policy-page", ...KIT_DOORS],
  },
  { folder: "policies/shop", name: "@avow/policy-shop", may: ["@avow/policy"] },
  { folder: "policies/index", name: "@avow/policy-index", may: ["@avow/policy"] },
];
