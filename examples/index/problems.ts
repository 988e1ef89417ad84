import type { Avow } from "@avow/client";
import type { FormTrouble } from "./pages/form.ts";
import type { PortalContext } from "./site.ts";
import type { Language } from "./words.ts";

/** The text fields a form was sent with; files and repetitions are left out. */
export async function textFields(http: PortalContext): Promise<Record<string, string>> {
  const body = await http.req.parseBody();
  return Object.fromEntries(
    Object.entries(body).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

export type Problem = Extract<Awaited<ReturnType<Avow["register"]>>, { ok: false }>["problem"];

/** A problem in the visitor's language, as far as it has words in it. */
export function troubleOf(problem: Problem, language: Language): FormTrouble {
  const isLimited = problem.remedy?.kind === "answer-change";
  return {
    message: isLimited
      ? LIMITED[language]
      : (problem.reason?.[language] ?? PROBLEM_WORDS[language][problem.code] ?? problem.detail),
    clause: problem.clause ?? null,
    ...(isLimited && { answers: "change" as const }),
    fields: problem.errors ?? [],
  };
}

/** What the gate says of a person to whoever asks, said to the person. */
const LIMITED: Readonly<Record<Language, string>> = {
  en: "Only a change of the policy permits this, and you have not agreed to it: the earlier limits hold for you. Leave out what is new, or decide about the change.",
  zh: "此项操作系政策变更后方才允许，而您尚未同意该变更，原有限制对您继续有效。您可以不提供新增的内容，也可以就该变更作出决定。",
};

/** The portal's own words for the problems a form can meet. */
const PROBLEM_WORDS: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  en: {
    "email-taken": "There is already an account with this e-mail address. Log in, or use another address.",
    "credentials-wrong": "The e-mail address or the password is wrong.",
    "field-undeclared": "The form was sent with a field that is not declared, so nothing was kept.",
    "field-missing": "A required field is empty.",
    "field-malformed": "Something cannot be read.",
    "too-many-attempts":
      "Too many letters were written in this hour. Please try again later, or write by e-mail.",
    "store-unreachable": "This is not available just now. Nothing was kept; please try again in a moment.",
  },
  zh: {
    "email-taken": "该邮箱已注册账号。请登录，或者使用其他邮箱。",
    "credentials-wrong": "邮箱或者密码不正确。",
    "field-undeclared": "提交的内容含有未声明的信息项，因此未作任何保存。",
    "field-missing": "有必填项未填写。",
    "field-malformed": "有内容无法识别。",
    "too-many-attempts": "一小时内来信过多。请稍后再试，或者通过电子邮件联系我们。",
    "store-unreachable": "暂时无法使用。未作任何保存，请稍后再试。",
  },
};

/** A problem's status, as Hono wants it typed. */
export function statusOf(status: number): 400 {
  // Hono types the statuses it knows; the contract's are among them.
  return status as 400;
}
