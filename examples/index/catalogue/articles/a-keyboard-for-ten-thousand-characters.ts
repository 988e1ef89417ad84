import type { Article } from "../article.ts";

export const aKeyboardForTenThousandCharacters: Article = {
  slug: "a-keyboard-for-ten-thousand-characters",
  section: "technology",
  access: { kind: "free" },
  published: "2026-10-30",
  topics: ["language", "tools", "craft"],
  text: {
    en: {
      title: "A keyboard for ten thousand characters",
      lead: "Typing Chinese was thought impossible, then heroic, and is now a conversation. Each step asked the machine to guess a little more.",
      author: "Qiao Man",
      passages: [
        {
          paragraphs: [
            "The Chinese typewriter of the last century had no keys. It had a tray of some two and a half thousand pieces of type, lying face down and mirror-wise, and a lever that picked one up, struck it, and put it back. Typists arranged their own trays, and the fast ones put together what belonged together: the characters of one phrase lay side by side, so that the hand would already be there.",
            "In 1947 Lin Yutang showed a machine with seventy-two keys. One pressed a key for the top of the character and a key for the bottom; up to eight candidates appeared in a small window, which he called the magic eye; a third key chose. It cost him his fortune and was never made in number. But everyone who types Chinese today does what he proposed: describe, look, choose.",
          ],
        },
        {
          heading: "Parts or sounds",
          paragraphs: [
            "When computers came, the quarrel was over what to describe. Wubi, which spread in the nineteen-eighties, takes a character apart into strokes and roots and needs four keys at most; it must be learned, and rewards it. Pinyin asks only how the word sounds, and then has to find out which of the many you meant.",
          ],
        },
        {
          heading: "Who is guessing",
          paragraphs: [
            "Pinyin won, because guessing became cheap. The guess gets better the more the machine remembers of what you wrote before. It is worth noticing that the typist’s tray did just the same, and that it stayed on her desk.",
          ],
        },
      ],
    },
    zh: {
      title: "一万个字的键盘",
      lead: "用机器打中文，起初被认为不可能，后来是一件壮举，如今成了一场对话。每走一步，都让机器多猜一点。",
      author: "乔曼",
      passages: [
        {
          paragraphs: [
            "上个世纪的中文打字机没有键。它有一只字盘，约两千五百个铅字面朝下反着放，一根手柄把字提起，打下，再放回去。打字员各自排自己的字盘，打得快的人把常在一起的字放在一起：一个词的几个字挨着，手到之处，下一个字已经在那里。",
            "一九四七年，林语堂展示了一台有七十二个键的机器。按一键取字的上形，按一键取下形，小窗里出现至多八个候选字，他称之为“魔眼”，再按一键选定。这台机器耗尽了他的家财，始终没有量产。可是今天打中文的每一个人，做的都是他提出的事：描述，看，选。",
          ],
        },
        {
          heading: "拆形还是拼音",
          paragraphs: [
            "有了电脑之后，争论的是描述什么。八十年代流行开来的五笔，把字拆成笔画和字根，最多四键；它需要学，学了也值得。拼音只问读音，然后得自己弄清您要的是同音字里的哪一个。",
          ],
        },
        {
          heading: "谁在猜",
          paragraphs: [
            "拼音胜出，因为猜变得便宜了。机器记得您以前写过的越多，猜得越准。值得留意的是，打字员的字盘做的正是同一件事，而那只字盘，一直放在她自己的桌上。",
          ],
        },
      ],
    },
  },
};
