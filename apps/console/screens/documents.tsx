import { pathOf } from "@avow/contract";
import { DOCUMENTS } from "@avow/contract/shapes";
import { useMutation, useQuery } from "@tanstack/react-query";
import { ask, reading } from "../api.ts";
import { Answer, Page, Trouble } from "../elements.tsx";
import { save } from "../save.ts";
import { useVisit } from "../visit.tsx";
import { nameOfLanguage } from "../words.ts";

type Name = (typeof DOCUMENTS)[number];

/** The documents that are made of policy and evidence, in each language of the policy: to open, to print, to keep. */
export function Documents() {
  const { words } = useVisit();
  const overview = useQuery(reading("overview"));
  return (
    <Page title={words.documents.title} lead={words.documents.lead}>
      <Answer query={overview}>
        {({ policy }) => (
          <div className="stack">
            <p className="meta">{words.documents.newTab}</p>
            <div className="panels">
              {DOCUMENTS.map((name) => (
                <DocumentCard key={name} name={name} languages={Object.keys(policy.title)} />
              ))}
            </div>
          </div>
        )}
      </Answer>
    </Page>
  );
}

function DocumentCard({ name, languages }: { readonly name: Name; readonly languages: readonly string[] }) {
  const { words } = useVisit();
  return (
    <section className="card stack" aria-labelledby={name}>
      <h2 id={name}>{words.documents.names[name]}</h2>
      <p>{words.documents.about[name]}</p>
      <ul className="entries">
        {languages.map((language) => (
          <InLanguage key={language} name={name} language={language} />
        ))}
      </ul>
    </section>
  );
}

function InLanguage({ name, language }: { readonly name: Name; readonly language: string }) {
  const { words } = useVisit();
  const { open, print, html, markdown, of, names } = words.documents;
  const spoken = nameOfLanguage(language, words);
  const label = (what: string) => of(what, names[name], spoken);
  const address = pathOf("document", { name, language });
  const keep = useMutation({
    mutationFn: async (kind: "html" | "markdown") => {
      const made = await ask("document", { path: { name, language } });
      const file = `${name}.${language}.${kind === "html" ? "html" : "md"}`;
      save(file, made[kind], kind === "html" ? "text/html" : "text/markdown");
    },
  });
  return (
    <li className="document">
      <h3>{spoken}</h3>
      <div className="row">
        <a className="button small" href={address} target="_blank" rel="noopener" aria-label={label(open)}>
          {open}
        </a>
        <button
          type="button"
          className="button small"
          aria-label={label(print)}
          onClick={() => printPage(address)}
        >
          {print}
        </button>
        {(["html", "markdown"] as const).map((kind) => (
          <button
            key={kind}
            type="button"
            className="button small"
            aria-label={label(words.documents[kind])}
            disabled={keep.isPending}
            onClick={() => keep.mutate(kind)}
          >
            {kind === "html" ? html : markdown}
          </button>
        ))}
      </div>
      <div role="alert">{keep.error === null ? null : <Trouble error={keep.error} />}</div>
    </li>
  );
}

/** Opens a page of our own and has the browser print it; the page itself runs nothing. */
function printPage(address: string): void {
  const opened = window.open(address);
  opened?.addEventListener("load", () => opened.print());
}
