import type { AnswerOf } from "@avow/contract";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useId, useState } from "react";
import { reading } from "../api.ts";
import { Answer, Notice, Page, TableHead } from "../elements.tsx";
import { useVisit } from "../visit.tsx";
import type { Ranking } from "../words/traffic-en.ts";
import { formatCount, formatInstant, TAGS } from "../words.ts";
import { HourPlot, RankPlot } from "./traffic-plots.tsx";

type Shown = AnswerOf<"traffic">;

const SPANS = [1, 7, 31] as const;
const RANKINGS: readonly Ranking[] = ["pages", "referrers", "systems", "browsers", "access"];

/** How the site is used and where it fails, in sums. */
export function Traffic() {
  const { words } = useVisit();
  const [days, setDays] = useState<number>(7);
  const traffic = useQuery(reading("traffic", {}, { days }));
  return (
    <Page title={words.traffic.title} lead={words.traffic.lead}>
      <fieldset className="row">
        <legend className="visually-hidden">{words.traffic.span}</legend>
        {SPANS.map((span) => (
          <button
            key={span}
            type="button"
            className="button small"
            aria-pressed={span === days}
            onClick={() => setDays(span)}
          >
            {words.traffic.days(span)}
          </button>
        ))}
      </fieldset>
      <Answer query={traffic}>{(shown) => <Figures shown={shown} />}</Answer>
    </Page>
  );
}

function Figures({ shown }: { readonly shown: Shown }) {
  const { words, language } = useVisit();
  const said = words.traffic;
  const isEmpty = shown.faults.length === 0 && shown.hours.every(({ views }) => views === null);
  return (
    <div className="stack loose">
      <p className="meta">
        {said.asOf(formatInstant(shown.asOf, language))} {said.withheld(shown.least)}
      </p>
      {isEmpty ? (
        <Notice tone="caution" title={said.empty}>
          <p>{said.emptyText}</p>
        </Notice>
      ) : (
        <>
          <Hours hours={shown.hours} />
          <Faults faults={shown.faults} />
          <Slow slow={shown.slow} />
          {RANKINGS.map((ranking) => (
            <Ranked key={ranking} ranking={ranking} rows={shown[ranking]} />
          ))}
          <Returning {...shown.returning} />
        </>
      )}
    </div>
  );
}

function Hours({ hours }: Pick<Shown, "hours">) {
  const { words, language } = useVisit();
  const { hours: title, hoursText, everyHour, hour, views, visitors, faults } = words.traffic;
  const instant = new Intl.DateTimeFormat(TAGS[language], {
    dateStyle: "medium",
    timeStyle: "short",
    timeZone: "UTC",
  });
  return (
    <Card title={title}>
      <HourPlot
        points={hours.map((one) => ({ at: one.at, value: one.views }))}
        words={{ title, description: hoursText }}
      />
      <details>
        <summary>{everyHour}</summary>
        <Table
          caption={title}
          headings={[hour, views, visitors, faults]}
          rows={hours
            .toReversed()
            .map((one) => [
              instant.format(new Date(one.at)),
              <Figure key="views" of={one.views} />,
              <Figure key="visitors" of={one.visitors} />,
              formatCount(one.faults, language),
            ])}
        />
      </details>
    </Card>
  );
}

function Ranked({ ranking, rows }: { readonly ranking: Ranking; readonly rows: Shown[Ranking] }) {
  const { words } = useVisit();
  const { rankings, rankingText, none, views, access } = words.traffic;
  const { title, name } = rankings[ranking];
  const named = rows.map((row) => ({
    ...row,
    name: ranking === "access" ? (access[row.name] ?? row.name) : row.name,
  }));
  return (
    <Card title={title}>
      {rows.length === 0 ? (
        <p className="meta">{none}</p>
      ) : (
        <>
          <RankPlot
            bars={named.flatMap((row) => (row.views === null ? [] : [{ name: row.name, value: row.views }]))}
            words={{ title, description: rankingText }}
          />
          <Table
            caption={title}
            headings={[name, views]}
            rows={named.map((row) => [row.name, <Figure key="views" of={row.views} />])}
          />
        </>
      )}
    </Card>
  );
}

function Faults({ faults }: Pick<Shown, "faults">) {
  const { words, language } = useVisit();
  const { broken, noFaults, page, status, times } = words.traffic;
  return (
    <Card title={broken}>
      {faults.length === 0 ? (
        <p className="meta">{noFaults}</p>
      ) : (
        <Table
          caption={broken}
          headings={[page, status, times]}
          rows={faults.map((one) => [one.page, one.status, formatCount(one.times, language)])}
        />
      )}
    </Card>
  );
}

function Slow({ slow }: Pick<Shown, "slow">) {
  const { words, language } = useVisit();
  const { slow: title, slowLead, noSlow, page, half, most, milliseconds } = words.traffic;
  const took = (ms: number): string => milliseconds(formatCount(ms, language));
  return (
    <Card title={title} lead={slowLead}>
      {slow.length === 0 ? (
        <p className="meta">{noSlow}</p>
      ) : (
        <Table
          caption={title}
          headings={[page, half, most]}
          rows={slow.map((one) => [one.page, took(one.p50), took(one.p95)])}
        />
      )}
    </Card>
  );
}

function Returning({ first, again }: Shown["returning"]) {
  const { words } = useVisit();
  const said = words.traffic;
  return (
    <Card title={said.returning} lead={said.returningLead}>
      <Table
        caption={said.returning}
        headings={[said.first, said.again]}
        rows={[[<Figure key="first" of={first} />, <Figure key="again" of={again} />]]}
      />
    </Card>
  );
}

/** A figure, or that there were few or none. */
function Figure({ of }: { readonly of: number | null }) {
  const { words, language } = useVisit();
  if (of !== null) return <>{formatCount(of, language)}</>;
  return (
    <span className="meta">
      <span aria-hidden="true">{words.traffic.few}</span>
      <span className="visually-hidden">{words.traffic.fewText}</span>
    </span>
  );
}

function Card(p: { readonly title: string; readonly lead?: string; readonly children: ReactNode }) {
  const id = useId();
  return (
    <section className="card stack" aria-labelledby={id}>
      <div>
        <h2 id={id}>{p.title}</h2>
        {p.lead === undefined ? null : <p className="meta">{p.lead}</p>}
      </div>
      {p.children}
    </section>
  );
}

/** A table whose first column names its rows. */
function Table(p: {
  readonly caption: string;
  readonly headings: readonly string[];
  readonly rows: readonly (readonly [name: ReactNode, ...cells: ReactNode[]])[];
}) {
  const [, ...rest] = p.headings;
  return (
    <table className="records">
      <caption className="visually-hidden">{p.caption}</caption>
      <TableHead headings={p.headings} />
      <tbody>
        {p.rows.map(([name, ...cells], row) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the rows of one answer never change places
          <tr key={row}>
            <th scope="row">{name}</th>
            {cells.map((cell, column) => (
              <td key={rest[column]} data-label={rest[column]}>
                {cell}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
