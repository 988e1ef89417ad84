import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { renderWords } from "./index.ts";

describe("published HTML", () => {
  it("[P10] words become HTML", () => {
    expect(renderWords("We *respect*:\n\n- `a`\n- b < c")).toBe(
      "<p>We <em>respect</em>:</p>\n<ul>\n<li><code>a</code></li>\n<li>b &#x3C; c</li>\n</ul>",
    );
  });

  it.each([
    ["https://a.example/x?y=1#z", true],
    ["HTTP://a.example", true],
    ["mailto:a@b.example", true],
    ["/policy", true],
    ["policy?at=12:00", true],
    ["#2.1", true],
    ["javascript:alert(1)", false],
    ["JavaScript:alert(1)", false],
    ["&#106;avascript:alert(1)", false],
    ["java&Tab;script:alert(1)", false],
    ["data:text/html,x", false],
    ["vbscript:x", false],
  ])("[P10] a link to %s is kept: %s", (address, kept) => {
    expect(renderWords(`[x](${address})`).includes("href")).toBe(kept);
    expect(renderWords(`[x][r]\n\n[r]: ${address}`).includes("href")).toBe(kept);
  });

  it("[P10] raw HTML and images are not published", () => {
    expect(renderWords("a <script>alert(1)</script> b")).toBe("<p>a alert(1) b</p>");
    expect(renderWords("<iframe src=x></iframe>")).toBe("");
    expect(renderWords('![a "chart"](https://a.example/x.png)')).toBe('<p><span>a "chart"</span></p>');
  });

  it("[P10] whatever the words, no script, handler or image comes out", () => {
    const piece = fc.constantFrom(
      "<img src=x onerror=y>",
      "![a](b)",
      "[a](javascript:b)",
      "<javascript:c>",
      "*",
      "`",
      "\n",
      "> ",
      "<a href=d>",
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string())), (pieces) => {
        const html = renderWords(pieces.join(""));
        expect(html).not.toMatch(/<(script|img|iframe|style)|<[^>]*\son\w+=|href="javascript:/i);
      }),
    );
  });
});
