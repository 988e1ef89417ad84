import type { Article } from "../article.ts";

export const theNightBus: Article = {
  slug: "the-night-bus",
  section: "society",
  access: { kind: "free" },
  published: "2026-11-20",
  topics: ["cities", "time"],
  text: {
    en: {
      title: "The night bus",
      lead: "Between one and five in the morning a city shows whom it has been counting on all day.",
      author: "Shen Yan",
      passages: [
        {
          paragraphs: [
            "The last underground train leaves, the lights in the station go down by half, and for four hours the city belongs to a dozen buses. I rode one of them for a month, from the wholesale market to the hospital and back, to see who else was on it.",
            "At one o’clock it is cooks and waiters, smelling of what the rest of us had for dinner. At two it is nobody. At three come the people who sell vegetables, and they come with carts; the driver waits, though the timetable does not say so. At half past four it is cleaners, and they all know one another.",
          ],
        },
        {
          heading: "What the timetable cannot say",
          paragraphs: [
            "A planner would look at the figures and see eleven passengers an hour. The figures are right. But an average has no cart and no shift that begins at four; it does not know that the same eleven people ride every night, and that for each of them this line is the whole network.",
            "The driver knows. He has a list in his head: who gets off where, who may have fallen asleep, whose stop is to be called twice. None of it is written down, and none of it should be. Some of the best services work because somebody remembers, and go wrong on the day somebody decides to record it.",
          ],
        },
        {
          heading: "First light",
          paragraphs: [
            "At five the day buses come out, clean and empty, and the night bus goes in. The people who will fill the streets by eight have no idea that the streets were open all along. It is a modest sort of infrastructure: twelve vehicles, a few dozen seats that are never all taken. Take it away and the city would still wake up. It would only find no breakfast, no clean corridor and nobody at the desk.",
          ],
        },
      ],
    },
    zh: {
      title: "夜班公交",
      lead: "凌晨一点到五点，一座城市会露出它整个白天都在倚靠的那些人。",
      author: "沈砚",
      passages: [
        {
          paragraphs: [
            "末班地铁开走，站里的灯暗去一半，此后四个小时，城市属于十几辆公交车。我用一个月乘其中一条线，从批发市场到医院，再坐回来，想看看车上还有谁。",
            "一点钟是厨师和服务员，身上带着我们晚饭的气味。两点钟没有人。三点钟上来的是卖菜的，推着小车；司机等他们，虽然时刻表上没有这一条。四点半是保洁员，彼此都认识。",
          ],
        },
        {
          heading: "时刻表说不出来的事",
          paragraphs: [
            "规划人员看数字，每小时十一名乘客。数字没有错。可是平均数不推小车，也没有四点开始的班；它不知道每晚坐车的总是那十一个人，对他们每个人来说，这一条线就是整张路网。",
            "司机知道。他心里有一份名单：谁在哪一站下，谁可能睡着了，谁的站名要多报一遍。这些没有写下来，也不该写下来。有些服务之所以好，是因为有人记得；而它变坏，往往就从有人决定把它登记在册的那一天开始。",
          ],
        },
        {
          heading: "天亮",
          paragraphs: [
            "五点，白班车开出来，干净，空着；夜班车收回去。八点钟挤满街道的人，不知道街道其实一夜都开着。这是一种很不起眼的基础设施：十二辆车，几十个永远坐不满的座位。撤掉它，城市照样会醒来，只是没有早饭，没有擦过的走廊，前台也没有人。",
          ],
        },
      ],
    },
  },
};
