import type { Language } from "../words.ts";

const en = {
  products: "What you can order",
  productsLead: "Articles to read here, and a yearbook in print. You pay on our payment provider's own page.",
  order: "Order",
  price: "Price",
  item: "What you order",
  orderLead: "Two things are noted with your account: what you order and its price.",
  orderLeadPrinted:
    "Three things are noted with your account: what you order, its price, and where to send it.",
  place: "Place the order",
  logInToOrder: "Log in to order",
  addressNeeded: "is needed, for this goes by post",
  addressNotNeeded: "is not taken, for nothing is sent by post",
  unwanted: "More was sent than this order needs, so nothing was kept.",
  missing: "Something that is needed is missing.",
  known: "You have ordered this already. This is your order.",
  orders: "Your orders",
  ordersLead: "Each order with where it stands. They are kept for the time the policy says.",
  none: "You have ordered nothing.",
  placedOn: "Ordered",
  placed: "Waiting for payment",
  paid: "Paid",
  cancelled: "Cancelled",
  placedNow:
    "Your order is placed. It was noted under number {index} of the public log; the receipt is in your privacy centre.",
  pay: "Go to payment",
  payLead:
    "Our payment provider is told this order's item, its price and our reference, and nothing about you. You give your card number to it alone; we never see it.",
  onward: "The payment provider has what it needs. Its page is next.",
  onwardApart:
    "The payment provider has what it needs. Its page opens in a tab of its own, so that you stay logged in here.",
  payNow: "Pay {amount} at the payment provider",
  look: "See whether it is paid",
  noting: "The payment provider has told us that it is paid. We are noting it; look again in a moment.",
  cancel: "Cancel the order",
  cancelledNow: "The order is cancelled and can no longer be paid.",
  alreadyPaid: "It is paid, so it cannot be cancelled here. Please write to us.",
  read: "Read the article",
  returned: "Back from payment",
  returnedPaid: "It is paid. Thank you.",
  returnedFailed: "The payment failed, and nothing was charged. You can try again or cancel the order.",
  returnedWaiting: "We do not know of a payment yet. The order waits; look again in a moment, or try again.",
  returnedClosed: "The order was closed and can no longer be paid.",
  returnedApart: "You can close this tab: you are logged in where you came from.",
  toOrder: "To the order",
  unreachable:
    "The payment provider cannot be reached just now. Nothing was charged by this step; please try again in a moment.",
  changed: "This is no longer sold at the price of this order. Please cancel it and order again.",
  noPayment: "This site has no payment provider, so nothing can be paid here.",
} as const;

export type OrderWords = { readonly [K in keyof typeof en]: string };

const zh: OrderWords = {
  products: "可以订购的内容",
  productsLead: "可在线阅读的文章，以及纸质年鉴。付款在支付服务机构自己的页面上进行。",
  order: "订购",
  price: "价款",
  item: "订购内容",
  orderLead: "您的账号中将记下两项：订购内容和价款。",
  orderLeadPrinted: "您的账号中将记下三项：订购内容、价款和收货地址。",
  place: "提交订单",
  logInToOrder: "登录后订购",
  addressNeeded: "需要填写，因为商品须邮寄",
  addressNotNeeded: "不予接收，因为无须邮寄",
  unwanted: "提交的内容超出本订单所需，因此未作任何保存。",
  missing: "有必要的内容未填写。",
  known: "您已订购该内容，这是您的订单。",
  orders: "我的订单",
  ordersLead: "全部订单及其状态。订单按隐私政策所定期限保存。",
  none: "您还没有订单。",
  placedOn: "下单时间",
  placed: "待付款",
  paid: "已付款",
  cancelled: "已取消",
  placedNow: "订单已提交。此事记入公开日志第{index}号，回执在您的隐私中心。",
  pay: "去付款",
  payLead:
    "我们仅向支付服务机构提供本订单的内容、价款和编号，不提供您的任何其他信息。银行卡号您只向该机构提供，我们不会看到。",
  onward: "支付服务机构已收到所需信息，接下来请在其页面付款。",
  onwardApart: "支付服务机构已收到所需信息。其页面将在新标签页打开，您在此处保持登录。",
  payNow: "前往支付服务机构支付 {amount}",
  look: "查看是否已付款",
  noting: "支付服务机构已告知付款成功，我们正在记录，请稍后再看。",
  cancel: "取消订单",
  cancelledNow: "订单已取消，不能再付款。",
  alreadyPaid: "订单已付款，不能在此取消，请来信联系我们。",
  read: "阅读文章",
  returned: "付款返回",
  returnedPaid: "已付款，谢谢。",
  returnedFailed: "付款未成功，没有扣款。您可以重新付款，也可以取消订单。",
  returnedWaiting: "我们尚未收到付款消息。订单仍然有效，请稍后再看，或者重新付款。",
  returnedClosed: "订单已关闭，不能再付款。",
  returnedApart: "您可以关闭此标签页：您在原来的标签页中仍然保持登录。",
  toOrder: "查看订单",
  unreachable: "暂时无法连接支付服务机构。本次操作没有扣款，请稍后再试。",
  changed: "该商品的售价已与本订单不同。请取消后重新下单。",
  noPayment: "本网站没有接入支付服务机构，因此不能付款。",
};

const WORDS: Readonly<Record<Language, OrderWords>> = { en, zh };

export function orderWordsOf(language: Language): OrderWords {
  return WORDS[language];
}
