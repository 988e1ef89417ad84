import { useMutation, useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useRef } from "react";
import { type Operator, reading } from "./api.ts";
import { PolicyText } from "./elements.tsx";
import { type Screen, withMember } from "./router.ts";
import { ShortcutDialog, useShortcuts } from "./shortcuts.tsx";
import { Link, useVisit } from "./visit.tsx";
import { type Language, TAGS } from "./words.ts";

/** What surrounds every page. Without an operator it leads nowhere. */
export function Frame(p: {
  readonly operator: Operator | null;
  readonly onLogOut: () => Promise<void>;
  readonly children: ReactNode;
}) {
  const { words, language } = useVisit();
  useEffect(() => {
    document.documentElement.lang = TAGS[language];
  }, [language]);
  return (
    <>
      <a className="skip" href="#main">
        {words.skip}
      </a>
      <header className="page-header">
        <div className="wrap wide">
          <div className="bar">
            <p className="brand">
              {words.console}
              {p.operator === null ? null : <PolicyTitle />}
            </p>
            <div className="row own">
              {p.operator === null ? null : <Account operator={p.operator} onLogOut={p.onLogOut} />}
              <LanguageSwitch />
            </div>
          </div>
          {p.operator === null ? null : <Tabs />}
        </div>
      </header>
      <main id="main" className="page-main" tabIndex={-1}>
        {p.children}
      </main>
      {p.operator === null ? null : <Footer />}
    </>
  );
}

function PolicyTitle() {
  const { data } = useQuery(reading("overview"));
  return data === undefined ? null : (
    <small>
      <PolicyText text={data.policy.title} />
    </small>
  );
}

function Account(p: { readonly operator: Operator; readonly onLogOut: () => Promise<void> }) {
  const { words } = useVisit();
  const leave = useMutation({ mutationFn: p.onLogOut });
  return (
    <>
      <span className="meta operator">
        <span className="visually-hidden">{words.loggedInAs} </span>
        {p.operator.name}
      </span>
      <button type="button" className="link" disabled={leave.isPending} onClick={() => leave.mutate()}>
        {words.logOut}
      </button>
      {leave.error === null ? null : <span role="alert">{words.trouble.title}</span>}
    </>
  );
}

const NAMES: Readonly<Record<Language, string>> = { en: "English", zh: "中文" };

function LanguageSwitch() {
  const { language, words, search, change } = useVisit();
  const other = language === "en" ? "zh" : "en";
  return (
    <nav aria-label={words.language}>
      <a
        href={withMember(search, "lang", other)}
        lang={TAGS[other]}
        hrefLang={TAGS[other]}
        onClick={(event) => {
          event.preventDefault();
          change("lang", other);
        }}
      >
        {NAMES[other]}
      </a>
    </nav>
  );
}

const TABS = [
  "today",
  "incidents",
  "announcements",
  "people",
  "messages",
  "notices",
  "mailbox",
  "threads",
  "letters",
  "calls",
  "cases",
  "research",
  "policy",
  "versions",
  "changes",
  "documents",
  "drift",
  "traffic",
  "disputes",
  "campaigns",
  "licences",
  "advertisers",
  "operators",
] as const;
type Tab = (typeof TABS)[number];

/** The section a page belongs to that has no tab of its own. */
const SECTIONS: Readonly<Partial<Record<Screen["name"], Tab>>> = {
  person: "people",
  thread: "threads",
  campaign: "campaigns",
  mail: "mailbox",
  notice: "notices",
  proposal: "versions",
  incident: "incidents",
};

function Tabs() {
  const { words, screen } = useVisit();
  const { data } = useQuery(reading("overview"));
  const here = SECTIONS[screen.name] ?? screen.name;
  const shown = TABS.filter((tab) => tab !== "mailbox" || here === tab || (data?.mailbox.length ?? 0) > 0);
  return (
    <nav className="tabs" aria-label={words.sections}>
      <ul>
        {shown.map((tab) => (
          <li key={tab}>
            <Link to={{ name: tab }} isCurrent={here === tab}>
              {words[tab].tab}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Footer() {
  const { words } = useVisit();
  const dialog = useRef<HTMLDialogElement>(null);
  useShortcuts(dialog);
  return (
    <>
      <footer className="page-footer">
        <div className="wrap wide">
          <button type="button" className="link" onClick={() => dialog.current?.showModal()}>
            {words.shortcuts.title} <kbd>?</kbd>
          </button>
        </div>
      </footer>
      <ShortcutDialog dialog={dialog} />
    </>
  );
}
