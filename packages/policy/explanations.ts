import type { DiagnosticCode } from "./diagnostic.ts";

/** What each kind of diagnostic means and why it matters, in a sentence or two. */
export const EXPLANATIONS: Readonly<Record<DiagnosticCode, string>> = {
  "basis-not-built":
    "A permit stands on a legal basis that nothing here can establish yet, so everything under it would be refused.",
  "channel-unreachable":
    "A channel is told where people are reached, and is none that people can be reached by, or a permit to use it leaves that field out.",
  "choice-malformed":
    "A field of type `choice` lists what may be chosen, each short enough to be kept; no other field has a list.",
  "clause-empty": "A numbered clause has no words. A promise that says nothing cannot be cited.",
  "clause-missing":
    "A part of the model names a clause that the words do not have, so a decision would cite what nobody can read.",
  "clause-number":
    "Clauses and sections are numbered one after another, each number once: the number is what people cite.",
  "clause-reference-unknown": "The words send the reader to a clause that the policy does not have.",
  "consent-not-required":
    "Something is permitted for a purpose that stands on consent, and the permit does not require that consent.",
  "consent-without-words":
    "A purpose stands on consent, and the words people agree to are missing in one of the languages.",
  "contradiction-consent":
    "A clause promises to act only with consent, and a permit under that clause requires none.",
  "contradiction-forbidden":
    "The words deny what the model permits: data that a form collects or a permit names, or a channel it goes by.",
  "contradiction-never-shared":
    "The words say that data is never shared, and the model has a recipient that receives it.",
  "contradiction-no-cookies": "The words say that there are no cookies, and the model declares one.",
  "contradiction-retention": "The words keep something for one time and the model for another.",
  "contradiction-stays-in-country":
    "The words say that data does not leave the country, and the model gives it to a recipient abroad.",
  "controller-missing": "Nobody answers for the policy, or there is no way to reach who does.",
  "country-malformed": "A country is named by its two letters of ISO 3166-1.",
  "data-never-used":
    "Data is collected, and nothing is permitted with it but to keep or erase it. What nobody needs should not be asked for.",
  "data-without-purpose": "Data is declared, and no form or permit needs it.",
  "date-malformed": "A day is written year-month-day, and exists.",
  "duration-malformed": "A time is written in ISO 8601, whole years, months, days, hours or minutes.",
  "each-on-every-page":
    "A purpose is asked about anew for each thing, and a storage key or a host that serves every page hangs on it.",
  "enforced-without-mechanism":
    "A clause is said to be enforced, and no part of the software or the model does.",
  "fact-untold":
    "The model knows something of what is done with people's data that the words do not tell them.",
  "fact-written-by-hand":
    "A fact of the model is written out in the words, where it goes stale when the model changes.",
  "html-not-published": "HTML in the words is not published, so a reader would miss what it says.",
  "interpolation-unclosed": "A fact of the model is named and its braces are not closed.",
  "interpolation-unknown": "The words ask for a fact that the model does not have.",
  "language-unknown": "Facts of the model cannot be put into words in this language.",
  "languages-out-of-step":
    "A clause, a heading's text or a fact stands in one language and not in another: people would be promised different things.",
  "languages-say-different-numbers":
    "A clause says a number in one language that it does not say in another.",
  "law-basis-not-available":
    "A purpose stands on a legal basis that the law of the policy does not know, or not for this use.",
  "law-consent-bundled": "The law wants a consent for each matter, and one question asks for several.",
  "law-consent-required": "The law demands consent for something the policy does on another basis.",
  "law-forced-consent": "The law forbids making a service depend on a consent it does not need.",
  "law-host-consent":
    "The law demands consent before a page reaches somebody else's host, unless what was asked for cannot be given without.",
  "law-language-missing": "The law wants the policy in a language it is not written in.",
  "law-minors-unspared":
    "The law spares people under age what a permit lets be done. The gate refuses it for them; the policy does not say so.",
  "law-not-yet-effective": "A rule of law takes effect after the policy. It is announced, not applied.",
  "law-notice-incomplete":
    "The law demands that the words tell several things about a matter, and one of them is not told.",
  "law-notice-missing": "The law demands that the words tell people something, and no clause does.",
  "law-objection-missing":
    "The law lets people object to a use, and the policy has no clause under which they can.",
  "law-opt-out-missing": "The law lets people opt out of sale or sharing, and the policy offers no way.",
  "law-retention-too-short": "The law demands that data of this kind is kept longer.",
  "law-route-missing": "Data leaves the territory by no route that the law knows.",
  "law-separate-consent": "The law demands a consent for this one matter alone.",
  "law-statistics-raw": "The law lets only statistics out, and data about persons is released.",
  "law-storage-consent": "The law demands consent, or a way to object, before this is stored on a device.",
  "law-unknown": "There is no rule set for this law.",
  "model-malformed": "The model does not have its shape.",
  "name-undeclared": "The model uses a name that it does not declare.",
  "name-unused": "The model declares a name that nothing uses.",
  "pace-malformed":
    "How often people are written to cannot be told: the quiet hours begin and end at once, or a permit keeps to the pace of a purpose that has none.",
  "pending-but-permits": "Something is permitted under a clause that is not enforced yet.",
  "permit-contained":
    "A permit lets nothing happen that another does not let happen anyway; if it has more conditions, they never bite.",
  "permit-incomplete": "A permit does not say who, what, how or to whom, and so permits nothing.",
  "permit-repeated": "Two permits mean the same.",
  "products-malformed":
    "Kinds of products are a tree, and an order holds one of them; without that, nobody can tell what is similar.",
  "promise-without-mechanism":
    "A clause promises something, and the model does not say what stands behind it.",
  "property-malformed": "A line of `properties.txt` cannot be read, so nothing is held to it.",
  "property-violated":
    "The policy permits an operation that its own properties say must never be. The help shows one, with facts under which it is permitted.",
  "purchases-unreadable":
    "A permit asks whether something is similar to what a person bought, and no permit lets what they bought be used for that purpose.",
  "purpose-without-data":
    "People are asked about a purpose that no form, permit, storage key or host serves.",
  "question-without-consent":
    "People are asked about a purpose that does not stand on consent, so that their answer would change nothing.",
  "recipient-receives-nothing": "A recipient is named, and no permit gives it anything.",
  "retention-malformed": "A retention says when its time begins and how long it is.",
  "status-without-clause": "The model gives a status to a clause that the words do not have.",
  "storage-key-twice":
    "A key's name begins as another's prefix does, so that it is declared twice and what holds for it could not be told.",
  "text-misplaced":
    "Text stands where it belongs to no clause and no heading, and so cannot be cited or published.",
  "text-missing-language": "A title of the model is missing in one of the languages.",
  "words-missing": "The policy declares a language it has no words in.",
  "words-name-undeclared":
    "The words name data, or something kept on the device, that the model does not declare.",
};
