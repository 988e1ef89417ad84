import {
  createContext,
  createElement,
  type ReactNode,
  useCallback,
  useContext,
  useSyncExternalStore,
} from "react";
import type { Consent, ConsentState } from "./consent/shapes.ts";

const ConsentContext = createContext<Consent | null>(null);

export interface ConsentProviderProps {
  /** What `startConsent` or `startBanner` gave; `null` on the server and until it is there. */
  readonly consent: Consent | null;
  readonly children?: ReactNode;
}

/** Gives the visitor's choice to all below it. */
export function ConsentProvider({ consent, children }: ConsentProviderProps) {
  return createElement(ConsentContext, { value: consent }, children);
}

/** The choice and its state, drawn anew whenever it changes. Where there is no consent yet, nothing is open. */
export function useConsent(): {
  readonly consent: Consent | null;
  readonly state: ConsentState | null;
  readonly isOpen: (purpose: string) => boolean;
} {
  const consent = useContext(ConsentContext);
  const subscribe = useCallback(
    (listener: () => void) => consent?.subscribe(listener) ?? (() => {}),
    [consent],
  );
  const state = useSyncExternalStore(
    subscribe,
    () => consent?.state ?? null,
    () => null,
  );
  return { consent, state, isOpen: (purpose) => state?.answers[purpose] === true };
}

export interface GateProps {
  readonly purpose: string;
  /** Shown while the purpose is shut. */
  readonly fallback?: ReactNode;
  readonly children?: ReactNode;
}

/** Shows its children while the purpose is open, and takes them away when it is shut. */
export function Gate({ purpose, fallback = null, children }: GateProps): ReactNode {
  return useConsent().isOpen(purpose) ? children : fallback;
}
