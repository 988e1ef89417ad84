import type { Article } from "../article.ts";

export const whoOwnsTheWell: Article = {
  slug: "who-owns-the-well",
  section: "society",
  access: { kind: "paid", price: "CNY 24.00" },
  published: "2026-10-22",
  topics: ["water", "numbers"],
  text: {
    en: {
      title: "Who owns the well",
      lead: "Under the desert of Turpan, water that belongs to nobody has been shared by the hour for centuries. The rules are short, and everybody can check them.",
      author: "Lu Heqing",
      passages: [
        {
          paragraphs: [
            "A karez is a tunnel with a slight slope. It begins at the foot of the mountains, where snow-water stands in the gravel, and runs for kilometres under the desert so that the sun cannot get at it. Along the way there is a shaft every few dozen metres: for digging, for air, and for letting down the person who clears the silt. No pump, no fuel. It gives what it gives, and taking more is not possible.",
            "That is its first lesson about sharing. With a pump, each can take what the others will miss. With a tunnel the quantity is settled by the mountain, and all that is left to settle is the turn.",
          ],
        },
        {
          heading: "Turns",
          paragraphs: [
            "Turns are time. A household has the stream for so many hours in a round of so many days, in proportion to what it put into the digging and puts into the clearing each year. The order is public, the sluice is in plain sight, and a neighbour is always waiting for the next turn. Nobody needs an inspector where the next in line is watching.",
            "Elinor Ostrom, who spent her life on arrangements like this, found the same few features wherever they lasted: clear edges, rules that fit the place, those affected have a say, watchers who answer to the watched, small penalties before great ones, and somewhere cheap to settle a quarrel.",
          ],
        },
        {
          heading: "The pump",
          paragraphs: [
            "Most of the tunnels are dry today. Wells with engines stand above them and drew the water down. Each engine was reasonable. That is the sentence to remember about commons: they are not ruined by bad people, but by a means of taking that nobody else can see.",
          ],
        },
      ],
    },
    zh: {
      title: "井是谁的",
      lead: "在吐鲁番的戈壁之下，不属于任何人的水，几百年来按时辰分着用。规矩很短，人人都能核对。",
      author: "陆河清",
      passages: [
        {
          paragraphs: [
            "坎儿井是一条略带坡度的暗渠。它从山脚起，那里雪水存在砾石之中，然后在戈壁底下走上好几公里，让太阳够不着。沿途每隔几十米有一口竖井：用来开挖，用来通气，也用来放下清淤的人。没有水泵，不用燃料。它给多少就是多少，想多取也办不到。",
            "这是它关于分享的第一课。有了水泵，各人都能取走别人将会缺的水。有了暗渠，水量由山说了算，剩下要商量的只是轮次。",
          ],
        },
        {
          heading: "轮次",
          paragraphs: [
            "轮次就是时间。多少天一轮，一户人家在其中有多少个时辰，看它当初开挖出了多少力，每年清淤又出多少力。次序是公开的，闸口在明处，下一户总有人等着。下一个轮到的人就在看着，用不着检查员。",
            "埃莉诺·奥斯特罗姆一生研究这类安排。她发现，凡能长久的，都有那几样相同之处：边界清楚，规矩合乎当地，受影响的人有发言权，监督者对被监督者负责，先轻罚后重罚，还有一处花费不多就能了断争执的地方。",
          ],
        },
        {
          heading: "水泵",
          paragraphs: [
            "今天大多数暗渠都干了。上面打了机井，把水位抽了下去。每一台机器都有道理。关于公共之物，要记住的正是这句话：毁掉它的不是坏人，而是一种别人看不见的取用方式。",
          ],
        },
      ],
    },
  },
};
