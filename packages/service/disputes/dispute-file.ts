import { type Bundle, escapeMarkdown, type Text } from "@avow/policy";
import { transact } from "@avow/postgres";
import type { Context } from "../context.ts";
import { ProblemError } from "../http/problem.ts";
import { listReceipts } from "../receipts/receipts.ts";
import type { ServiceTables } from "../tables.ts";

/** What the file says in a language. Clauses and titles come from the policy. */
interface Phrases {
  readonly dispute: (reference: string) => string;
  readonly states: readonly (readonly [label: string, of: keyof Stated])[];
  readonly lawAndCourts: string;
  readonly held: string;
  readonly heldRecords: (title: string, records: number) => string;
  readonly evidence: string;
  readonly evidenceLead: string;
  readonly columns: string;
  readonly waiting: string;
  readonly key: string;
}

interface Stated {
  readonly controller: string;
  readonly contact: string;
  readonly person: string;
  readonly openedAt: string;
  readonly closedAt: string;
  readonly policy: string;
}

const PHRASES: Readonly<Record<"en" | "zh", Phrases>> = {
  en: {
    dispute: (reference) => `Dispute ${reference}`,
    states: [
      ["Personal data handler", "controller"],
      ["Contact", "contact"],
      ["Person, by the number of their account", "person"],
      ["Opened", "openedAt"],
      ["Closed", "closedAt"],
      ["Version of the policy", "policy"],
    ],
    lawAndCourts: "Law and courts",
    held: "What is held",
    heldRecords: (title, records) => `${title}: ${records} ${records === 1 ? "record" : "records"}`,
    evidence: "Evidence",
    evidenceLead:
      "Every entry below stands in an append-only log under the number given. The person can download the receipt of each; it proves, offline and to anybody, what was recorded and when.",
    columns: "| no. | at (UTC) | what | clause | number in the log |",
    waiting: "waiting",
    key: "The log's key, and how many witnesses are asked for",
  },
  zh: {
    dispute: (reference) => `争议 ${reference}`,
    states: [
      ["个人信息处理者", "controller"],
      ["联系方式", "contact"],
      ["个人（账号编号）", "person"],
      ["立案时间", "openedAt"],
      ["结案时间", "closedAt"],
      ["政策版本", "policy"],
    ],
    lawAndCourts: "适用法律与管辖法院",
    held: "所保全的信息",
    heldRecords: (title, records) => `${title}：${records} 条`,
    evidence: "证据",
    evidenceLead:
      "下列各项均以所示编号记入只可追加的日志。该个人可下载每一项的回执；任何人均可凭回执离线核验所记内容及其时间。",
    columns: "| 序号 | 时间（UTC） | 事项 | 条款 | 日志编号 |",
    waiting: "待入册",
    key: "日志公钥及所要求的见证方数目",
  },
};

/**
 * What the company hands over in a dispute, as Markdown in every language of the policy: which law and courts decide (clauses
 * 1.1 and 1.2), what is held, and the evidence by its numbers in the log. It holds no value of the person's data.
 * @throws {ProblemError} `not-found`
 */
export async function writeDisputeFile(context: Context, id: string): Promise<string> {
  const { bundle, version, ledger } = context;
  const dispute = await context.db
    .withTables<ServiceTables>()
    .selectFrom("dispute")
    .selectAll()
    .where("id", "=", id)
    .executeTakeFirst();
  if (dispute === undefined) throw new ProblemError("not-found", { detail: "there is no such dispute" });
  const { person, reference } = dispute;
  const holdings = await transact(context.db, (tx) => context.vault.holdings(tx, person));
  const receipts = (await listReceipts(context, person)).toReversed();
  const parts = bundle.languages.map((language) => {
    const phrases = PHRASES[language.startsWith("zh") ? "zh" : "en"];
    const stated: Stated = {
      controller: inLanguage(bundle.controller?.name, language),
      contact: [bundle.controller?.email, bundle.controller?.telephone].join(", "),
      person,
      openedAt: dispute.opened_at.toISOString(),
      closedAt: dispute.closed_at?.toISOString() ?? "—",
      policy: version,
    };
    return [
      `# ${phrases.dispute(escapeMarkdown(reference))}`,
      phrases.states.map(([label, of]) => `- ${label}: ${escapeMarkdown(stated[of])}`).join("\n"),
      `## ${phrases.lawAndCourts}`,
      ...[bundle.law.clause, bundle.law.courtsClause].map((clause) => quoteClause(bundle, clause, language)),
      `## ${phrases.held}`,
      countByCategory(holdings)
        .map(([category, records]) => {
          const title = escapeMarkdown(inLanguage(bundle.data[category]?.title, language) || category);
          return `- ${phrases.heldRecords(title, records)}`;
        })
        .join("\n"),
      `## ${phrases.evidence}`,
      phrases.evidenceLead,
      [
        phrases.columns,
        "|--:|---|---|---|--:|",
        ...receipts.map(
          ({ sequence, at, kind, clause, index }) =>
            `| ${sequence} | ${at.slice(0, 19)} | ${kind} | ${clause} | ${index ?? phrases.waiting} |`,
        ),
      ].join("\n"),
      `${phrases.key}:`,
      `\`\`\`text\n${ledger.trustPolicy().trim()}\n\`\`\``,
    ].join("\n\n");
  });
  return `${parts.join("\n\n---\n\n")}\n`;
}

/** A clause as it is published, quoted. */
function quoteClause({ clauses }: Bundle, id: string, language: string): string {
  const words = clauses.find((clause) => clause.id === id)?.words[language] ?? "";
  return [`**${id}**`, ...words.split("\n")].map((line) => `> ${line}`.trimEnd()).join("\n");
}

function countByCategory(
  holdings: readonly { readonly category: string }[],
): readonly (readonly [string, number])[] {
  const categories = [...new Set(holdings.map(({ category }) => category))].sort();
  return categories.map((category) => [category, holdings.filter((one) => one.category === category).length]);
}

function inLanguage(text: Text | undefined, language: string): string {
  return text?.[language] ?? "";
}
