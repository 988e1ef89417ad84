import type { Article } from "../catalogue/article.ts";
import { ARTICLES, aboutArticle } from "../catalogue/catalogue.ts";
import type { Amount } from "../payments/port.ts";
import type { Language } from "../words.ts";

/** Something that can be ordered. */
export interface Product {
  /** What an order of it is about: `article/<slug>` or `product/<id>`. */
  readonly about: string;
  readonly title: Readonly<Record<Language, string>>;
  /** One of the kinds the policy declares, by which it is known what is similar (2.4.7). */
  readonly kind: "reading" | "technology" | "society" | "culture" | "printed";
  readonly price: Amount;
  /** Whether it goes by post, and so needs an address; else it is read here, and ordered once. */
  readonly printed: boolean;
}

const YEARBOOK: Product = {
  about: "product/yearbook",
  title: { en: "The Index yearbook, printed", zh: "《Index 年鉴》纸质版" },
  kind: "printed",
  price: "CNY 96.00",
  printed: true,
};

/** The articles that are sold singly, and the yearbook. */
export function listProducts(): readonly Product[] {
  return [
    ...ARTICLES.flatMap((article): Product[] => {
      const { access, text } = article;
      if (access.kind !== "paid") return [];
      const title = { en: text.en.title, zh: text.zh.title };
      return [
        { about: aboutArticle(article), title, kind: kindOf(article), price: access.price, printed: false },
      ];
    }),
    YEARBOOK,
  ];
}

/** Materials are reading like all articles, and of no narrower kind. */
function kindOf({ section }: Article): Product["kind"] {
  return section === "materials" ? "reading" : section;
}

export function findProduct(about: string): Product | undefined {
  return listProducts().find((product) => product.about === about);
}
