import type { BodyOf } from "@avow/contract";
import type { Operator } from "../staff/operators.ts";
import type { Standing, Subject, Subjects } from "./subject.ts";

/** What a test says of how the people of each subject stand; a subject it does not name is not there. */
export type Stands = Map<string, Standing>;

const ELEMENTS = [
  { id: "happened", title: { en: "What happened", zh: "发生了什么" } },
  { id: "advice", title: { en: "What you can do", zh: "您可以做什么" } },
];

/** Subjects whose people stand as a test says; `covered` are those that an announcement covers. */
export function testSubjects(stands: Stands, covered: Set<string>): Subjects {
  const subject = (kind: Subject["kind"]): Subject => ({
    kind,
    elements: ELEMENTS,
    standing: async (_context, _tx, id) => stands.get(id) ?? null,
    published: async (_context, _tx, { id }) => void covered.add(id),
    withdrawn: async (_context, _tx, { id }) => void covered.delete(id),
  });
  return { incident: subject("incident"), "policy-change": subject("policy-change") };
}

export function operator(name: string): Operator {
  return { id: `id-of-${name}`, name, email: `${name}@index.example` };
}

/** A complete announcement about a subject of this id. */
export function written(
  id: string,
  until: Date,
  kind: Subject["kind"] = "incident",
): BodyOf<"draftAnnouncement"> {
  return {
    subject: { kind, id },
    reason: {
      en: "Their addresses came back and they left no telephone number.",
      zh: "邮件和信件均被退回，且未留下电话号码。",
    },
    title: { en: "An old backup was read", zh: "旧备份遭读取" },
    elements: {
      happened: {
        en: "On 3 November <somebody> read a backup & copied it.",
        zh: "十一月三日，有人读取了一份备份。",
      },
      advice: { en: "Change your password.\n\nBeware of callers.", zh: "请修改密码。\n\n谨防来电诈骗。" },
    },
    until: until.toISOString(),
  };
}
