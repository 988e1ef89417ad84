import { useId, useRef } from "react";
import { Trouble } from "./elements.tsx";
import { useVisit } from "./visit.tsx";

/** A button whose act is asked about once more before it is done. The browser keeps the focus in the question, and gives it back. */
export function ConfirmButton(p: {
  /** On the button. */
  readonly label: string;
  /** Said to who does not see what stands beside the button. */
  readonly name?: string;
  readonly title: string;
  readonly text: string;
  /** On the button that does it. */
  readonly act: string;
  readonly isPending: boolean;
  readonly error: unknown;
  readonly onConfirm: (done: () => void) => void;
  readonly isSmall?: true;
}) {
  const { words } = useVisit();
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  return (
    <>
      <button
        type="button"
        className={`button danger ${p.isSmall ? "small" : ""}`}
        aria-label={p.name}
        onClick={() => dialog.current?.showModal()}
      >
        {p.label}
      </button>
      <dialog ref={dialog} className="card" aria-labelledby={id} aria-describedby={`${id}-text`}>
        <div className="stack">
          <h2 id={id}>{p.title}</h2>
          <p id={`${id}-text`}>{p.text}</p>
          <div role="alert">{p.error === null ? null : <Trouble error={p.error} />}</div>
          <div className="row">
            <button
              type="button"
              className="button danger"
              disabled={p.isPending}
              onClick={() => p.onConfirm(() => dialog.current?.close())}
            >
              {p.act}
            </button>
            <button type="button" className="button" onClick={() => dialog.current?.close()}>
              {words.cancel}
            </button>
          </div>
        </div>
      </dialog>
    </>
  );
}
