import { describe, expect, it } from "vitest";
import { hintedRequests, hintsAtStop, saysStop } from "./find-wishes.ts";
import { splitOwnWords } from "./own-words.ts";

const QUOTED_MAIL =
  "\n\nOn Mon, 23 Nov 2026 at 10:00, Index <reply@index.example> wrote:\n> To unsubscribe, click here.\n> STOP";

describe("words that end advertising [2.4.9]", () => {
  it.each([
    "退订",
    "退订。",
    "　退订　",
    "TD",
    "td",
    "ＴＤ",
    "T",
    "R",
    "stop",
    "STOP!",
    "Stop.\n\nLin",
    "Unsubscribe",
    "please unsubscribe",
    "Hello,\nplease unsubscribe me from this.\nLin Yue",
    "I want to opt out of all this.",
    "Don't email me again",
    "Don’t email me again",
    "Take me off your list, thanks",
    "你好，我想退订，谢谢",
    "请不要再发送广告",
    "我不想再收到这类邮件",
    "请停止给我发邮件",
    `退订${QUOTED_MAIL}`,
    "stop\n-- \nLin Yue\nNot responsible",
  ])("[2.4.9] ends it: %s", (text) => {
    expect(saysStop({ subject: "Re: News", text })).toBe(true);
  });

  it.each([
    "Please don't stop by before noon",
    "The bus stop is closed",
    "Thank you, I like it!",
    "I did not unsubscribe, why do I get nothing?",
    "I unsubscribed by mistake last year",
    "I never asked to unsubscribe",
    "请不要退订我的服务",
    "我没有退订，为什么收不到了？",
    "我不想退订",
    "不小心退订了，怎么恢复？",
    "取消退订",
    "重新订阅",
    "R u there?",
    "T shirt, please",
    "What does TD mean?",
    "停止营业了吗？",
    "no",
    "",
    QUOTED_MAIL,
    "谢谢，很有意思\n\n在 2026年11月23日，Index <reply@index.example> 写道：\n> 回复退订可停止接收\n> 退订",
    "Interesting.\n\n-----Original Message-----\nunsubscribe",
    "Interesting.\n\nFrom: Index\nSent: Monday\nTo: me\n\nunsubscribe",
    `A long letter. ${"It tells many things. ".repeat(20)} Someone told me to unsubscribe.`,
  ])("[2.4.9] does not end it: %s", (text) => {
    expect(saysStop({ subject: "Re: News unsubscribe", text })).toBe(false);
  });

  it("[2.4.9] a letter without a text says it by its subject", () => {
    expect(saysStop({ subject: "unsubscribe", text: "" })).toBe(true);
    expect(saysStop({ subject: "Re: How to unsubscribe", text: "" })).toBe(false);
  });

  it("[2.4.9] what is too long to act on is offered to staff", () => {
    const text = `A long letter. ${"It tells many things. ".repeat(20)} Please unsubscribe me.`;
    expect(hintsAtStop({ subject: "", text })).toBe(true);
  });
});

describe("requests in letters", () => {
  it.each([
    ["Please delete my account.", ["erase"]],
    ["请删除我的个人信息", ["erase"]],
    ["I would like a copy of my data, and I make a complaint.", ["access", "complaint"]],
    ["我要投诉，并查阅我的个人信息", ["access", "complaint"]],
    ["My name is misspelt", ["correct"]],
    ["请导出我的数据", ["export"]],
    ["When do you open?", []],
    ["> delete my account\nwhat is this?", []],
  ])("[2.1.2] %s", (text, requests) => {
    expect(hintedRequests({ subject: "", text })).toEqual(requests);
  });
});

describe("own words", () => {
  it("[2.1.2] what is written between two quotations is the writer's", () => {
    const text = "Hello\n> one\nyes\n> two\nno";
    expect(splitOwnWords(text)).toEqual({ own: "Hello\nyes\nno", quoted: "> one\n> two" });
  });

  it("[2.1.2] an attribution over two lines belongs to what it quotes", () => {
    const text =
      "Yes.\n\nOn Mon, 23 Nov 2026 at 10:00, The Editors of Index\n<reply@index.example> wrote:\n\n> Well?";
    expect(splitOwnWords(text).own).toBe("Yes.");
  });

  it("[2.1.2] a sentence that begins as a header does is no quotation", () => {
    expect(splitOwnWords("From: here on I write.\nAnd more.").quoted).toBe("");
  });
});
