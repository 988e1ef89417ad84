import type { Action, Bundle, RefusalCode, Text } from "@avow/policy";

type UnknownCode = Extract<RefusalCode, `${string}-unknown`>;
type PersonCode = "objected" | "consent-missing" | "consent-refused" | "consent-withdrawn" | "pace-reached";

/** What a reason is made from: names the policy declares, or names found fit by {@link shown}; never a value. */
export type Why =
  /** `part` is where the input went wrong, for example `operation.by`. */
  | { readonly code: "malformed"; readonly part: string }
  | { readonly code: "no-controller" | "not-logged-in" | "cookies-refused" | "held" | "minor" }
  | { readonly code: "not-similar" | "licence-missing" | "licence-lapsed" | "change-unanswered" }
  | { readonly code: UnknownCode; readonly name: string | null }
  | {
      readonly code: "not-permitted";
      readonly action: Action;
      readonly by: string;
      readonly purpose: string;
      /** The form, channel, recipient or key that the action names; `null` for the other actions. */
      readonly object: string | null;
    }
  | { readonly code: "data-not-permitted"; readonly field: string; readonly purpose: string }
  | { readonly code: PersonCode; readonly purpose: string };

/** Gives the published title of a name, or the name where the policy publishes none. */
type Titles = (
  of: "roles" | "channels" | "recipients" | "purposes" | "forms" | "fields",
  name: string,
) => string;

const IDENTIFIER = /^[A-Za-z0-9_.-]{1,64}$/;

/** A name as it may be shown: itself where it looks like an identifier, else `null`, for it may be a personal value. */
export function shown(name: string): string | null {
  return IDENTIFIER.test(name) ? name : null;
}

/**
 * Why an operation is refused, as one sentence in each language of the bundle, and in no other. Chinese is used for every
 * `zh` tag; a language that has no sentences here gets the English one.
 */
export function reasonOf(bundle: Bundle, why: Why): Text {
  return Object.freeze(
    Object.fromEntries(
      bundle.languages.map((language) => {
        const titles: Titles = (of, name) => findTitle(bundle, of, name)?.(language) ?? name;
        return [language, /^zh(-|$)/.test(language) ? inChinese(why, titles) : inEnglish(why, titles)];
      }),
    ),
  );
}

function findTitle(
  bundle: Bundle,
  of: Parameters<Titles>[0],
  name: string,
): ((language: string) => string | undefined) | null {
  const element = of === "fields" ? findField(bundle, name) : own(bundle[of], name);
  if (element === undefined) return null;
  return (language) => own(element.title, language) ?? own(element.title, "en");
}

function findField(bundle: Bundle, path: string): { readonly title: Text } | undefined {
  for (const [category, { fields }] of Object.entries(bundle.data))
    for (const [field, declared] of Object.entries(fields))
      if (`${category}.${field}` === path) return declared;
  return undefined;
}

function own<V>(record: Readonly<Record<string, V>>, name: string): V | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

function inEnglish(why: Why, title: Titles): string {
  switch (why.code) {
    case "malformed":
      return `This request cannot be judged: \`${why.part}\` is missing or is not what it should be.`;
    case "no-controller":
      return "The policy names nobody who answers for personal data, so nothing may be done under it.";
    case "action-unknown":
      return `The action given is ${undeclared(why.name)}.`;
    case "role-unknown":
      return `The role given is ${undeclared(why.name)}.`;
    case "purpose-unknown":
      return `The purpose given is ${undeclared(why.name)}.`;
    case "data-unknown":
      return `Among the data given is ${undeclared(why.name)}.`;
    case "form-unknown":
      return `The form given is ${undeclared(why.name)}.`;
    case "channel-unknown":
      return `The channel given is ${undeclared(why.name)}.`;
    case "recipient-unknown":
      return `The recipient given is ${undeclared(why.name)}.`;
    case "key-unknown":
      return `The cookie or storage key given is ${undeclared(why.name)}.`;
    case "condition-unknown":
      return `The policy sets a condition that this software cannot check${why.name === null ? "" : `, \`${why.name}\``}; until it can, this is refused.`;
    case "not-permitted":
      return `The policy does not permit ${title("roles", why.by)} to ${deedInEnglish(why.action, why.object ?? "", title)} for this purpose: ${title("purposes", why.purpose)}.`;
    case "data-not-permitted":
      return `“${title("fields", why.field)}” is not among the data the policy permits here for this purpose: ${title("purposes", why.purpose)}.`;
    case "objected":
      return `This person has objected to this use: ${title("purposes", why.purpose)}.`;
    case "consent-missing":
      return `This person has not agreed to this use: ${title("purposes", why.purpose)}.`;
    case "consent-refused":
      return `This person was asked about this use and said no: ${title("purposes", why.purpose)}.`;
    case "consent-withdrawn":
      return `This person has withdrawn their consent to this use: ${title("purposes", why.purpose)}.`;
    case "not-logged-in":
      return "This may be done only for a person who is logged in.";
    case "cookies-refused":
      return "This needs cookies, and they have not been accepted on this device.";
    case "held":
      return "A dispute holds this data, so it is not erased until the dispute is over.";
    case "minor":
      return "This person is, or may be, under 18, and is therefore spared this.";
    case "not-similar":
      return "This person is a customer, and this is not about anything similar to what they recently bought.";
    case "licence-missing":
      return "Whoever this is to be done for holds no licence for it.";
    case "licence-lapsed":
      return "The licence of whoever this is to be done for is not in force.";
    case "pace-reached":
      return `This person has had as many messages as the policy allows for this purpose: ${title("purposes", why.purpose)}.`;
    case "change-unanswered":
      return "A change of the policy permits this, and this person has not agreed to that change; until they do, the earlier limits hold for them.";
  }
}

function undeclared(name: string | null): string {
  return name === null
    ? "a name that is not declared in the policy"
    : `\`${name}\`, which is not declared in the policy`;
}

