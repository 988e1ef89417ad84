import { useId, useState } from "react";
import { useVisit } from "./visit.tsx";

/** Something to take elsewhere: shown, chosen whole when it is entered, and copied by a button. */
export function CopyField({ label, value }: { readonly label: string; readonly value: string }) {
  const { words } = useVisit();
  const id = useId();
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(value);
    setCopied(true);
  };
  return (
    <div className="row link-row">
      <div className="field grow">
        <label htmlFor={id}>{label}</label>
        <input id={id} readOnly value={value} onFocus={(event) => event.currentTarget.select()} />
      </div>
      <button type="button" className="button" onClick={copy}>
        {isCopied ? words.copied : words.copy} <span className="visually-hidden">{label}</span>
      </button>
    </div>
  );
}
