import type { Bundle } from "../bundle.ts";
import { findDocumentWords } from "../documents/words.ts";
import { formatDay, formatPace } from "../interpolate.ts";
import type { ClauseStatus, Text } from "../model.ts";
import { findPhrases } from "../phrases.ts";
import type { MeaningWords, Speaker } from "./speaker.ts";

type Say = (speaker: Speaker) => string;

/** Something that is said of a part: what it is, to be compared, and how it is told; too long to be told is `null`. */
export interface Aspect {
  readonly is: unknown;
  readonly say: Say | null;
}

type AspectName = keyof MeaningWords["aspects"];

/** A part of a policy that a reader can name, with all that is declared of it but what it permits. */
export interface DeclaredPart {
  readonly kind: keyof MeaningWords["parts"];
  readonly name: string;
  readonly title: Say;
  readonly aspects: Readonly<Partial<Record<AspectName, Aspect>>>;
}

/** Every part of a policy, in the order in which they are told. */
export function listParts(bundle: Bundle): readonly DeclaredPart[] {
  return [
    ...listFoundations(bundle),
    ...listTitled(bundle),
    ...listData(bundle),
    ...listPurposes(bundle),
    ...listProducts(bundle),
    ...listDoors(bundle),
    ...listText(bundle),
  ];
}

function listFoundations({
  id,
  title,
  effective,
  languages,
  controller,
  law,
}: Bundle): readonly DeclaredPart[] {
  const { applied, ...governing } = law;
  return [
    part("policy", "", () => "", {
      id: code(id),
      title: words(title),
      effective: { is: effective, say: ({ spoken }) => formatDay(effective, spoken) },
      languages: codes(languages),
    }),
    ...(controller === null
      ? []
      : [
          part("controller", "", () => "", {
            clause: clause(controller.clause),
            name: words(controller.name),
            address: words(controller.address),
            email: code(controller.email),
            telephone: code(controller.telephone),
            complaints: words(controller.complaints),
          }),
        ]),
    part("law", "", () => "", {
      clause: clause(governing.clause),
      governing: code(governing.governing),
      title: words(governing.title),
      also: codes(governing.also ?? []),
      excludes: territories(governing.excludes),
      courts: words(governing.courts),
      courtsClause: clause(governing.courtsClause),
      applied: { is: applied, say: null },
    }),
  ];
}

function listTitled({ roles, channels, recipients }: Bundle): readonly DeclaredPart[] {
  return [
    ...Object.entries(roles).map(([name, { title }]) =>
      part("role", name, (speaker) => speaker.title("roles", name), { title: words(title) }),
    ),
    ...Object.entries(channels).map(([name, { title, reach }]) =>
      part("channel", name, (speaker) => speaker.title("channels", name), {
        title: words(title),
        reach: {
          is: reach ?? null,
          say: (speaker) => (reach === undefined ? speaker.words.none : speaker.field(reach)),
        },
      }),
    ),
    ...Object.entries(recipients).map(([name, recipient]) =>
      part("recipient", name, (speaker) => speaker.title("recipients", name), {
        clause: clause(recipient.clause),
        title: words(recipient.title),
        countries: territories(recipient.countries),
        kind: term(recipient.kind, ({ kinds }) => kinds),
        route: term(recipient.route, ({ routes }) => routes),
        contact: recipient.contact === undefined ? ABSENT : code(recipient.contact),
      }),
    ),
  ];
}

function listData({ data }: Bundle): readonly DeclaredPart[] {
  return Object.entries(data).flatMap(([name, category]) => [
    part("data", name, (speaker) => speaker.title("data", name), {
      clause: clause(category.clause),
      title: words(category.title),
      retention: {
        is: [category.retention.start, category.retention.keep],
        say: (speaker) => speaker.words.quote(speaker.retention(category.retention)),
      },
      nature: term(category.nature, ({ natures }) => natures),
    }),
    ...Object.entries(category.fields).map(([field, { title, type, maxLength, choices, lookup }]) =>
      part("field", `${name}.${field}`, (speaker) => speaker.field(`${name}.${field}`), {
        title: words(title),
        type: code(type),
        maxLength: code(String(maxLength)),
        lookup: yes(lookup),
        choices: {
          is: choices ?? null,
          say: (speaker) => speaker.list(Object.values(choices ?? {}).map((choice) => speaker.text(choice))),
        },
      }),
    ),
  ]);
}

function listPurposes({ purposes }: Bundle): readonly DeclaredPart[] {
  return Object.entries(purposes).map(([name, { objection, pace, ...purpose }]) =>
    part("purpose", name, (speaker) => speaker.title("purposes", name), {
      clause: clause(purpose.clause),
      title: words(purpose.title),
      basis: term(purpose.basis, ({ bases }) => bases),
      nature: purpose.nature === undefined ? ABSENT : code(purpose.nature),
      ask: purpose.ask === undefined ? ABSENT : words(purpose.ask),
      each: yes(purpose.each),
      objection: objection === undefined ? ABSENT : clause(objection),
      pace: pace === undefined ? ABSENT : { is: pace, say: ({ spoken }) => formatPace(pace, spoken) },
    }),
  );
}

