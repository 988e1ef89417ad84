import { type Bundle, findSubjectPrefix } from "@avow/policy";
import type { Mail } from "../channels/mail.ts";
import type { StoredMessage } from "./message-rows.ts";

/** What a mail is written from. */
export interface Writing {
  readonly bundle: Bundle;
  readonly publicUrl: string;
  readonly message: Pick<StoredMessage, "id" | "purpose" | "subject" | "body">;
  readonly at: Date;
  /** Sender's address. */
  readonly from: string;
  readonly to: { readonly name: string; readonly address: string };
  /** The person's own, among the policy's. */
  readonly language: string;
  /** The clause that permits it. */
  readonly clause: string;
  /** When the person agreed to the purpose; `null` where it does not rest on consent. */
  readonly agreedAt: Date | null;
  readonly unsubscribeToken: string;
}

/** What a footer says, in one language. */
interface FooterWords {
  readonly colon: string;
  readonly agreed: (day: string, purpose: string) => string;
  readonly permitted: (purpose: string) => string;
  readonly clause: (clause: string, url: string) => string;
  readonly sender: (name: string, address: string, email: string) => string;
  readonly stop: (url: string) => string;
  readonly centre: (url: string) => string;
}

const FOOTER: { readonly en: FooterWords; readonly zh: FooterWords } = {
  en: {
    colon: ": ",
    agreed: (day, purpose) =>
      `You get this message because you agreed to it on ${day} (UTC). Its purpose: ${purpose}.`,
    permitted: (purpose) =>
      `You get this message because our privacy policy permits it. Its purpose: ${purpose}.`,
    clause: (clause, url) => `This is clause ${clause} of our privacy policy: ${url}`,
    sender: (name, address, email) => `Sent by ${name}, ${address}, ${email}, who answers for it.`,
    stop: (url) => `To get no more of these, one click is enough: ${url}`,
    centre: (url) => `All your data and choices: ${url}`,
  },
  zh: {
    colon: "：",
    agreed: (day, purpose) => `您收到本邮件，是因为您于${day}（协调世界时）同意接收。发送目的：${purpose}。`,
    permitted: (purpose) => `您收到本邮件，是因为我们的隐私政策允许发送。发送目的：${purpose}。`,
    clause: (clause, url) => `依据：隐私政策第${clause}条，${url}`,
    sender: (name, address, email) => `发件人（责任主体）：${name}，${address}，${email}。`,
    stop: (url) => `如不希望再收到此类邮件，点击一次即可退订：${url}`,
    centre: (url) => `查看您的全部信息和选择：${url}`,
  },
};

/**
 * The mail of one message in the person's language: what the operator wrote, under a subject with the label that the law
 * asks of advertising, and below it why the person gets it, who answers for it and how to end it.
 */
export function writeMail(writing: Writing): Mail {
  const { bundle, publicUrl, message, language, at } = writing;
  const { host, hostname } = new URL(publicUrl);
  const unsubscribeUrl = `${publicUrl}/privacy/unsubscribe/${writing.unsubscribeToken}`;
  return {
    messageId: `<${message.id}@${hostname.startsWith("[") ? host : hostname}>`,
    at,
    from: { name: bundle.controller?.name[language] ?? "", address: writing.from },
    to: writing.to,
    subject: subjectOf(writing),
    text: `${message.body[language] ?? ""}\n\n${"-".repeat(20)}\n${footerOf(writing, unsubscribeUrl)}\n`,
    unsubscribeUrl,
  };
}

function subjectOf({ bundle, message, language }: Writing): string {
  const subject = message.subject[language] ?? "";
  const advertises = bundle.purposes[message.purpose]?.nature === "marketing";
  const label = advertises ? findSubjectPrefix(bundle, language) : null;
  return label === null ? subject : `${label}${wordsIn(language).colon}${subject}`;
}

function footerOf(writing: Writing, unsubscribeUrl: string): string {
  const { bundle, publicUrl, message, language, clause, agreedAt } = writing;
  const words = wordsIn(language);
  const purpose = bundle.purposes[message.purpose]?.title[language] ?? "";
  const { controller } = bundle;
  return [
    agreedAt === null ? words.permitted(purpose) : words.agreed(formatDay(agreedAt, language), purpose),
    words.clause(clause, `${publicUrl}/${language}/policy#${clause}`),
    ...(controller === null
      ? []
      : [
          words.sender(controller.name[language] ?? "", controller.address[language] ?? "", controller.email),
        ]),
    words.stop(unsubscribeUrl),
    words.centre(`${publicUrl}/privacy`),
  ].join("\n");
}

function wordsIn(language: string): FooterWords {
  return language === "zh" ? FOOTER.zh : FOOTER.en;
}

function formatDay(at: Date, language: string): string {
  return new Intl.DateTimeFormat(language === "zh" ? "zh-CN" : "en-GB", {
    dateStyle: "long",
    timeZone: "UTC",
  }).format(at);
}
