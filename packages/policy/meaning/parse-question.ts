import { ACTIONS, type Action } from "../model.ts";
import { suggest } from "../near-miss.ts";
import { findData, findName, misread, type Read } from "./find-names.ts";
import { type Property, parseProperty } from "./parse-property.ts";
import type { Space } from "./permissions.ts";

/** A question as it was understood, in declared names. */
export type Question =
  | { readonly kind: "receive" | "uses" | "done" | "where"; readonly data: readonly string[] }
  | { readonly kind: "role"; readonly role: string }
  | { readonly kind: "withdrawn" | "objected"; readonly purpose: string }
  | { readonly kind: "cookies" | "loggedOut" }
  | {
      readonly kind: "may";
      readonly role: string;
      readonly action: Action;
      readonly data: readonly string[];
      readonly purpose: string;
      /** `null` where the question leaves it open. */
      readonly object: string | null;
    }
  | { readonly kind: "never"; readonly property: Property };

type Slots = Readonly<Record<string, string | undefined>>;

/** One form of question: how it is written, in each language, and what is read from its slots. */
interface Form {
  readonly help: string;
  readonly patterns: readonly RegExp[];
  readonly read: (slots: Slots, space: Space) => Read<Question>;
}

const ACTIONS_IN_CHINESE: Readonly<Record<string, Action>> = {
  收集: "collect",
  使用: "use",
  联系: "contact",
  提供: "disclose",
  传输: "transfer",
  公开: "publish",
  存储: "store",
  发布: "release",
  保存: "keep",
  删除: "erase",
};

const FORMS: readonly Form[] = [
  {
    help: "who may receive DATA · 谁可能获得 DATA",
    patterns: [
      /^who (?:may|can|could) (?:ever )?(?:receive|see|get) (?<data>.+)$/i,
      /^谁(?:可能|可以|会|能)(?:获得|收到|接收|看到) ?(?<data>.+)$/,
    ],
    read: readData("receive"),
  },
  {
    help: "what may DATA be used for · DATA 可以用于什么",
    patterns: [
      /^what (?:may|can) (?<data>.+) be used for$/i,
      /^(?<data>.+?) ?(?:可以|可能|会|能)?(?:被)?用(?:于|来做)什么$/,
    ],
    read: readData("uses"),
  },
  {
    help: "what may be done with DATA · 可以对 DATA 做什么",
    patterns: [/^what (?:may|can) be done with (?<data>.+)$/i, /^(?:可以|可能|能)对 ?(?<data>.+?) ?做什么$/],
    read: readData("done"),
  },
  {
    help: "where may DATA go · DATA 可能去往哪里",
    patterns: [
      /^where (?:may|can) (?<data>.+) go$/i,
      /^(?<data>.+?) ?(?:可以|可能|会|能)(?:去往|传到|去)(?:哪里|哪些国家|哪些地方)$/,
    ],
    read: readData("where"),
  },
  {
    help: "what changes if consent to PURPOSE is withdrawn · 撤回对 PURPOSE 的同意会怎样",
    patterns: [
      /^what (?:changes|stops) if (?:the )?consent to (?<purpose>.+) is withdrawn$/i,
      /^撤回对 ?(?<purpose>.+?) ?的同意[，,]?(?:会怎样|会有什么变化|有什么变化)$/,
    ],
    read: readPurpose("withdrawn"),
  },
  {
    help: "what changes if somebody objects to PURPOSE · 反对 PURPOSE 会怎样",
    patterns: [
      /^what (?:changes|stops) if (?:somebody|someone|a person) objects to (?<purpose>.+)$/i,
      /^反对 ?(?<purpose>.+?)[，,]? ?(?:会怎样|会有什么变化|有什么变化)$/,
    ],
    read: readPurpose("objected"),
  },
  {
    help: "what is refused if cookies are refused · 拒绝 Cookie 后哪些操作会被拒绝",
    patterns: [
      /^what is refused if cookies are refused$/i,
      /^拒绝 ?cookie ?(?:后|，|,)? ?(?:什么|哪些操作)会被拒绝$/i,
    ],
    read: () => ({ ok: true, value: { kind: "cookies" } }),
  },
  {
    help: "what is refused if nobody is logged in · 未登录时哪些操作会被拒绝",
    patterns: [
      /^what is refused if (?:nobody|no one|the person) is (?:not )?logged in$/i,
      /^未登录(?:时|，|,)? ?(?:什么|哪些操作)会被拒绝$/,
    ],
    read: () => ({ ok: true, value: { kind: "loggedOut" } }),
  },
  {
    help: "may ROLE ACTION DATA for PURPOSE [by CHANNEL | to RECIPIENT] · ROLE 可否为 PURPOSE [通过 CHANNEL | 向 RECIPIENT] ACTION DATA",
    patterns: [
      /^(?:may|can) (?<role>.+?) (?<action>collect|use|contact|disclose|transfer|publish|store|release|keep|erase)(?: with)? (?<data>.+?) for (?<purpose>.+?)(?: by (?<channel>.+)| to (?<recipient>.+))?$/i,
      /^(?<role>.+?) ?(?:可否|能否|是否可以|可以)(?:为|出于) ?(?<purpose>.+?) ?(?:通过 ?(?<channel>.+?) ?|向 ?(?<recipient>.+?) ?)?(?<action>收集|使用|联系|提供|传输|公开|存储|发布|保存|删除) ?(?<data>.+?) ?吗?$/,
    ],
    read: readMay,
  },
  {
    help: "what may ROLE do · ROLE 可以做什么",
    patterns: [/^what (?:may|can) (?<role>.+) do$/i, /^(?<role>.+?) ?(?:可以|能)做什么$/],
    read: (slots, space) =>
      andThen(findName(space, "roles", slots.role ?? ""), (role) => ({
        ok: true,
        value: { kind: "role", role },
      })),
  },
];

