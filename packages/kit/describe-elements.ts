import type { Action, Bundle, Text } from "@avow/policy";

/** How each kind of element is said around its title. */
type Said = Readonly<Record<"en" | "zh", (title: string) => string>>;

const ELEMENTS: Readonly<
  Record<"form" | "cookie" | "key" | "data" | "purpose" | "objection" | "recipient" | "permission", Said>
> = {
  form: { en: (title) => `the form “${title}”`, zh: (title) => `“${title}”表单` },
  cookie: { en: (title) => `the cookie ${title}`, zh: (title) => `Cookie ${title}` },
  key: { en: (title) => `the storage key ${title}`, zh: (title) => `存储项 ${title}` },
  data: { en: (title) => `the data “${title}”`, zh: (title) => `信息“${title}”` },
  purpose: { en: (title) => `the purpose “${title}”`, zh: (title) => `处理目的“${title}”` },
  objection: { en: (title) => `the objection to “${title}”`, zh: (title) => `对“${title}”的反对` },
  recipient: { en: (title) => `the recipient “${title}”`, zh: (title) => `接收方“${title}”` },
  permission: { en: (title) => `permission to ${title}`, zh: (title) => `允许${title}` },
};

type Permitted = Exclude<Action, "collect" | "store">;

const DEEDS: Readonly<Record<Permitted, Said>> = {
  use: { en: () => "use", zh: () => "使用" },
  contact: { en: (by) => `contact people by ${by}`, zh: (by) => `通过${by}联系` },
  disclose: { en: (to) => `disclose to ${to}`, zh: (to) => `向${to}提供` },
  transfer: { en: (to) => `transfer to ${to}`, zh: (to) => `向${to}传输` },
  publish: { en: () => "make public", zh: () => "公开" },
  release: { en: () => "release statistics", zh: () => "发布统计结果" },
  keep: { en: () => "keep", zh: () => "保存" },
  erase: { en: () => "erase", zh: () => "删除" },
};

/** The parts of the model that stand for a clause, in words for people, each once. */
export function describeElements(bundle: Bundle, clause: string, language: string): readonly string[] {
  const tongue = language.startsWith("zh") ? "zh" : "en";
  const titleOf = ({ title }: { readonly title: Text }) => title[language] ?? title.en ?? "";
  const say = (kind: keyof typeof ELEMENTS, title: string) => ELEMENTS[kind][tongue](title);
  const named = <E extends { readonly clause: string }>(elements: Readonly<Record<string, E>>) =>
    Object.entries(elements).filter(([, element]) => element.clause === clause);
  const objections = Object.values(bundle.purposes).filter(({ objection }) => objection === clause);
  const found = [
    ...named(bundle.forms).map(([, form]) => say("form", titleOf(form))),
    ...named(bundle.storage).map(([name, { kind }]) => say(kind === "cookie" ? "cookie" : "key", name)),
    ...named(bundle.data).map(([, category]) => say("data", titleOf(category))),
    ...named(bundle.purposes).map(([, purpose]) => say("purpose", titleOf(purpose))),
    ...objections.map((purpose) => say("objection", titleOf(purpose))),
    ...named(bundle.recipients).map(([, recipient]) => say("recipient", titleOf(recipient))),
    ...bundle.rules.flatMap((rule) => {
      const { action } = rule;
      if (rule.clause !== clause || action === "collect" || action === "store") return [];
      const objects = [
        ...(rule.channel ?? []).map((id) => bundle.channels[id]),
        ...(rule.recipient ?? []).map((id) => bundle.recipients[id]),
      ].map((object) => (object === undefined ? "" : titleOf(object)));
      const list = new Intl.ListFormat(language, { type: "disjunction" }).format(objects);
      return [say("permission", DEEDS[action][tongue](list))];
    }),
  ];
  return [...new Set(found)];
}
