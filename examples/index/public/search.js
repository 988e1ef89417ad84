import MiniSearch from "./minisearch.js";
import { SEARCH_OPTIONS } from "./search-terms.js";

/** Loaded only where the server has asked the policy whether this device may keep the index, and for how long. */
const results = document.querySelector("#results[data-key]");
const question = document.querySelector("#question");
if (results !== null && question !== null) answerHere(results, question);

/** Answers what is typed at once. Nothing typed leaves the page unless the form is sent. */
async function answerHere(results, question) {
  const index = MiniSearch.loadJSON(await readIndex(results.dataset), SEARCH_OPTIONS);
  results.dataset.ready = "";
  const language = document.documentElement.lang.slice(0, 2);
  const answer = () =>
    show(results, question.value.trim() === "" ? null : find(index, question.value, language));
  question.addEventListener("input", answer);
  question.form.addEventListener("submit", (event) => {
    event.preventDefault();
    answer();
  });
}

/** The index as it is kept; fetched, and kept for its declared life, when there is none or its life is over. */
async function readIndex({ key, life, index }) {
  const kept = parse(localStorage.getItem(key));
  if (kept !== null && kept.until > Date.now()) return kept.index;
  localStorage.removeItem(key);
  const answer = await fetch(index);
  if (!answer.ok) throw new Error(`the index was answered with ${answer.status}`);
  const fresh = await answer.text();
  localStorage.setItem(key, JSON.stringify({ until: Date.now() + Number(life) * 1000, index: fresh }));
  return fresh;
}

function parse(text) {
  try {
    const { until, index } = JSON.parse(text);
    return typeof until === "number" && typeof index === "string" ? { until, index } : null;
  } catch {
    return null;
  }
}

/** Each article once, in the language of the page, however it was found. */
function find(index, question, language) {
  const entries = index.search(question);
  return [...new Set(entries.map(({ slug }) => slug))].map((slug) => {
    const { title, lead } = index.getStoredFields(`${language}/${slug}`);
    return { title, lead, address: `/${language}/articles/${slug}` };
  });
}

function show(results, found) {
  results.replaceChildren();
  if (found === null) return;
  const { found: counted, none } = results.dataset;
  results.append(make("p", found.length === 0 ? none : counted.replace("{count}", String(found.length))));
  const list = document.createElement("div");
  list.className = "results";
  for (const { title, lead, address } of found) {
    const story = document.createElement("article");
    story.className = "story";
    const link = make("a", title);
    link.className = "go";
    link.href = address;
    const heading = document.createElement("h2");
    heading.append(link);
    const standfirst = make("p", lead);
    standfirst.className = "standfirst";
    story.append(heading, standfirst);
    list.append(story);
  }
  results.append(list);
}

function make(tag, text) {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}
