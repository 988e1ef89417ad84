import { type RefObject, useEffect, useRef } from "react";
import type { Screen } from "./router.ts";
import { FIND_FIELD } from "./screens/people.tsx";
import { useVisit } from "./visit.tsx";
import type { Words } from "./words.ts";

/** What a key, or `g` and a key, does. */
export type Act =
  | { readonly kind: "go"; readonly screen: Screen }
  | { readonly kind: "find" | "help" | "begin" };

const PLACES = {
  t: "today",
  n: "incidents",
  p: "people",
  m: "messages",
  c: "policy",
  v: "versions",
  d: "documents",
  i: "disputes",
  o: "operators",
} as const;

/** What pressing `key` does, after a `g` or not; `null` when nothing. */
export function actOf(key: string, isAfterG: boolean): Act | null {
  const place = Object.entries(PLACES).find(([letter]) => letter === key)?.[1];
  if (isAfterG && place !== undefined) return { kind: "go", screen: { name: place } };
  if (key === "g") return { kind: "begin" };
  if (key === "/") return { kind: "find" };
  return key === "?" ? { kind: "help" } : null;
}

/** How long after `g` the second key counts. */
const PAUSE_MS = 1_500;

/** Listens for shortcuts while they are on; never while somebody types, and never with a modifier. */
export function useShortcuts(dialog: RefObject<HTMLDialogElement | null>): void {
  const { go, hasShortcuts, screen } = useVisit();
  const begunAt = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    if (!hasShortcuts) return;
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      if (isTyping(event.target) || dialog.current?.open) return;
      const act = actOf(event.key, event.timeStamp - begunAt.current < PAUSE_MS);
      begunAt.current = act?.kind === "begin" ? event.timeStamp : Number.NEGATIVE_INFINITY;
      if (act === null) return;
      event.preventDefault();
      if (act.kind === "go") go(act.screen);
      if (act.kind === "help") dialog.current?.showModal();
      if (act.kind !== "find") return;
      if (screen.name === "people") document.getElementById(FIND_FIELD)?.focus();
      else go({ name: "people" }, { focus: FIND_FIELD });
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [go, hasShortcuts, screen, dialog]);
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.closest("input, textarea, select, [contenteditable]") !== null
  );
}

/** The list of shortcuts. The browser keeps the focus inside while it is open, and gives it back. */
export function ShortcutDialog({ dialog }: { readonly dialog: RefObject<HTMLDialogElement | null> }) {
  const { words, hasShortcuts, change } = useVisit();
  const { title, key, does, on, onHelp, close } = words.shortcuts;
  return (
    <dialog ref={dialog} className="card" aria-labelledby="shortcuts">
      <div className="stack">
        <h2 id="shortcuts">{title}</h2>
        <table className="keys">
          <thead className="visually-hidden">
            <tr>
              <th scope="col">{key}</th>
              <th scope="col">{does}</th>
            </tr>
          </thead>
          <tbody>
            {listShortcuts(words).map(({ keys, text }) => (
              <tr key={text}>
                <td>
                  <Keys keys={keys} />
                </td>
                <td>{text}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <div className="row apart nowrap">
          <div>
            <p id="shortcuts-on">{on}</p>
            <p className="meta" id="shortcuts-on-help">
              {onHelp}
            </p>
          </div>
          <button
            type="button"
            role="switch"
            className="switch"
            aria-checked={hasShortcuts}
            aria-labelledby="shortcuts-on"
            aria-describedby="shortcuts-on-help"
            onClick={() => change("keys", hasShortcuts ? "off" : null)}
          />
        </div>
        <form method="dialog">
          <button type="submit" className="button">
            {close}
          </button>
        </form>
      </div>
    </dialog>
  );
}

function listShortcuts({ shortcuts }: Words) {
  return [
    { keys: ["g", "t"], text: shortcuts.today },
    { keys: ["g", "n"], text: shortcuts.incidents },
    { keys: ["g", "p"], text: shortcuts.people },
    { keys: ["g", "m"], text: shortcuts.messages },
    { keys: ["g", "c"], text: shortcuts.policy },
    { keys: ["g", "v"], text: shortcuts.versions },
    { keys: ["g", "d"], text: shortcuts.documents },
    { keys: ["g", "i"], text: shortcuts.disputes },
    { keys: ["g", "o"], text: shortcuts.operators },
    { keys: ["/"], text: shortcuts.search },
    { keys: ["?"], text: shortcuts.help },
    { keys: ["Esc"], text: shortcuts.escape },
  ] as const;
}

function Keys({ keys: [first, second] }: { readonly keys: readonly [string, string?] }) {
  const { words } = useVisit();
  if (second === undefined) return <kbd>{first}</kbd>;
  return (
    <>
      <kbd>{first}</kbd> <span className="meta">{words.shortcuts.andThen}</span> <kbd>{second}</kbd>
    </>
  );
}
