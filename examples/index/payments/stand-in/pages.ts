import { html } from "hono/html";
import type { BookedPayment } from "./payment-book.ts";

type Html = ReturnType<typeof html>;
export type Language = "en" | "zh";

const en = {
  title: "Payment",
  provider: "Payment provider (a stand-in: no money moves)",
  lead: "You pay here, not at the shop: it never sees your card number.",
  number: "Card number",
  help: "Use a test number: 4242 4242 4242 4242 is paid, 4000 0000 0000 0002 is declined, 4000 0025 0000 3155 asks for a second step.",
  pay: "Pay",
  back: "Back without paying",
  declined: "The card was declined. You may try another.",
  strange: "This stand-in takes test numbers only. Nothing was kept.",
  second: "Your bank asks: is it you who pays?",
  confirm: "Yes, it is me",
  refuse: "No",
  paid: "This is paid.",
  closed: "This order was closed and cannot be paid.",
  away: "Back to the shop",
  unknown: "There is no such payment.",
} as const;

const zh: { readonly [K in keyof typeof en]: string } = {
  title: "付款",
  provider: "支付服务机构（模拟，不发生真实扣款）",
  lead: "您在此处付款，而非在商家处：商家不会看到您的卡号。",
  number: "卡号",
  help: "请使用测试卡号：4242 4242 4242 4242 付款成功，4000 0000 0000 0002 被拒，4000 0025 0000 3155 需要二次验证。",
  pay: "付款",
  back: "不付款，返回",
  declined: "该卡被拒。您可以换一张再试。",
  strange: "此处仅接受测试卡号。未作任何保存。",
  second: "发卡银行询问：是您本人在付款吗？",
  confirm: "是我本人",
  refuse: "不是",
  paid: "已付款。",
  closed: "该订单已关闭，不能付款。",
  away: "返回商家",
  unknown: "没有这笔付款。",
};

const WORDS = { en, zh } as const;

/** Where a person is on the way through the provider's page. */
export type Step = "card" | "declined" | "strange" | "second";

/** The provider's page for one payment. */
export function paymentPage(language: Language, payment: BookedPayment, step: Step): Html {
  const words = WORDS[language];
  const bill = html`<p>${payment.item}</p><p class="amount">${payment.amount}</p>`;
  if (payment.status === "paid" || payment.status === "closed")
    return page(
      language,
      html`${bill}<p role="status">${words[payment.status]}</p><p><a href="${backTo(payment)}">${words.away}</a></p>`,
    );
  const action = `/pay/${payment.reference}`;
  if (step === "second")
    return page(
      language,
      html`${bill}<form method="post" action="${action}/second-step"><p>${words.second}</p><button name="answer" value="yes">${words.confirm}</button> <button name="answer" value="no">${words.refuse}</button></form>`,
    );
  const said = step === "card" ? html`` : html`<p role="alert">${words[step]}</p>`;
  return page(
    language,
    html`${bill}<p>${words.lead}</p>${said}
<form method="post" action="${action}"><label for="card">${words.number}</label><input id="card" name="card" inputmode="numeric" autocomplete="off" maxlength="32" required aria-describedby="help"><p id="help">${words.help}</p><button>${words.pay}</button></form>
<p><a href="${backTo(payment)}">${words.back}</a></p>`,
  );
}

export function unknownPage(language: Language): Html {
  return page(language, html`<p>${WORDS[language].unknown}</p>`);
}

/** Where the person is sent back to: the shop's own address for this order, and the payment's reference. */
export function backTo({ returnTo, reference }: BookedPayment): string {
  const url = new URL(returnTo);
  url.searchParams.set("reference", reference);
  return url.href;
}

function page(language: Language, body: Html): Html {
  const words = WORDS[language];
  return html`<!doctype html>
<html lang="${language === "zh" ? "zh-CN" : "en"}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<title>${words.title}</title><link rel="stylesheet" href="/style.css"></head>
<body><main><p class="provider">${words.provider}</p><h1>${words.title}</h1>${body}</main></body>
</html>`;
}

export const STYLE = `:root { color-scheme: light dark; font-family: system-ui, "PingFang SC", "Microsoft YaHei", sans-serif; line-height: 1.6 }
body { margin: 0; background: light-dark(#f3f5f9, #14161b); color: light-dark(#1a1d24, #e9ebf0) }
main { width: min(100% - 2rem, 30rem); margin: 3rem auto; overflow-wrap: anywhere }
.provider { color: light-dark(#525a6b, #a9b0bf) }
.amount { font-size: 1.6rem; font-weight: 700; margin: 0 }
label { display: block; font-weight: 600 }
input { width: 100%; box-sizing: border-box; font: inherit; padding: .65rem; border: 1px solid light-dark(#525a6b, #a9b0bf); border-radius: .4rem; background: light-dark(#fff, #1d2027); color: inherit }
button { font: inherit; font-weight: 600; padding: .6rem 1.2rem; border: 0; border-radius: .4rem; background: light-dark(#23408e, #a9c0ff); color: light-dark(#fff, #10182e) }
a { color: light-dark(#23408e, #a9c0ff) }
`;
