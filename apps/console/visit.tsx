import {
  createContext,
  type MouseEvent,
  type ReactNode,
  useContext,
  useMemo,
  useRef,
  useSyncExternalStore,
} from "react";
import { addressOf, parsePath, type Screen, withMember } from "./router.ts";
import { chooseLanguage, type Language, type Words, wordsOf } from "./words.ts";

/** Where the operator is, how it speaks to them, and how they move. All of it stands in the address. */
export interface Visit {
  readonly screen: Screen;
  readonly language: Language;
  readonly words: Words;
  /** Whether single keys do something (WCAG 2.1.4). */
  readonly hasShortcuts: boolean;
  readonly search: string;
  /** The part of the address after `#`. */
  readonly place: string;
  /** Whether the page was moved to, rather than opened: then focus goes to its heading. The same object for as long as the page lives. */
  readonly moved: { readonly current: boolean };
  /** Moves to a screen; there, focus goes to `focus`, else to the heading. */
  readonly go: (screen: Screen, o?: { readonly focus?: string; readonly place?: string }) => void;
  /** Changes one member of the address and stays. */
  readonly change: (name: "lang" | "keys", value: string | null) => void;
}

export const VisitContext = createContext<Visit | null>(null);

/** @throws {Error} outside a `VisitContext` */
export function useVisit(): Visit {
  const visit = useContext(VisitContext);
  if (visit === null) throw new Error("there is no visit here");
  return visit;
}

/** Follows the browser's address. For the one component at the top. */
export function useBrowserVisit(): Visit {
  const moved = useRef(false);
  const subscribe = useMemo(
    () => (changed: () => void) => {
      const follow = () => {
        moved.current = true;
        changed();
      };
      window.addEventListener("popstate", follow);
      return () => window.removeEventListener("popstate", follow);
    },
    [],
  );
  const href = useSyncExternalStore(subscribe, () => window.location.href);
  return useMemo(() => {
    const { pathname, search, hash } = new URL(href);
    const members = new URLSearchParams(search);
    const language = chooseLanguage([members.get("lang"), ...navigator.languages]);
    return {
      screen: parsePath(pathname),
      language,
      words: wordsOf(language),
      hasShortcuts: members.get("keys") !== "off",
      search,
      place: decodeURIComponent(hash.slice(1)),
      moved,
      go: (screen, { focus, place } = {}) => moveTo(addressOf(screen, search, place), focus),
      change: (name, value) => {
        const members = withMember(search, name, value);
        window.history.replaceState(window.history.state, "", `${pathname}${members}${hash}`);
        window.dispatchEvent(new PopStateEvent("popstate"));
      },
    };
  }, [href]);
}

function moveTo(address: string, focus: string | undefined): void {
  window.history.pushState({ focus }, "", address);
  window.scrollTo(0, 0);
  window.dispatchEvent(new PopStateEvent("popstate"));
}

/** Brings the reader to where a move asked for: what the entry of the history names, else the page's heading. */
export function focusArrival(): void {
  const state: unknown = window.history.state;
  const asked = typeof state === "object" && state !== null && "focus" in state ? state.focus : undefined;
  const id = typeof asked === "string" ? asked : "heading";
  document.getElementById(id)?.focus({ preventScroll: id === "heading" });
}

/** A link within the console; with a modifier key the browser does what it does with links. */
export function Link(p: {
  readonly to: Screen;
  readonly place?: string;
  readonly className?: string;
  readonly isCurrent?: boolean;
  readonly label?: string;
  readonly children: ReactNode;
}) {
  const { search, go } = useVisit();
  const follow = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(p.to, p.place === undefined ? {} : { place: p.place });
  };
  return (
    <a
      href={addressOf(p.to, search, p.place)}
      className={p.className}
      aria-current={p.isCurrent ? "page" : undefined}
      aria-label={p.label}
      onClick={follow}
    >
      {p.children}
    </a>
  );
}
