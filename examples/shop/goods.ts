import type { Language } from "./words.ts";

type Said = Readonly<Record<Language, string>>;

/** Something the shop shows. */
export interface Article {
  /** In addresses and in the basket: lower-case letters. */
  readonly id: string;
  readonly title: Said;
  readonly line: Said;
  readonly story: Said;
  readonly made: Said;
  readonly grams: number;
  /** Whole euros. */
  readonly price: number;
  readonly hasVideo: boolean;
}

export const GOODS: readonly Article[] = [
  {
    id: "tent",
    title: { en: "Deich two-person tent", zh: "Deich 双人帐篷" },
    line: { en: "Stands where the dyke ends.", zh: "立在海堤尽头。" },
    story: {
      en: "Two poles that cross, a ground sheet that does not slide, and a porch deep enough for boots. It goes up in four minutes with cold hands, which is how we test it.",
      zh: "两根交叉的帐杆、不打滑的地席，门厅深得放得下靴子。双手冻僵也能在四分钟内搭好——我们就是这样测试的。",
    },
    made: { en: "Ripstop nylon, recycled; aluminium poles", zh: "再生防撕裂尼龙，铝合金帐杆" },
    grams: 2140,
    price: 389,
    hasVideo: true,
  },
  {
    id: "jacket",
    title: { en: "Ostwind rain jacket", zh: "Ostwind 冲锋衣" },
    line: { en: "Dry at force nine.", zh: "九级风中依然干爽。" },
    story: {
      en: "Three layers, taped seams, a hood that turns with your head. The cuffs close over gloves, and every zip can be mended by us for life.",
      zh: "三层面料，接缝压胶，帽子随头转动。袖口可收于手套之外，每条拉链我们都终身负责修补。",
    },
    made: { en: "Polyester, recycled; no fluorine", zh: "再生聚酯，不含氟" },
    grams: 460,
    price: 249,
    hasVideo: true,
  },
  {
    id: "stove",
    title: { en: "Kutter spirit stove", zh: "Kutter 酒精炉" },
    line: { en: "Two cups in six minutes.", zh: "六分钟烧开两杯水。" },
    story: {
      en: "A brass burner inside a wind shield that is also the pot’s stand. Nothing in it can break, and it has burnt on every quay between Husum and Cuxhaven.",
      zh: "黄铜炉头，挡风罩兼作锅架。没有会坏的零件，从胡苏姆到库克斯港的每座码头上它都点燃过。",
    },
    made: { en: "Brass and steel", zh: "黄铜、钢" },
    grams: 310,
    price: 64,
    hasVideo: false,
  },
  {
    id: "lantern",
    title: { en: "Feuerschiff lantern", zh: "Feuerschiff 营灯" },
    line: { en: "Eleven nights on one charge.", zh: "一次充电，照亮十一夜。" },
    story: {
      en: "Warm light that can be turned down to a glimmer, a hook for the ridge line, and a battery you can change yourself with a coin.",
      zh: "暖光可调至微亮，可挂在帐脊绳上，电池用一枚硬币即可自行更换。",
    },
    made: { en: "Aluminium and glass", zh: "铝、玻璃" },
    grams: 190,
    price: 52,
    hasVideo: false,
  },
];

export function findArticle(id: string): Article | undefined {
  return GOODS.find((article) => article.id === id);
}

/** Euros as the language writes them. */
export function formatPrice(euros: number, language: Language): string {
  const format = { style: "currency", currency: "EUR", maximumFractionDigits: 0 } as const;
  return new Intl.NumberFormat(language === "zh" ? "zh-CN" : "en-IE", format).format(euros);
}

/** Grams as the language writes them. */
export function formatWeight(grams: number, language: Language): string {
  const format = { style: "unit", unit: "gram", unitDisplay: "long" } as const;
  return new Intl.NumberFormat(language === "zh" ? "zh-CN" : "en-GB", format).format(grams);
}
