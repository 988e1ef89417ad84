/** What a page shows of announcements: the server has chosen them, and the language. */
export interface PageAnnouncements {
  readonly language: string;
  readonly announcements: readonly { readonly title: string; readonly href: string }[];
}

const WORDS = {
  en: { label: "Announcements", hide: "Hide on this page" },
  zh: { label: "公告", hide: "在本页隐藏" },
};

/** One colour in both themes, with white upon it; `--avow-accent` and `--avow-on-accent` give it the page's own. */
const STYLE = `
.avow-announcements{display:flex;flex-wrap:wrap;align-items:center;justify-content:space-between;gap:.5rem 1.5rem;padding:.75rem 1.25rem;background:var(--avow-accent,#0d5a68);color:var(--avow-on-accent,#fff);font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,Arial,sans-serif;overflow-wrap:anywhere}
.avow-announcements:lang(zh){font-family:"PingFang SC","Microsoft YaHei","Noto Sans CJK SC","Noto Sans SC Variable",system-ui,sans-serif;line-break:strict}
.avow-announcements ul{flex:1 1 16rem;margin:0;padding:0;list-style:none}
.avow-announcements a{display:inline-block;min-block-size:1.5rem;color:inherit;text-underline-offset:.18em}
.avow-announcements button{min-block-size:2.75rem;padding:.25rem .875rem;border:1px solid;border-radius:9px;background:none;color:inherit;font:inherit;cursor:pointer}
.avow-announcements :focus-visible{outline:3px solid;outline-offset:2px}
@media print{.avow-announcements{display:none}}
`;

/** What the page holds in `#avow-announcements`; `null` where it holds nothing. */
export function readAnnouncements(document: Document): PageAnnouncements | null {
  const text = document.getElementById("avow-announcements")?.textContent;
  return text ? JSON.parse(text) : null;
}

/**
 * Shows announcements at the head of a page, or within `[data-avow-announcements]`: in the page's own flow, over nothing, taking
 * no focus. A button hides them on this page, and so does Escape within; the device keeps nothing, so the next page shows them
 * again. Returns the element; `null` where there is nothing to show.
 */
export function showAnnouncements(document: Document, data: PageAnnouncements): HTMLElement | null {
  if (data.announcements.length === 0) return null;
  const words = data.language.startsWith("zh") ? WORDS.zh : WORDS.en;
  wear(document);
  const section = document.createElement("section");
  section.className = "avow-announcements";
  section.lang = data.language;
  section.setAttribute("aria-label", words.label);
  const list = document.createElement("ul");
  for (const { title, href } of data.announcements) {
    const [item, link] = [document.createElement("li"), document.createElement("a")];
    link.href = href;
    link.textContent = title;
    item.append(link);
    list.append(item);
  }
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = words.hide;
  const hide = () => {
    const hadFocus = section.contains(document.activeElement);
    section.remove();
    if (hadFocus) focusContent(document);
  };
  button.addEventListener("click", hide);
  section.addEventListener("keydown", ({ key }) => key === "Escape" && hide());
  section.append(list, button);
  (document.querySelector("[data-avow-announcements]") ?? document.body).prepend(section);
  return section;
}

function wear(document: Document): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  document.adoptedStyleSheets.push(sheet);
}

/** Focus that would be lost goes to the page's content. */
function focusContent(document: Document): void {
  const content = document.querySelector("main");
  if (content === null) return;
  content.tabIndex = -1;
  content.focus();
}
