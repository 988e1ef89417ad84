import type { ClauseStatus, NoticeItem } from "../model.ts";
import type { Answers } from "./answers.ts";

/** A section of the starting text. */
export interface StartingSection {
  readonly title: Readonly<Record<"en" | "zh", string>>;
  readonly clauses: readonly StartingClause[];
}

/** A clause of the starting text. Its number follows from its place; `key` is how the model finds it. */
export interface StartingClause {
  readonly key: string;
  readonly status: ClauseStatus;
  /** What it tells that a law may demand. */
  readonly tells?: readonly NoticeItem[];
  /** Left out where this is false. */
  readonly if?: (answers: Answers) => boolean;
  readonly en: string;
  readonly zh: string;
}

const states: ClauseStatus = { status: "states" };
const keptBy = (...by: Extract<ClauseStatus, { status: "enforced" }>["by"]): ClauseStatus => ({
  status: "enforced",
  by,
});
const waitsFor = (en: string, zh: string): ClauseStatus => ({ status: "pending", brings: { en, zh } });

const under =
  (...laws: readonly Answers["law"][]) =>
  ({ law }: Answers) =>
    laws.includes(law);
const withMarketing = ({ marketing }: Answers) => marketing;

/**
 * The text a policy starts from. It promises what the model under it keeps, says what the law demands to be said, and marks
 * as pending what the company must first arrange.
 */
