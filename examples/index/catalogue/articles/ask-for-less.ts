import type { Article } from "../article.ts";

export const askForLess: Article = {
  slug: "ask-for-less",
  section: "materials",
  access: { kind: "free" },
  published: "2026-11-12",
  topics: ["privacy", "tools", "language"],
  text: {
    en: {
      title: "Ask for less: a checklist for forms",
      lead: "Nine questions to put to a form before you put the form to people. Print it, and cross out fields.",
      author: "The editors",
      passages: [
        {
          heading: "Of each field",
          paragraphs: [
            "1. What will be done with the answer? If nobody can finish the sentence “We need this in order to …”, the field goes.",
            "2. Who will read it? If the honest answer is “it might be useful one day”, nobody will, until somebody who should not does.",
            "3. Would a coarser answer do? A year instead of a birthday, a district instead of a street, a yes instead of a number.",
            "4. Does it work for everyone? Names of one character, addresses without a street, people without a telephone.",
          ],
        },
        {
          heading: "Of the form",
          paragraphs: [
            "5. What is required, and what would break if it were not? Only the second list may carry an asterisk.",
            "6. Does it say, beside the field and not on another page, what the answer is for and how long it is kept?",
            "7. Is saying no as easy as saying yes: as large, as near, as few steps?",
          ],
        },
        {
          heading: "Of the day after",
          paragraphs: [
            "8. When will the answers be erased, and who has written that date down where it will be acted on?",
            "9. If everything entered here were read out in the street tomorrow, which field would you wish you had left out? Leave it out.",
          ],
        },
      ],
    },
    zh: {
      title: "少问一点：表单自查清单",
      lead: "在拿表单去问别人之前，先问表单九个问题。打印出来，划掉不需要的项目。",
      author: "编辑部",
      passages: [
        {
          heading: "对每一项",
          paragraphs: [
            "一、回答用来做什么？如果没有人能把“我们需要它，是为了……”这句话说完，就删掉这一项。",
            "二、谁会看？如果老实的回答是“也许以后用得上”，那就没有人会看，直到某个不该看的人来看。",
            "三、粗略一些行不行？出生年份代替生日，区县代替街道，“是”代替一个数字。",
            "四、对每个人都适用吗？单字的名，没有街道的地址，没有电话的人。",
          ],
        },
        {
          heading: "对整张表",
          paragraphs: [
            "五、哪些是必填？不填会有什么办不成？只有办不成事的那些，才可以打星号。",
            "六、用途和保存时间是否就写在这一项旁边，而不是写在另一页？",
            "七、说“不”是否与说“是”一样容易：按钮一样大，一样近，步骤一样少？",
          ],
        },
        {
          heading: "对第二天",
          paragraphs: [
            "八、这些回答什么时候删除？这个日期由谁写下，写在会真正照办的地方了吗？",
            "九、假如这里填的一切明天都在街上被念出来，您会后悔留了哪一项？那一项不要留。",
          ],
        },
      ],
    },
  },
};
