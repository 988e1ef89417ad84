import type { Consent } from "../consent/shapes.ts";

/** The types of Google Consent Mode v2 (developers.google.com/tag-platform/security/guides/consent). */
export const CONSENT_TYPES = [
  "ad_storage",
  "ad_user_data",
  "ad_personalization",
  "analytics_storage",
  "functionality_storage",
  "personalization_storage",
  "security_storage",
] as const;
export type ConsentType = (typeof CONSENT_TYPES)[number];

export interface ConsentModeOptions {
  /** The page's data layer, `(window.dataLayer ??= [])`. */
  readonly layer: unknown[];
  /** The types each purpose of the policy stands for. One that several stand for is granted when all of them are open. */
  readonly types: Readonly<Record<string, readonly ConsentType[]>>;
  /** How long Google's tags wait for a choice, in milliseconds. */
  readonly waitForUpdateMs: number;
}

/**
 * Tells Google's tags of the visitor's choice: `default`, with every type denied, before anything else in the layer; then an
 * `update` where a choice is acknowledged, and after each change. A type that no purpose stands for stays denied. Returns
 * what stops it.
 * @throws {TypeError} when a tag manager already reads the layer, for then it has run without a default; or when a purpose
 *   of `types` is not asked about.
 */
export function startConsentMode(consent: Consent, options: ConsentModeOptions): () => void {
  const { layer, types, waitForUpdateMs } = options;
  if (layer.push !== Array.prototype.push)
    throw new TypeError("consent mode must be started before the tag manager is loaded");
  for (const purpose of Object.keys(types))
    if (!consent.plan.questions.some((question) => question.purpose === purpose))
      throw new TypeError(`the policy asks nothing for purpose \`${purpose}\``);
  layer.unshift(
    command("consent", "default", {
      ...makeSignals(types, () => false),
      ...(consent.state.asks ? { wait_for_update: waitForUpdateMs } : {}),
    }),
  );
  let told: string | null = null;
  const tell = () => {
    // Nothing is said before there is an answer: the tags wait.
    if (consent.state.asks) return;
    const signals = makeSignals(types, consent.isOpen);
    const now = JSON.stringify(signals);
    if (now !== told) layer.push(command("consent", "update", signals));
    told = now;
  };
  tell();
  return consent.subscribe(tell);
}

function makeSignals(
  types: ConsentModeOptions["types"],
  isOpen: (purpose: string) => boolean,
): Readonly<Record<ConsentType, "granted" | "denied">> {
  const granted = (type: ConsentType) => {
    const purposes = Object.keys(types).filter((purpose) => types[purpose]?.includes(type));
    return purposes.length > 0 && purposes.every(isOpen);
  };
  const entries = CONSENT_TYPES.map((type) => [type, granted(type) ? "granted" : "denied"] as const);
  return Object.fromEntries(entries) as Record<ConsentType, "granted" | "denied">;
}

/** Tag managers take a command only as an arguments object; an array of the same they pass over. */
function command(..._parts: readonly unknown[]): IArguments {
  // biome-ignore lint/complexity/noArguments: see above.
  return arguments;
}
