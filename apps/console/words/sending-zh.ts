import type { Words } from "../words.ts";

/** What the console says about outgoing mail and what the DNS has to say of it, in Chinese. */
export const sendingZh: Pick<Words, "copy" | "copied" | "dns"> = {
  copy: "复制",
  copied: "已复制",
  dns: {
    title: "外发邮件",
    lead: "收件方据以确认邮件确由我方发出的 DNS 记录。本服务无法查看您的 DNS，是否已发布，只有您知道。",
    through: (server) => `邮件经由 ${server} 发出。`,
    kept: "没有电子邮件离开本机，因此无须签名，也无须发布任何记录。",
    signed: (domain) => `每封电子邮件均以 ${domain} 的名义签名（DKIM）。`,
    publish: "请在 DNS 中发布以下记录。发布之前，收件方无法验证签名。",
    name: "主机记录",
    type: "记录类型",
    value: "记录值",
    pieces:
      "DNS 记录中的单个字符串不得超过 255 个字符。如您的 DNS 服务不会自动拆分，请将其拆为若干段，各段加引号依次填写。",
    unsigned:
      "本服务不对电子邮件签名：未设置 AVOW_DKIM_DOMAIN。要么由您的邮件服务器签名，要么无人签名；大型邮箱服务商会拒收未签名的邮件。",
    unaligned: (signing, from) =>
      `邮件发自 ${from}，签名所示域名却是 ${signing}。除非二者同属一个注册域名，要求 DMARC 的收件方不予认可。请将 AVOW_DKIM_DOMAIN 设为 ${from}，或者将 AVOW_MAIL_FROM 设为 ${signing} 下的地址。`,
    further: "DNS 中还应有的记录",
    spf: (returns, server) =>
      `SPF：退信地址的域名是 ${returns}，须在该域名下发布 TXT 记录，允许 ${server} 代其发信。具体填写内容请询问邮件服务器的运营方。邮件服务器自行改写退信地址的，以其自身记录为准。`,
    mx: (returns) =>
      `MX：须在 ${returns} 下发布指向本服务的记录。否则回复和退信无法送达，未收到通知的人会被计为已告知。`,
    noInbound:
      "本服务不接收邮件（未设置 AVOW_INBOUND_PORT）：退信会寄往发件地址，本服务无从得知，未收到通知的人会被计为已告知。",
    missing: "尚有缺失",
    toMailbox: "应在 DNS 中发布的记录",
    signs: (domain) => `以 ${domain} 的名义签名`,
    signsNot: "本服务不签名",
  },
};
