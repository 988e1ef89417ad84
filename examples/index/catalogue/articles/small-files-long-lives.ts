import type { Article } from "../article.ts";

export const smallFilesLongLives: Article = {
  slug: "small-files-long-lives",
  section: "technology",
  access: { kind: "free" },
  published: "2026-10-11",
  topics: ["memory", "tools"],
  text: {
    en: {
      title: "Small files, long lives",
      lead: "An archivist’s advice on what to leave behind so that it can still be opened in fifty years.",
      author: "Gu Ning",
      passages: [
        {
          paragraphs: [
            "In the archive where I work there is a cupboard of disks that nobody can read, and beside it a drawer of index cards from 1931 that anybody can. The cards have no format. Or rather, their format is that a person can see what they are.",
            "When people ask how to keep their files, I tell them to imagine a stranger who finds them with no instructions. What does the stranger need? Less than you think: letters in an encoding that is written down in a public standard, one idea to a line, a name for each column, a date with the year first.",
          ],
        },
        {
          heading: "Three rules",
          paragraphs: [
            "Prefer what can be read without the program that wrote it. A table as lines of text outlives the spreadsheet; a picture in a plain format outlives the album.",
            "Keep two copies of the same bytes and the number that proves they are the same. A hash is thirty-two bytes, and it is the difference between having a copy and hoping so.",
            "Throw away on purpose. An archive that keeps everything has merely postponed the choice to somebody who knows less, and has kept a good deal about people who never asked to be kept.",
          ],
        },
        {
          heading: "The test",
          paragraphs: [
            "Once a year, open the oldest file you have. If it takes more than a minute, move it to something simpler that same afternoon. Formats do not die on a particular day; they become a little more trouble each year, until the year when nobody takes the trouble.",
          ],
        },
      ],
    },
    zh: {
      title: "小文件，长寿命",
      lead: "一位档案员的建议：留下些什么，才能在五十年后依然打得开。",
      author: "顾宁",
      passages: [
        {
          paragraphs: [
            "我工作的档案馆里有一柜子谁也读不出来的磁盘，旁边是一抽屉一九三一年的卡片，谁都读得懂。卡片没有格式。或者说，它的格式就是人一看便知那是什么。",
            "有人问怎样保存文件，我就请他想象一个陌生人，没有说明书，偶然找到了它们。这个陌生人需要什么？比您以为的要少：采用公开标准编码的文字，一行一件事，每一列有名字，日期把年份写在前面。",
          ],
        },
        {
          heading: "三条规矩",
          paragraphs: [
            "优先选用离开原来的程序也能读的。一行行文字的表，比电子表格活得久；普通格式的图片，比相册软件活得久。",
            "同样的字节存两份，再存一个能证明两份相同的数。一个散列值只有三十二字节，有没有它，就是“有备份”与“但愿有备份”的区别。",
            "有意地丢弃。什么都留的档案，只是把取舍推给了一个知道得更少的人，而且留下了许多从未要求被留下的人的事。",
          ],
        },
        {
          heading: "检验",
          paragraphs: [
            "每年打开一次您最老的那个文件。如果要花一分钟以上，当天下午就把它换成更简单的格式。格式并不在某一天死去，只是每年麻烦一点，直到有一年，没有人再肯费这个事。",
          ],
        },
      ],
    },
  },
};