export const STARTING_SECTIONS: readonly StartingSection[] = [
  {
    title: { en: "Who we are", zh: "我们是谁" },
    clauses: [
      {
        key: "controller",
        status: keptBy("accountable-controller"),
        tells: ["complaints"],
        en: "{{controller.name}}, {{controller.address}}, answers for your personal data. You reach us at {{controller.email}} or {{controller.telephone}}. {{controller.complaints}}",
        zh: "{{controller.name}}（{{controller.address}}）对您的个人信息负责。您可通过 {{controller.email}} 或 {{controller.telephone}} 与我们联系。{{controller.complaints}}",
      },
      {
        key: "law",
        status: keptBy("law-floor"),
        en: "This policy is read under {{law.title}}.",
        zh: "本政策适用{{law.title}}。",
      },
      {
        key: "courts",
        status: keptBy("legal-hold"),
        en: "Disputes over it are decided by {{law.courts}}. While a dispute is open, the data it needs is not erased.",
        zh: "因本政策发生的争议由{{law.courts}}管辖。争议了结之前，所需信息不予删除。",
      },
      {
        key: "authority",
        status: states,
        tells: ["authority-complaint"],
        if: under("EU", "UK"),
        en: "You may complain to the supervisory authority for data protection where you live, where you work, or where you think the law was broken.",
        zh: "您可以向您居住地、工作地或您认为发生违法行为地的数据保护监管机构投诉。",
      },
    ],
  },
  {
    title: { en: "What we collect", zh: "我们收集什么" },
    clauses: [
      {
        key: "collection",
        status: keptBy("form-door", "gate"),
        tells: ["categories", "purposes"],
        en: "When you open an account we collect your {{form.registration.fields}}. The form shows what each field is for; a field it does not declare is turned away. We use this data {{purpose.account.title}}.",
        zh: "您注册账号时，我们收集：{{form.registration.fields}}。表单会说明每一项的用途；未声明的项目不予接收。上述信息用于：{{purpose.account.title}}。",
      },
      {
        key: "retention",
        status: waitsFor("the run that erases what is past its time", "到期信息的清理"),
        tells: ["retention", "after-retention"],
        en: "We keep {{data.account.title}} ({{data.account.fields}}) {{data.account.retention}}. After that time it is erased.",
        zh: "{{data.account.title}}（{{data.account.fields}}）的保存期限为{{data.account.retention}}。期限届满后即予删除。",
      },
      {
        key: "minors",
        status: waitsFor("a way to ask for the age", "年龄核验方式"),
        tells: ["minors"],
        if: under("CN"),
        en: "Our services are not meant for children under 14. We collect the data of a child under 14 only with the consent of a parent or other guardian, and erase it as soon as we learn that there was none.",
        zh: "我们的服务不面向不满十四周岁的未成年人。收集不满十四周岁未成年人的个人信息，须经其父母或者其他监护人同意；一经发现未经同意，即予删除。",
      },
      {
        key: "minors",
        status: waitsFor("a way to ask for the age", "年龄核验方式"),
        tells: ["minors"],
        if: under("EU", "UK", "CA"),
        en: "Our services are not meant for children under 16. We process the data of a child under 16 on consent only if a parent or guardian has given or authorised it.",
        zh: "我们的服务不面向未满十六周岁的儿童。基于同意处理未满十六周岁儿童的个人信息，须由其父母或监护人作出或授权该同意。",
      },
      {
        key: "storage",
        status: keptBy("storage-register"),
        tells: ["cookies"],
        en: "On your device we store what stands in this register and nothing else: {{storage}}.",
        zh: "我们仅在您的设备上存储下列登记的内容：{{storage}}。",
      },
    ],
  },
  {
    title: { en: "What we use it for", zh: "我们用于什么" },
    clauses: [
      {
        key: "contract",
        status: keptBy("gate"),
        tells: ["legal-bases"],
        en: "We use your data {{purpose.account.title}}. The legal basis is the contract with you; we do nothing more under its name.",
        zh: "我们使用您的信息，{{purpose.account.title}}。其合法性基础是为订立、履行与您之间的合同所必需；我们不以合同之名做任何其他事。",
      },
      {
        key: "marketing",
        status: keptBy("gate"),
        if: withMarketing,
        en: "Only if you have consented do we write to you {{purpose.marketing.title}}, by {{channels}}, and never to anybody we know to be under 18. We keep the words you agreed to and the time.",
        zh: "仅在您同意后，我们才通过{{channels}}与您联系，{{purpose.marketing.title}}；已知未满18周岁的，一律不发送。我们留存您所同意的文字与时间。",
      },
      {
        key: "objection",
        status: keptBy("objection-stands"),
        if: withMarketing,
        en: "You may object at any time, also with one click in each message. An objection takes effect at once and stops messages that are already waiting.",
        zh: "您可以随时拒绝，也可以在每封邮件中一键退订。拒绝即时生效，已在排队的邮件也不再发出。",
      },
    ],
  },
  {
    title: { en: "Your rights", zh: "您的权利" },
    clauses: [
      {
        key: "rights",
        status: waitsFor("the way you answer requests", "处理请求的方式"),
        tells: ["rights"],
        en: "You may know what we do with your data and decide about it; access it and have a copy; have it corrected, completed or erased; restrict or refuse its use; and have our rules explained. Write to {{controller.email}}. If we turn a request down, we tell you why.",
        zh: "您有权知情并作出决定；有权查阅、复制您的个人信息；有权要求更正、补充或者删除；有权限制或者拒绝他人处理；有权要求我们解释处理规则。请发送邮件至 {{controller.email}}。拒绝您的请求的，我们会说明理由。",
      },
      {
        key: "withdrawal",
        status: waitsFor("the way you answer requests", "处理请求的方式"),
        tells: ["withdrawal", "account-cancellation", "portability"],
        en: "You may withdraw a consent as easily as you gave it; what was done before stays lawful. You may close your account, and have your data transferred to another company you name.",
        zh: "您可以撤回同意，且与给予同意同样便捷；撤回不影响此前处理的效力。您可以注销账号，并可以要求将您的信息转移至您指定的其他个人信息处理者。",
      },
      {
        key: "deceased",
        status: waitsFor("the way you answer requests", "处理请求的方式"),
        tells: ["deceased"],
        if: under("CN"),
        en: "After a person's death their close relatives may, for lawful interests of their own, access, copy, correct and erase the data of the deceased, unless the deceased arranged otherwise.",
        zh: "自然人死亡的，其近亲属为了自身的合法、正当利益，可以查阅、复制、更正、删除死者的相关个人信息；死者生前另有安排的除外。",
      },
      {
        key: "opt-out",
        status: states,
        tells: ["opt-out"],
        if: under("CA"),
        en: "We do not sell your personal information and do not share it for cross-context behavioral advertising. You may opt out all the same, here or by the Global Privacy Control of your browser; we honor it and show that we do.",
        zh: "我们不出售您的个人信息，也不为跨情境行为广告而共享。您仍可在此处或通过浏览器的全球隐私控制（Global Privacy Control）选择退出，我们予以遵从并显示其已生效。",
      },
    ],
  },
  {
    title: { en: "When something goes wrong, and when this changes", zh: "发生事件与政策变更" },
    clauses: [
      {
        key: "incidents",
        status: waitsFor("the way you tell people of an incident", "事件告知方式"),
        tells: ["incident-notice"],
        en: "If your data is leaked, altered or lost, we tell you promptly: which kinds of data are concerned, what happened and its cause, the possible harm, what measures we have taken and will take, what you can do to protect yourself, what remedy you have, and how to contact us. We report it to the authority.",
        zh: "发生或者可能发生个人信息泄露、篡改、丢失的，我们将及时告知您：所涉信息的种类、事件的基本情况与原因、可能造成的危害、我们已采取和将要采取的补救措施、您可以采取的减轻危害的措施、您可获得的救济，以及我们的联系方式；并向主管部门报告。",
      },
      {
        key: "changes",
        status: keptBy("published-versions"),
        tells: ["changes"],
        en: "Changes are published here before they take effect, and every version stays readable. A change that widens what you consented to needs your consent anew.",
        zh: "本政策的变更在生效前于此处公布，历次版本均可查阅。变更扩大您所同意的范围的，须重新取得您的同意。",
      },
    ],
  },
];