function listProducts({ products }: Bundle): readonly DeclaredPart[] {
  if (products === undefined) return [];
  const { kinds, recently, distance, field } = products;
  return [
    part("products", "", () => "", {
      clause: clause(products.clause),
      reach: { is: field, say: (speaker) => speaker.field(field) },
      recently: { is: recently, say: (speaker) => speaker.duration(recently) },
      distance: {
        is: distance,
        say: ({ spoken }) => findPhrases(spoken)?.distance(distance) ?? String(distance),
      },
      choices: {
        is: kinds,
        say: (speaker) => speaker.list(Object.values(kinds).map(({ title }) => speaker.text(title))),
      },
    }),
  ];
}

function listDoors({ forms, storage, hosts = {} }: Bundle): readonly DeclaredPart[] {
  return [
    ...Object.entries(forms).map(([name, form]) => {
      const required = form.fields.filter((field) => field.required).map(({ field }) => field);
      return part("form", name, (speaker) => speaker.title("forms", name), {
        clause: clause(form.clause),
        title: words(form.title),
        required: { is: required.toSorted(), say: (speaker) => speaker.data(required) },
      });
    }),
    ...Object.entries(storage).map(([name, key]) =>
      part("storage", name, (speaker) => speaker.title("storage", name), {
        clause: clause(key.clause),
        title: words(key.title),
        kind: { is: key.kind, say: ({ words: { kinds } }) => kinds[key.kind] },
        life: { is: key.life, say: (speaker) => speaker.duration(key.life) },
        setBy: code(key.setBy),
        prefix: yes(key.prefix),
        necessary: yes(key.necessary),
        without: key.without === undefined ? ABSENT : words(key.without),
      }),
    ),
    ...Object.entries(hosts).map(([name, host]) =>
      part("host", name, (speaker) => speaker.title("hosts", name), {
        clause: clause(host.clause),
        title: words(host.title),
        recipient: { is: host.recipient, say: (speaker) => speaker.recipient(host.recipient) },
        purpose: {
          is: host.purpose,
          say: (speaker) => speaker.words.quote(speaker.title("purposes", host.purpose)),
        },
        data: { is: host.data.toSorted(), say: (speaker) => speaker.data(host.data) },
        kinds: codes(host.kinds.toSorted()),
        necessary: yes(host.necessary),
      }),
    ),
  ];
}

function listText({ notices, sections, clauses }: Bundle): readonly DeclaredPart[] {
  return [
    ...Object.entries(notices).map(([item, ids]) =>
      part("notice", item, () => item, { clauses: codes(ids) }),
    ),
    ...sections.map((section) =>
      part("section", section.id, () => section.id, {
        title: words(section.title),
        level: code(String(section.level)),
        prose: { is: section.prose, say: null },
      }),
    ),
    ...clauses.map(({ id, section, status, mechanisms }) =>
      part("clause", id, () => id, {
        section: code(section),
        status: { is: status, say: (speaker) => sayStatus(speaker, status) },
        mechanisms: codes(mechanisms),
      }),
    ),
  ];
}

function sayStatus(speaker: Speaker, status: ClauseStatus): string {
  const { statuses } = speaker.words;
  if (status.status === "pending") return statuses.pending(speaker.text(status.brings));
  return statuses[status.status];
}

function part(
  kind: DeclaredPart["kind"],
  name: string,
  title: Say,
  aspects: DeclaredPart["aspects"],
): DeclaredPart {
  return { kind, name, title, aspects };
}

const ABSENT: Aspect = { is: null, say: ({ words: { none } }) => none };

function words(said: Text): Aspect {
  return { is: said, say: (speaker) => speaker.words.quote(speaker.text(said)) };
}

function code(is: string): Aspect {
  return { is, say: () => `\`${is}\`` };
}

function codes(is: readonly string[]): Aspect {
  return { is, say: (speaker) => speaker.list(is.map((one) => `\`${one}\``)) };
}

function clause(id: string): Aspect {
  return { is: id, say: ({ words: said }) => said.clause(id) };
}

function territories(is: readonly string[]): Aspect {
  return { is: is.toSorted(), say: (speaker) => speaker.territories(is) };
}

function yes(is: true | undefined): Aspect {
  return { is: is === true, say: ({ words: said }) => (is === true ? said.yes : said.no) };
}

/** One of the terms of art, as documents have it. */
function term<T extends string>(
  is: T | undefined,
  table: (terms: NonNullable<ReturnType<typeof findDocumentWords>>) => Readonly<Record<T, string>>,
): Aspect {
  if (is === undefined) return ABSENT;
  return {
    is,
    say: ({ spoken, words: said }) => {
      const terms = findDocumentWords(spoken);
      return said.quote(terms === undefined ? is : table(terms)[is]);
    },
  };
}