/** Every form of question, in English and Chinese. DATA is a field, a category, or several with commas. */
export const QUESTION_FORMS: readonly string[] = [
  ...FORMS.map(({ help }) => help),
  "never: PROPERTY, as in properties.txt",
];

/** Reads a question; names of roles, purposes, channels and recipients may be their titles. */
export function parseQuestion(space: Space, question: string): Read<Question> {
  const asked = question
    .trim()
    .replace(/\s+/g, " ")
    .replace(/[\s?？。.]+$/u, "");
  if (/^never\s*[:：]/i.test(asked))
    return andThen(parseProperty(asked, space), (property) => ({
      ok: true,
      value: { kind: "never", property },
    }));
  for (const { patterns, read } of FORMS)
    for (const pattern of patterns) {
      const slots = pattern.exec(asked)?.groups;
      if (slots !== undefined || pattern.test(asked)) return read(slots ?? {}, space);
    }
  const [nearest] = FORMS.map(({ help }) => ({ help, shared: countShared(asked, help) })).sort(
    (a, b) => b.shared - a.shared,
  );
  const forms = QUESTION_FORMS.map((form) => `\n    ${form}`).join("");
  const near = nearest === undefined || nearest.shared < 2 ? "" : `perhaps: ${nearest.help}; `;
  return misread(`the question \`${asked}\` is not understood`, `${near}questions are:${forms}`);
}

function countShared(asked: string, help: string): number {
  const words = new Set(asked.toLowerCase().match(/[a-z]+|\p{Script=Han}/gu) ?? []);
  return [...new Set(help.toLowerCase().match(/[a-z]+|\p{Script=Han}/gu) ?? [])].filter((word) =>
    words.has(word),
  ).length;
}

function readData(kind: "receive" | "uses" | "done" | "where"): Form["read"] {
  return ({ data = "" }, space) =>
    andThen(readFields(space, data), (fields) => ({ ok: true, value: { kind, data: fields } }));
}

function readPurpose(kind: "withdrawn" | "objected"): Form["read"] {
  return ({ purpose = "" }, space) =>
    andThen(findName(space, "purposes", purpose), (name) => ({ ok: true, value: { kind, purpose: name } }));
}

function readMay(slots: Slots, space: Space): Read<Question> {
  const said = slots.action?.toLowerCase() ?? "";
  const action = ACTIONS.find((one) => one === said) ?? ACTIONS_IN_CHINESE[said];
  if (action === undefined) return misread(`\`${said}\` is not an action`, suggest(said, ACTIONS).help ?? "");
  return andThen(findName(space, "roles", slots.role ?? ""), (role) =>
    andThen(findName(space, "purposes", slots.purpose ?? ""), (purpose) =>
      andThen(readFields(space, slots.data ?? ""), (data) =>
        andThen(readObject(space, slots), (object) => ({
          ok: true,
          value: { kind: "may", role, action, data, purpose, object },
        })),
      ),
    ),
  );
}

function readObject(space: Space, { channel, recipient }: Slots): Read<string | null> {
  if (channel !== undefined) return findName(space, "channels", channel);
  if (recipient !== undefined) return findName(space, "recipients", recipient);
  return { ok: true, value: null };
}

/** Fields and categories with commas, `and` or `和` between them. */
function readFields(space: Space, said: string): Read<readonly string[]> {
  const fields = new Set<string>();
  for (const name of said.split(/\s*(?:[,，、]|\sand\s|和)\s*/).filter((one) => one !== "")) {
    const found = findData(space, name);
    if (!found.ok) return found;
    for (const field of found.value) fields.add(field);
  }
  return { ok: true, value: [...fields].sort() };
}

function andThen<T, U>(read: Read<T>, next: (value: T) => Read<U>): Read<U> {
  return read.ok ? next(read.value) : read;
}
