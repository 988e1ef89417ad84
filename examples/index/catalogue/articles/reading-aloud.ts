import type { Article } from "../article.ts";

export const readingAloud: Article = {
  slug: "reading-aloud",
  section: "culture",
  access: { kind: "free" },
  published: "2026-10-17",
  topics: ["language", "memory"],
  text: {
    en: {
      title: "Reading aloud",
      lead: "For most of history a silent reader was a curiosity. What went quiet when we did?",
      author: "Qiao Man",
      passages: [
        {
          paragraphs: [
            "My grandmother’s school had forty pupils and one room, and all forty read their own page aloud at once. Visitors thought it bedlam. The teacher, she said, could hear a wrong tone in the back row through all of it.",
            "There is a word for the way old texts are read, neither speech nor song: yin. Each reader finds the tune in the tones of the words, so that no two readings are alike and none can be written down. One remembers a poem so learned for life, and cannot recite it without the tune.",
          ],
        },
        {
          heading: "What the voice does",
          paragraphs: [
            "Reading aloud is slow, and that is the use of it. The tongue will not pass over a sentence that the eye forgives. Every editor knows the test: if you run out of breath, it is the sentence that is too long and not the breath too short.",
            "It also makes a reader answerable. Whoever reads aloud lends the words their own voice, and hears at once whether they would have said so.",
          ],
        },
        {
          heading: "An experiment",
          paragraphs: [
            "Tonight, read one page aloud to somebody, of anything. Then ask which sentence they remember. In my experience it is never the one the author was proudest of.",
          ],
        },
      ],
    },
    zh: {
      title: "出声读书",
      lead: "在历史的大部分时间里，不出声的读者是件稀罕事。我们静下来的时候，静下来的还有什么？",
      author: "乔曼",
      passages: [
        {
          paragraphs: [
            "外婆念书的学堂，一间屋，四十个学生，四十个人同时出声读各自的一页。外人听来一片嘈杂。外婆说，后排谁念错一个声调，先生隔着满屋的声音都听得出来。",
            "读旧文章有一种读法，既不是说，也不是唱，叫作吟。各人从字的平仄里找自己的调，所以没有两个人吟得一样，也没有哪一种写得下来。这样学会的诗，一辈子忘不掉，而离了那个调，又背不出来。",
          ],
        },
        {
          heading: "声音的用处",
          paragraphs: [
            "出声读得慢，慢就是它的用处。眼睛肯放过的句子，舌头不肯。编辑都知道这个办法：念得接不上气，是句子太长，不是气太短。",
            "出声也让读的人负起责任。谁念，谁就把自己的声音借给了那些话，当下便听得出，换了自己会不会这样说。",
          ],
        },
        {
          heading: "一个试验",
          paragraphs: [
            "今晚找一个人，出声给他读一页，读什么都行。然后问他记得哪一句。照我的经验，从来不是作者最得意的那一句。",
          ],
        },
      ],
    },
  },
};
