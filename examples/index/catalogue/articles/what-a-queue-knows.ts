import type { Article } from "../article.ts";

export const whatAQueueKnows: Article = {
  slug: "what-a-queue-knows",
  section: "technology",
  access: { kind: "paid", price: "CNY 18.00" },
  published: "2026-11-09",
  topics: ["numbers", "cities", "time"],
  text: {
    en: {
      title: "What a queue knows",
      lead: "Why the other line is always faster, why a busy clinic is slower than it looks, and the one formula worth carrying in your head.",
      author: "Wen Jia",
      passages: [
        {
          paragraphs: [
            "Stand in any one of five lines and the chance that yours is the quickest is one in five. Four times out of five some other line is faster, and that is the one you will watch. Nothing is wrong with your luck. Something is wrong with the five lines.",
            "Put everybody into one line that feeds five counters, and the same clerks serve the same people in the same time; but nobody is stuck behind the one difficult case, the waits become alike, and the complaints stop. Fairness, here, costs nothing at all but a rope.",
          ],
        },
        {
          heading: "The formula",
          paragraphs: [
            "The number of people inside equals the rate at which they arrive times how long each stays. John Little proved it in 1961, and the beauty of it is what it does not ask: not who arrives, not in what pattern, not how they are served. Forty people in a café, two arriving each minute: they stay twenty minutes on average, and you have learned it without following a single one of them.",
            "That is worth a pause. A question about time was answered with two counts, and not one person was timed.",
          ],
        },
        {
          heading: "The cliff",
          paragraphs: [
            "The other thing a queue knows is that there is no such thing as a fully used counter. When arrivals are irregular, the wait grows with the share of time that is busy divided by the share that is idle. At half full it is a minute; at nine tenths, nine; at ninety-nine hundredths, ninety-nine. The last bit of efficiency is paid for by everybody who waits, and whoever bought it is not in the line.",
          ],
        },
      ],
    },
    zh: {
      title: "队伍知道些什么",
      lead: "为什么别的队总是更快，为什么忙碌的诊所比看上去更慢，以及一个值得记在心里的公式。",
      author: "闻嘉",
      passages: [
        {
          paragraphs: [
            "五条队里任选一条，你这条最快的机会是五分之一。五次里有四次，别的某一条更快，而你会盯着看的正是那一条。你的运气没有问题，有问题的是那五条队。",
            "让所有人排成一条队，通向五个窗口：办事的还是那些人，用时也一样；但没有人再被堵在一件难办的事后面，各人等得差不多久，抱怨也就停了。在这里，公平的代价只是一根绳子。",
          ],
        },
        {
          heading: "公式",
          paragraphs: [
            "在里面的人数，等于人到来的速度乘以每人停留的时间。约翰·利特尔在一九六一年证明了它。它的妙处在于不问什么：不问来的是谁，不问怎样来，不问怎样接待。咖啡馆里有四十人，每分钟来两位，那么平均每人坐二十分钟；得知这一点，不必跟踪其中任何一个人。",
            "这里值得停一停：一个关于时间的问题，用两个计数就答出来了，没有给任何一个人掐表。",
          ],
        },
        {
          heading: "悬崖",
          paragraphs: [
            "队伍还知道，世上没有“完全用满”的窗口。只要到来不规律，等待就与忙时占比除以闲时占比成正比。忙一半，等一分钟；忙九成，等九分钟；忙到百分之九十九，等九十九分钟。最后那一点效率，是由每一个等待的人付的账，而买下它的人并不在队里。",
          ],
        },
      ],
    },
  },
};