function deedInEnglish(action: Action, object: string, title: Titles): string {
  switch (action) {
    case "collect":
      return `collect personal data through the form “${title("forms", object)}”`;
    case "use":
      return "use personal data";
    case "contact":
      return `contact a person by ${title("channels", object)}`;
    case "disclose":
      return `disclose personal data to ${title("recipients", object)}`;
    case "transfer":
      return `transfer personal data to ${title("recipients", object)}`;
    case "publish":
      return "publish personal data";
    case "store":
      return `store \`${object}\` on a device`;
    case "release":
      return "release statistics made from personal data";
    case "keep":
      return "keep personal data";
    case "erase":
      return "erase personal data";
  }
}

function inChinese(why: Why, title: Titles): string {
  switch (why.code) {
    case "malformed":
      return `无法对该请求作出判断：\`${why.part}\` 缺失或不符合要求。`;
    case "no-controller":
      return "该政策未载明对个人信息负责的处理者，因此不得依据该政策处理任何个人信息。";
    case "action-unknown":
      return `所给的处理行为${undeclaredInChinese(why.name)}。`;
    case "role-unknown":
      return `所给的角色${undeclaredInChinese(why.name)}。`;
    case "purpose-unknown":
      return `所给的处理目的${undeclaredInChinese(why.name)}。`;
    case "data-unknown":
      return `所给的信息项中，有一项${undeclaredInChinese(why.name)}。`;
    case "form-unknown":
      return `所给的表单${undeclaredInChinese(why.name)}。`;
    case "channel-unknown":
      return `所给的联系方式${undeclaredInChinese(why.name)}。`;
    case "recipient-unknown":
      return `所给的接收方${undeclaredInChinese(why.name)}。`;
    case "key-unknown":
      return `所给的 Cookie 或存储项${undeclaredInChinese(why.name)}。`;
    case "condition-unknown":
      return `政策设有本软件无法核验的条件${why.name === null ? "" : ` \`${why.name}\` `}，在能够核验之前，此项操作不予允许。`;
    case "not-permitted":
      return `政策不允许${title("roles", why.by)}为以下目的${deedInChinese(why.action, why.object ?? "", title)}：${title("purposes", why.purpose)}。`;
    case "data-not-permitted":
      return `为以下目的，政策不允许在此处理“${title("fields", why.field)}”：${title("purposes", why.purpose)}。`;
    case "objected":
      return `该个人已反对为以下目的处理其个人信息：${title("purposes", why.purpose)}。`;
    case "consent-missing":
      return `该个人尚未同意为以下目的处理其个人信息：${title("purposes", why.purpose)}。`;
    case "consent-refused":
      return `经询问，该个人已拒绝为以下目的处理其个人信息：${title("purposes", why.purpose)}。`;
    case "consent-withdrawn":
      return `该个人已撤回为以下目的处理其个人信息的同意：${title("purposes", why.purpose)}。`;
    case "not-logged-in":
      return "此项操作仅在该个人登录后方可进行。";
    case "cookies-refused":
      return "此项操作需要使用 Cookie，而该设备上尚未接受 Cookie。";
    case "held":
      return "有关争议尚未了结，所需信息依法保全，在此之前不予删除。";
    case "minor":
      return "该个人未满或可能未满18周岁，故不进行此项操作。";
    case "not-similar":
      return "该个人是现有客户，而所涉内容与其近期购买的并不相近。";
    case "licence-missing":
      return "委托方未就此取得授权。";
    case "licence-lapsed":
      return "委托方的授权未在有效期内。";
    case "pace-reached":
      return `为以下目的向该个人发送的消息已达到政策规定的上限：${title("purposes", why.purpose)}。`;
    case "change-unanswered":
      return "此项操作系政策变更后方才允许，而该个人尚未同意该变更；在其同意之前，仍适用变更前的限制。";
  }
}

function undeclaredInChinese(name: string | null): string {
  return name === null ? "是政策中未声明的名称" : `是 \`${name}\`，未在政策中声明`;
}

function deedInChinese(action: Action, object: string, title: Titles): string {
  switch (action) {
    case "collect":
      return `通过“${title("forms", object)}”表单收集个人信息`;
    case "use":
      return "使用个人信息";
    case "contact":
      return `通过${title("channels", object)}与个人联系`;
    case "disclose":
      return `向${title("recipients", object)}提供个人信息`;
    case "transfer":
      return `向${title("recipients", object)}传输个人信息`;
    case "publish":
      return "公开个人信息";
    case "store":
      return `在设备上存储 \`${object}\``;
    case "release":
      return "发布由个人信息得出的统计结果";
    case "keep":
      return "保存个人信息";
    case "erase":
      return "删除个人信息";
  }
}
