import type { Article } from "../article.ts";

export const theClockInTheCorner: Article = {
  slug: "the-clock-in-the-corner",
  section: "technology",
  access: { kind: "free" },
  published: "2026-11-18",
  topics: ["time", "tools"],
  text: {
    en: {
      title: "The clock in the corner",
      lead: "Your computer does not know what time it is. It asks, it doubts the answer, and it never turns the hands back.",
      author: "Gu Ning",
      passages: [
        {
          paragraphs: [
            "The quartz in a computer drifts by a second every few days, faster when the room is warm. That is good enough to boil an egg by and useless for almost everything a computer does: comparing two files, letting a certificate lapse, deciding which of two people booked the seat.",
            "So machines ask each other. The protocol they use is one of the oldest on the network still in daily service, and its idea fits on a postcard. I note when I ask. You note when you hear me and when you answer. I note when your answer arrives. From four times we work out how long the journey took and how far our clocks are apart, on the assumption that the way there is as long as the way back.",
          ],
        },
        {
          heading: "The honest part",
          paragraphs: [
            "The assumption is false, of course. The way back may be a queue longer. What I like about the method is that it admits this: every answer comes with a bound on how wrong it can be, and a server far from a good clock says so. A machine with several servers looks for the largest group whose answers can all be true at once, and ignores the rest, however sure of themselves they are.",
          ],
        },
        {
          heading: "Never backwards",
          paragraphs: [
            "Having learned that it is half a second fast, a careful machine does not jump. It makes its seconds a little longer until the world has caught up, because programs that see time run backwards do strange things: they delete what is new and keep what is old. There is a rule for living in this. When you find you have been wrong, correct yourself promptly, but so that those who rely on you can follow.",
          ],
        },
      ],
    },
    zh: {
      title: "角落里的时钟",
      lead: "您的电脑并不知道现在几点。它去问，对答案存疑，而且从不把指针往回拨。",
      author: "顾宁",
      passages: [
        {
          paragraphs: [
            "电脑里的石英振子，几天就会差出一秒，屋里热些，差得更快。用来煮鸡蛋绰绰有余，用来做电脑该做的事却几乎毫无用处：比较两个文件的先后，让证书到期失效，判定座位是谁先订的。",
            "于是机器互相询问。它们所用的协议，是网络上至今仍在天天使用的最古老的协议之一，道理一张明信片就写得下。我记下提问的时刻；你记下听到和回答的时刻；我再记下答复到达的时刻。有了四个时刻，便能算出路上用了多久、两只钟差了多少——前提是去程与回程一样长。",
          ],
        },
        {
          heading: "诚实之处",
          paragraphs: [
            "这个前提当然不成立，回程也许多排了一段队。我喜欢这套方法，在于它承认这一点：每个答案都附带误差的上限，离好钟远的服务器会自己说明。机器同时问几台服务器，找出能够同时为真的最大一组答案，其余一概不理，不管它们说得多么笃定。",
          ],
        },
        {
          heading: "从不倒走",
          paragraphs: [
            "得知自己快了半秒，谨慎的机器并不跳回去，而是把每一秒略略拉长，等世界赶上来。因为程序一旦看见时间倒流，就会做出怪事：删掉新的，留下旧的。这里面有一条处世之道：发觉自己错了，应当及时改正，但要改得让倚靠你的人跟得上。",
          ],
        },
      ],
    },
  },
};
