const LIGHT =
  "--g:#fff;--k:#17212a;--m:#53616c;--l:#dde2e5;--e:#7d8a94;--a:#0d5a68;--s:#08434e;--o:#fff;--w:#eef4f5;--f:#0b6fb8;--h:0 1px 2px #0f1c241f,0 12px 40px #0f1c2433;color-scheme:light;";
const DARK =
  "--g:#171d21;--k:#e7ecef;--m:#9fadb7;--l:#2b353c;--e:#74828c;--a:#79c8d6;--s:#a3dbe5;--o:#08262d;--w:#1e262b;--f:#8cc8ff;--h:0 0 0 1px #2b353c,0 12px 40px #0009;color-scheme:dark;";

const PANEL = "{background:var(--g);border:0;border-radius:14px;box-shadow:var(--h)}";

/**
 * What the question wears, as a constructed stylesheet: no style attribute, no request. It follows the device, or
 * `data-theme="light"` or `"dark"` on `html`; `--avow-accent` and `--avow-on-accent` give it the page's own colour.
 */
export const FIRST_STYLE = `
.avow{${LIGHT}box-sizing:border-box;font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;color:var(--k);text-align:start;overflow-wrap:anywhere}
@media (prefers-color-scheme:dark){:root:not([data-theme=light]) .avow{${DARK}}}
[data-theme=dark] .avow{${DARK}}
.avow:lang(zh){font-family:"PingFang SC","Microsoft YaHei","Noto Sans CJK SC","Noto Sans SC Variable",system-ui,sans-serif;line-height:1.65;line-break:strict}
.avow *{box-sizing:border-box}
.avow [hidden]{display:none!important}
:where(.avow) :where(h2,p,ul){margin:0;padding:0;max-inline-size:none;color:inherit;font-size:1em;text-wrap:pretty}
:where(.avow) h2{font-weight:600;font-size:1em;line-height:1.3;letter-spacing:0}
.avow ul{list-style:none}
.avow a{color:var(--avow-accent,var(--a));text-underline-offset:.18em}
.avow :is(button,a,input):focus-visible{outline:3px solid var(--f);outline-offset:2px}
.avow-banner${PANEL}
.avow-banner{position:fixed;z-index:2147483000;inset-block-end:max(1rem,env(safe-area-inset-bottom));inset-inline-start:1rem;inline-size:min(29rem,100% - 2rem);max-block-size:calc(100dvh - 2rem);overflow:auto;padding:1.25rem 1.375rem 1.375rem;display:grid;gap:.75rem}
.avow-titles{display:flex;flex-wrap:wrap;gap:.375rem}
.avow-titles li::first-letter{text-transform:uppercase}
.avow-titles li{padding:.0625rem .625rem;border-radius:1rem;background:var(--w);font-size:.875rem}
.avow-buttons{display:grid;grid-template-columns:1fr 1fr;gap:.625rem}
.avow-buttons>:nth-child(3):last-child{grid-column:1/-1}
.avow-buttons>a{place-self:center;text-align:center}
.avow-button{min-block-size:2.75rem;min-inline-size:2.75rem;margin:0;padding:.5rem 1rem;border:1px solid var(--e);border-radius:9px;background:var(--g);color:var(--k);font:inherit;font-weight:600;line-height:1.25;text-align:center;cursor:pointer}
.avow-button:hover{border-color:var(--k)}
.avow-plain{border-color:transparent;background:var(--avow-accent,var(--a));color:var(--avow-on-accent,var(--o))}
.avow-plain:hover{border-color:transparent;background:var(--avow-accent,var(--s))}
.avow-status{font-size:.875rem;font-weight:500;display:flex;flex-wrap:wrap;gap:.5rem .75rem;align-items:center}
.avow-status:empty{display:none}
@media (forced-colors:active){.avow-banner,.avow-button{border:1px solid}}
`;

