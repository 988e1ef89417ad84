/** Everything the page says, in English. The Chinese table has the same keys or does not compile. */
export const en = {
  site: "Statistics for advertisers",
  skip: "Skip to the content",
  languages: "Language",
  key: {
    title: "Statistics for advertisers",
    lead: "Numbers about visits, of which none tells whether any one visitor was there.",
    label: "Your key",
    help: "We gave it to you when we opened your account. It travels in this form alone: it is in no address, and nothing is stored on your device.",
    enter: "Open",
    leave: "Leave",
  },
  placements: {
    title: "Your placements",
    none: "You have no placement yet.",
    name: "Placement",
    section: "Section",
    target: "Leads to",
  },
  ask: {
    title: "Ask about a day",
    day: "Day (UTC)",
    dayHelp: "A day can be asked about from an hour after its end.",
    what: "What",
    site: "The whole site",
    by: "Broken down by",
    submit: "Show",
    price:
      "Each question is answered once, for all advertisers together, and stays answered. An answer that is published already costs nothing.",
  },
  measures: {
    views: "Page views",
    visitors: "Visitors",
    sessions: "Sessions",
    clicks: "Clicks",
    impressions: "Impressions",
  },
  measureOf: (measure: string, placement: string) => `${measure}: ${placement}`,
  breakdowns: {
    total: "Nothing: the total",
    page: "Page",
    section: "Section",
    region: "Country or region",
    system: "Operating system",
    browser: "Browser",
    referrer: "Site that led here",
  },
  answer: {
    heading: (what: string, by: string | null, day: string) =>
      by === null ? `${what} on ${day}` : `${what} by ${by.toLowerCase()}, ${day}`,
    published: (instant: string) => `Published on ${instant}. Whoever asks gets the same numbers.`,
    noise: (sigma: string, most: string) =>
      `Every number carries noise of its own (σ = ${sigma}): 95 of 100 lie within ±${most} of the count.`,
    bound: (contributions: number) =>
      contributions === 1
        ? "One visitor counts once at most."
        : `One visitor counts ${contributions} times at most in the whole answer.`,
    withheldTotal: (threshold: string) =>
      `The number is withheld: it is under ${threshold}, and would be mostly noise.`,
    withheld: (threshold: string) =>
      `What is under ${threshold} is withheld, and so is whether there is anything. The numbers shown therefore do not add up to the total, and the difference is no answer either: it carries the noise of both.`,
    nothing: (threshold: string) => `Nothing is above ${threshold}, so nothing is shown.`,
    name: "Name",
    value: "Number",
    unknown: "not known",
    csv: "Download as CSV",
    chart: (heading: string) => `${heading}: the table beside it holds the same numbers.`,
  },
  month: {
    title: (month: string) => `Published about ${month}`,
    line: (what: string) => `${what} by day`,
    lead: "These answers are out already; opening them costs nothing.",
    list: (count: number) => (count === 1 ? "One answer" : `${count} answers`),
    open: "Open",
    day: "Day",
    what: "What",
    by: "By",
    none: "withheld",
  },
  budget: {
    title: (year: number) => `Privacy budget of ${year}`,
    lead: "What all answers together may tell of one visitor. When it is spent, there are no further answers about this year.",
    spent: "spent",
    reserved: "kept for the standard answers of every day",
    left: "left for other questions",
    meter: (share: string) => `${share} spent`,
    plan: "What each question costs",
    measure: "Measure",
    by: "By",
    rho: "Price (ρ)",
    sigma: "Noise (σ)",
    threshold: "Withheld under",
    standard: "Standard",
    yes: "yes",
    no: "no",
  },
  guarantee: {
    title: "What is guaranteed",
    day: (guess: string, rho: string) =>
      `Somebody who knows every other visitor of a day and has all its standard answers guesses whether one more was there right at most ${guess} times in a hundred; by tossing a coin it is 50 (ρ = ${rho}).`,
    year: (rho: string, epsilon: string, delta: string) =>
      `Of a visitor who came on every day of a year, all answers of that year together tell no more than ρ = ${rho}, which is (ε, δ) = (${epsilon}, ${delta}). When that is used up, we stop.`,
    names: (least: number) =>
      `A page, a site or a country that fewer than ${least} visitors stand behind is never named.`,
    not: "What it does not cover: a visitor is one address and browser on one day, so a person with two devices is two visitors and is protected as two; many people who always come together are protected less than one.",
    clause: (id: string) => `Clause ${id} of the privacy policy`,
    source:
      "Zero-concentrated differential privacy with discrete Gaussian noise (Bun and Steinke 2016; Canonne, Kamath and Steinke 2020).",
  },
  problem: {
    title: "There is no answer",
    codes: {
      "advertiser-key-wrong":
        "This key opens nothing. Look whether it is whole; if it is, ask us for a new one.",
      "budget-spent":
        "This year’s privacy budget allows no more answers of this kind. What is published already can still be read.",
      "statistic-not-ready":
        "This day is not over yet. A day can be asked about from an hour after its end in UTC.",
      "statistic-unknown":
        "There is no such statistic: visits of that day were not counted or are kept no more, or the placement is not yours.",
      "body-malformed": "This question cannot be read. Choose a day, and what you want to know of it.",
      "too-large": "The form is too large.",
      "not-found": "There is nothing at this address.",
      "store-unreachable": "We cannot be reached for the moment. Please try again.",
    },
    unknown: "Something broke on our side. Nothing was spent that was not answered. Please try again.",
  },
  footer: { controller: "Who is responsible", policy: "Privacy policy", read: "Read the policy" },
};
