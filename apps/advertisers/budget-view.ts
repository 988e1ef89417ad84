import { html } from "hono/html";
import type { Html } from "./elements.ts";
import type { Budget } from "./site.ts";
import { formatNumber, type Language, wordsOf } from "./words.ts";

/** The year's budget: a meter, its three parts in numbers, and the price of each kind of question. */
export function budgetView({ year, rho, plan }: Budget, language: Language): Html {
  const words = wordsOf(language);
  const say = words.budget;
  const amount = (value: number) => formatNumber(value, language, 4);
  const share = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 1 }).format(
    rho.spent / rho.year,
  );
  return html`<section class="card stack" aria-labelledby="budget">
    <div class="stack tight">
      <h2 id="budget">${say.title(year)}</h2>
      <p>${say.lead}</p>
    </div>
    <meter min="0" max="${rho.year}" value="${rho.spent}" aria-label="${say.title(year)}">${say.meter(share)}</meter>
    <div class="grid">
      ${[
        [rho.spent, say.spent] as const,
        [rho.reserved, say.reserved] as const,
        [rho.left, say.left] as const,
      ].map(([value, name]) => html`<p class="figure"><b>${amount(value)}</b><span>${name}</span></p>`)}
    </div>
    <details class="stack">
      <summary>${say.plan}</summary>
      <table class="records">
        <thead><tr><th scope="col">${say.measure}</th><th scope="col">${say.by}</th><th scope="col" class="number">${say.rho}</th><th scope="col" class="number">${say.sigma}</th><th scope="col" class="number">${say.threshold}</th><th scope="col">${say.standard}</th></tr></thead>
        <tbody>${plan.map(
          (kind) => html`<tr>
            <td data-label="${say.measure}">${words.measures[kind.measure]}</td>
            <td data-label="${say.by}">${words.breakdowns[kind.by]}</td>
            <td data-label="${say.rho}" class="number">${amount(kind.rho)}</td>
            <td data-label="${say.sigma}" class="number">${formatNumber(kind.sigma, language, 1)}</td>
            <td data-label="${say.threshold}" class="number">${formatNumber(kind.threshold, language)}</td>
            <td data-label="${say.standard}">${kind.standard ? say.yes : say.no}</td>
          </tr>`,
        )}</tbody>
      </table>
    </details>
  </section>`;
}

/** The guarantee in words, with the numbers that hold now. */
export function guaranteeView(budget: Budget, clauses: readonly string[], language: Language): Html {
  const say = wordsOf(language).guarantee;
  const ofDay = budget.plan.reduce((sum, { standard, rho }) => sum + (standard ? rho : 0), 0);
  // Half of what is over one half is the advantage: total variation, at most √(ρ/2) by Pinsker's inequality.
  const guess = 50 + 50 * Math.sqrt(ofDay / 2);
  const amount = (value: number, digits: number) => formatNumber(value, language, digits);
  return html`<section class="card stack" aria-labelledby="guarantee">
    <h2 id="guarantee">${say.title}</h2>
    <p>${say.day(amount(guess, 1), amount(ofDay, 4))}</p>
    <p>${say.year(amount(budget.rho.year, 2), amount(budget.epsilon, 2), powerOfTen(budget.delta))}</p>
    <p>${say.names(budget.leastVisitors)}</p>
    <p>${say.not}</p>
    <p class="meta">${say.source}</p>
    <p class="row">${clauses.map((id) => html`<a class="clause" href="/privacy/${language}/policy#${id}">${say.clause(id)}</a>`)}</p>
  </section>`;
}

/** A probability far below one as the power of ten it is nearest to, such as `10⁻⁶`. */
function powerOfTen(chance: number): string {
  const digits = String(Math.round(-Math.log10(chance)));
  return `10⁻${[...digits].map((digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)]).join("")}`;
}