/** What all else wears, over that; apart, because the browser would read it before it draws the question. */
export const LATER_STYLE = `
[data-purpose][hidden]{display:none!important}
.avow-preferences,.avow-notice:has(button)${PANEL}
html:has(.avow-banner){scroll-padding-block-end:22rem}
.avow-row label::first-letter{text-transform:uppercase}
.avow-small{min-block-size:2.25rem;padding:.25rem .875rem;font-size:.875rem}
.avow-preferences{position:fixed;inset:0;margin:auto;inline-size:min(40rem,100% - 2rem);max-inline-size:none;block-size:fit-content;max-block-size:min(46rem,100dvh - 2rem);padding:0;overflow:auto;overscroll-behavior:contain}
.avow-preferences::backdrop{background:#0f1417a6}
.avow-preferences>*{margin-inline:1.5rem!important}
.avow-preferences>p{margin-block:.25rem 1rem!important;color:var(--m)}
.avow-head{display:flex;align-items:center;justify-content:space-between;gap:1rem;padding-block:1.25rem .5rem}
.avow-head h2{font-size:1.375rem}
.avow-purposes li{padding-block:1rem;border-block-start:1px solid var(--l);display:grid;gap:.375rem}
.avow-row{display:flex;align-items:center;gap:.75rem}
.avow-row label{flex:1;font-weight:600}
.avow-state,.avow-detail{color:var(--m);font-size:.875rem}
.avow-detail a{display:inline-block;min-block-size:1.5rem}
.avow-switch{appearance:none;flex:none;position:relative;inline-size:3.25rem;block-size:2rem;margin:0;border:2px solid var(--e);border-radius:1rem;background:var(--w);cursor:pointer;transition:background-color .12s}
.avow-switch::before{content:"";position:absolute;inset-block-start:.25rem;inset-inline-start:.25rem;inline-size:1.25rem;block-size:1.25rem;border-radius:50%;background:var(--e);transition:inset-inline-start .12s}
.avow-switch:checked{border-color:var(--avow-accent,var(--a));background:var(--avow-accent,var(--a))}
.avow-switch:checked::before{inset-inline-start:1.5rem;background:var(--avow-on-accent,var(--o))}
.avow-switch:disabled{opacity:.55;cursor:not-allowed}
.avow-preferences>.avow-foot{position:sticky;inset-block-end:0;margin-inline:0!important;padding:1rem 1.5rem 1.25rem;background:var(--g);border-block-start:1px solid var(--l);display:grid;gap:.75rem}
.avow-foot:not(:has(button)){display:none!important}
.avow-foot>.avow-buttons{grid-template-columns:repeat(3,1fr)}
.avow-foot>.avow-buttons>:nth-child(3){grid-column:auto}
.avow-corner{position:fixed;z-index:2147482999;inset-block-end:max(.75rem,env(safe-area-inset-bottom));inset-inline-start:.75rem;inline-size:fit-content;max-inline-size:min(26rem,100% - 1.5rem);display:grid;gap:.625rem;justify-items:start;pointer-events:none}
.avow-corner>*{pointer-events:auto}
.avow-reopen{min-block-size:2.25rem;padding:.25rem .875rem;border-color:var(--e);border-radius:1.25rem;font-size:.8125rem;font-weight:500}
.avow-reopen span{color:var(--m);font-weight:400}
.avow-reopen span::before{content:" · "}
.avow-notice:has(button){padding:1rem 1.125rem;display:grid;gap:.625rem;font-size:.9375rem}
.avow-unseen{position:absolute;inline-size:1px;block-size:1px;overflow:hidden;clip-path:inset(50%)}
.avow-placeholder{display:flex;flex-direction:column;justify-content:center;gap:.75rem;padding:1.25rem;border:1px dashed var(--e);border-radius:12px;background:var(--w)}
.avow-placeholder-text:first-child{font-weight:600}
.avow-placeholder .avow-buttons{display:flex;flex-wrap:wrap}
@media (max-width:30rem){.avow-foot>.avow-buttons{grid-template-columns:1fr 1fr}.avow-foot>.avow-buttons>:nth-child(3){grid-column:1/-1}.avow-preferences{margin-block-end:0;inline-size:100%;max-block-size:92dvh;border-end-start-radius:0;border-end-end-radius:0}}
@media (prefers-reduced-motion:reduce){.avow *,.avow ::before{transition:none}}
@media (forced-colors:active){.avow-preferences,.avow-notice:has(button){border:1px solid}.avow-switch::before{background:ButtonText;forced-color-adjust:none}.avow-switch:checked{background:Highlight;forced-color-adjust:none}}
@media print{.avow-banner,.avow-corner{display:none}}
`;
