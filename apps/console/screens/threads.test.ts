import type { AnswerOf } from "@avow/contract";
import { createElement } from "react";
import { describe, expect, it } from "vitest";
import index from "../../../policies/index/policy.ts";
import { looking, reading } from "../api.ts";
import { type ReadingPurpose, readingPurposes } from "../correspondence-terms.ts";
import { PERSON } from "../fixtures.ts";
import { showScreen } from "../show-screen.testing.ts";
import { LANGUAGES, type Language, wordsOf } from "../words.ts";
import { OpenedThread } from "./thread.tsx";

type Thread = AnswerOf<"thread">;

const AT = "2026-11-23T04:00:00.000Z";
const LETTER = "4c1c9e52-1f0b-4c8e-9d2a-5b3f1c8f9a51";
const FILE = "4c1c9e52-1f0b-4c8e-9d2a-5b3f1c8f9a52";
const { services } = index.model.purposes;
const PURPOSES: readonly ReadingPurpose[] = [{ id: "services", title: services.title, clause: "2.1.2" }];

const letter: Thread["letters"][number] = {
  id: LETTER,
  at: AT,
  door: "mail",
  proof: "claimed",
  from: { name: "Lin <Yue>", address: "lin@marker.example" },
  automatic: false,
  unreadable: false,
  subject: "My data",
  text: "Please send me <b>everything</b>.",
  quoted: "> Dear reader",
  enclosures: [
    { id: FILE, name: "invoice.pdf.exe", type: "application/x-msdownload", size: 4096, mark: "executable" },
  ],
  original: 5120,
  ended: ["marketing"],
  delivery: null,
  hints: ["objection", "access"],
};

const thread: Thread = {
  person: PERSON,
  name: "Lin Yue",
  email: "lin@marker.example",
  hasAccount: true,
  clause: "2.1.2",
  letters: [
    letter,
    {
      ...letter,
      id: FILE,
      door: "staff",
      proof: null,
      from: null,
      enclosures: [],
      original: null,
      ended: [],
      hints: [],
      delivery: "failed",
    },
  ],
  requests: [{ id: FILE, letter: LETTER, request: "erase", openedAt: AT, closedAt: null }],
  objectable: [
    { purpose: "marketing", title: { en: "news", zh: "资讯" }, objectedAt: AT },
    { purpose: "partner-marketing", title: { en: "offers", zh: "优惠信息" }, objectedAt: null },
  ],
};

/** The page of a thread after it was said what for. */
function opened(language: Language, change: Partial<Thread> = {}): string {
  const screen = { name: "thread", id: PERSON } as const;
  const asked = looking("thread", { person: PERSON }, { purpose: "services" });
  const element = createElement(OpenedThread, { person: PERSON, purpose: "services" });
  return showScreen(language, screen, { element, known: [[asked.queryKey, { ...thread, ...change }]] });
}

describe.each(LANGUAGES)("correspondence in %s", (language) => {
  const { threads: list, thread: say, clause } = wordsOf(language);

  it("[2.1.2] the list says who waits and what is asked for, and nothing that anybody wrote", () => {
    const row = { person: PERSON, letters: 3, latestAt: AT, waiting: 2, requests: ["access", "erase"] };
    const page = showScreen(language, { name: "threads" }, { known: [[reading("threads").queryKey, [row]]] });
    for (const said of [
      list.title,
      `${list.names.access}, ${list.names.erase}`,
      list.openOf(PERSON.slice(0, 8)),
    ])
      expect(page).toContain(said);
    expect(page).toContain(`/console/threads/${PERSON}`);
    const none = showScreen(language, { name: "threads" }, { known: [[reading("threads").queryKey, []]] });
    expect(none).toContain(list.empty);
    expect(none).not.toContain('class="records"');
  });

  it("[2.1.2] [law 5] no letter is read before somebody says what for: the page offers the purposes the policy has, with their clauses", () => {
    const asked = looking("thread", { person: PERSON }, { purpose: "services" });
    const page = showScreen(
      language,
      { name: "thread", id: PERSON },
      {
        known: [
          [readingPurposes.queryKey, PURPOSES],
          [asked.queryKey, thread],
        ],
      },
    );
    expect(page).toContain('<option value="services"');
    expect(page).toContain("(2.1.2)");
    expect(page).not.toContain("My data");
    expect(page).not.toContain(thread.email);
  });

  it("[2.1.2] an open thread says under which clause, whose each letter is and what shows it, with markup as words", () => {
    const page = opened(language);
    for (const said of [say.opened("2.1.2"), clause("2.1.2"), say.hasAccount, say.proofs.claimed, say.quoted])
      expect(page).toContain(said);
    expect(page).toContain("Lin &lt;Yue&gt;");
    expect(page).toContain("Please send me &lt;b&gt;everything&lt;/b&gt;.");
    expect(page).toContain(`${say.us}: My data`);
    expect(page).toContain(say.deliveries.failed);
    expect(page).toContain('value="Re: My data"');
    expect(opened(language, { hasAccount: false, name: "" })).toContain(say.noAccount);
  });

  it("[2.1.2] an enclosure is saved and never shown; of one that can run it is said, beside its type by content", () => {
    const page = opened(language);
    expect(page).toContain(`/console/api/threads/${PERSON}/enclosures/${FILE}?purpose=services`);
    for (const said of [
      say.saveOf("invoice.pdf.exe"),
      say.marks.executable,
      say.danger,
      "application/x-msdownload",
    ])
      expect(page).toContain(said);
    expect(page).not.toMatch(/<(?:img|iframe|object|embed|video)\b/);
    const inert = {
      ...letter,
      enclosures: [{ id: FILE, name: "a.pdf", type: "application/pdf", size: 1, mark: "inert" as const }],
    };
    expect(opened(language, { letters: [inert] })).not.toContain(say.danger);
  });

  it("[2.4.9] what a letter ended is said, and what it hints at is offered once: no objection that holds, no request that is open", () => {
    const page = opened(language);
    const [ended, still] = thread.objectable.map(({ title }) => title[language] ?? "");
    const capital = (text: string) => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
    expect(page).toContain(say.ended(capital(ended ?? "")));
    expect(page).toContain(say.object(capital(still ?? "")));
    expect(page).not.toContain(say.object(capital(ended ?? "")));
    expect(page).toContain(say.request.access);
    expect(page).toContain(`>${say.close}</button>`);
    const asked = {
      ...thread.requests[0],
      id: LETTER,
      letter: LETTER,
      request: "access",
      openedAt: AT,
      closedAt: AT,
    } as const;
    const again = opened(language, { requests: [asked] });
    expect(again).not.toContain(say.request.access);
    expect(again).toContain(say.closed);
    expect(again).not.toContain(`>${say.close}</button>`);
  });

  it("what was erased, or cannot be taken apart, is said and not left blank", () => {
    const gone = {
      ...letter,
      text: "",
      quoted: "",
      original: null,
      subject: "",
      enclosures: [],
      ended: [],
      hints: [],
    };
    const page = opened(language, { letters: [gone, { ...gone, id: FILE, unreadable: true }] });
    for (const said of [say.erased, say.unreadable, say.noSubject]) expect(page).toContain(said);
    expect(opened(language, { letters: [] })).toContain(say.noLetters);
  });
});
