/** The look of a document on screen and on paper: one column, system fonts, nothing fetched. */
export const DOCUMENT_STYLE = `
:root { color-scheme: light dark; --ink: #16202a; --muted: #55626e; --line: #c6cfd6; --wash: #f3f6f8; --ground: #ffffff; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6ecf1; --muted: #a3b0bb; --line: #3a4650; --wash: #1a232b; --ground: #10171d; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 2rem 1.25rem 4rem; background: var(--ground); color: var(--ink);
  font: 1rem/1.6 system-ui, -apple-system, "Segoe UI", "Noto Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif; }
h1 { margin: 0 0 1rem; font-size: 1.75rem; line-height: 1.25; }
h2 { margin: 2.25rem 0 0.75rem; font-size: 1.25rem; line-height: 1.3; break-after: avoid; }
p { margin: 0 0 0.75rem; max-width: 46rem; }
.scroll { overflow-x: auto; margin-bottom: 0.75rem; }
.scroll:focus-visible { outline: 2px solid currentColor; outline-offset: 2px; }
table { inline-size: 100%; border-collapse: collapse; font-size: 0.9375rem; }
th, td { padding: 0.5rem 0.75rem; border: 1px solid var(--line); text-align: start; vertical-align: top; overflow-wrap: anywhere; min-width: 5.5rem; }
thead th { background: var(--wash); font-weight: 600; }
tbody th { font-weight: 500; }
.facts { margin-bottom: 0.75rem; }
.facts th { inline-size: 15rem; background: var(--wash); }
ul { margin: 0; padding-inline-start: 1.1rem; }
.people { margin: 0 0 0.75rem; padding: 0.75rem 1rem 4.5rem; border: 1px dashed var(--muted); break-inside: avoid; }
.people p { margin: 0; color: var(--muted); max-width: none; }
.people strong { color: var(--ink); }
@media (max-width: 40rem) { .facts, .facts tbody, .facts tr, .facts th, .facts td { display: block; inline-size: 100%; } .facts td { border-block: 0; } }
@media print { :root { color-scheme: light; --ink: #000000; --muted: #444444; --line: #999999; --wash: #f2f2f2; --ground: #ffffff; }
  body { max-width: none; padding: 0; font-size: 10.5pt; } .scroll { overflow: visible; } table { font-size: 9pt; } th, td { min-width: 0; } tr { break-inside: avoid; } }
`;
