import { routes } from "@avow/contract";
import fc from "fast-check";
import { expect, it } from "vitest";
import { readBatch } from "./read-visits.ts";

const shape = routes.recordVisits.body;

const visit = {
  at: "2026-11-22T08:30:00.120Z",
  page: "/en/articles/ink",
  section: "articles",
  access: "free",
  referrer: "https://news.example/today",
  status: 200,
  durationMs: 12,
  address: "203.0.113.7",
  agent: 1,
  shown: ["6f1b2f86-2f6a-4c52-9d5e-0b7c3c9e8a11"],
  clicked: null,
  returning: null,
};
const batch = "3b9f1f62-52c8-4f04-8333-123456789abc";
const agents = ["", "Mozilla/5.0"];

/** Values that come close to what a member takes, and some far from it. */
const odd = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    undefined,
    true,
    -1,
    99,
    600,
    600_001,
    0,
    1,
    2,
    1.5,
    "",
    "/",
    "/a?b",
    "/a#b",
    "/a b",
    "/a\\b",
    "/ü",
    "\t",
    "/\u0000",
    "articles",
    "Articles",
    "free",
    "paid",
    "open",
    "https://a.example/b",
    "https://a.example",
    "https://u:p@a.example/",
    "ftp://a.example/",
    "2026-02-30T08:30:00.000Z",
    "2026-11-22T24:00:00.000Z",
    "2026-11-22T23:59:60.000Z",
    "2026-11-22T08:30:00Z",
    "2026-11-22T08:30:00.000+08:00",
    "+02026-11-22T08:30:00.0Z",
    "255.255.255.255",
    "256.1.1.1",
    "01.2.3.4",
    "1.2.3.4.",
    "1.2.3",
    "::1",
    "2001:db8::7",
    "::ffff:1.2.3.4",
    "fe80::1%eth0",
    "3b9f1f62-52c8-4f04-8333-123456789abc",
    "3B9F1F62-52C8-4F04-8333-123456789ABC",
    "00000000-0000-0000-0000-000000000000",
    "a".repeat(65),
    `/${"a".repeat(299)}`,
    `/${"a".repeat(300)}`,
    ["3b9f1f62-52c8-4f04-8333-123456789abc"],
    ["x"],
    Array(21).fill("3b9f1f62-52c8-4f04-8333-123456789abc"),
    {},
  ),
  fc.string({ maxLength: 20 }),
  fc.string({ unit: "binary", maxLength: 5 }),
  fc.integer(),
);

it("takes of its own accord what our own client sends, and what it takes the contract's shape takes unchanged", () => {
  expect(readBatch({ batch, agents, visits: [visit] })).toEqual(
    shape.parse({ batch, agents, visits: [visit] }),
  );
  const members = fc.constantFrom(...Object.keys(visit), "person", "__proto__x");
  fc.assert(
    fc.property(fc.dictionary(members, odd, { maxKeys: 2 }), (change) => {
      const json = { batch, agents, visits: [visit, { ...visit, ...change }] };
      const read = readBatch(json);
      if (read !== null) expect(shape.safeParse(json)).toEqual({ success: true, data: read });
    }),
    { numRuns: 3000 },
  );
});

it("holds each member to its shape: every odd value that the shape refuses is left to it", () => {
  fc.assert(
    fc.property(fc.constantFrom(...Object.keys(visit)), odd, (member, value) => {
      const json = { batch, agents, visits: [{ ...visit, [member]: value }] };
      if (!shape.safeParse(json).success) expect(readBatch(json)).toBeNull();
    }),
    { numRuns: 3000 },
  );
});

it.each([
  ["nothing", null],
  ["a list", [visit]],
  ["no batch", { agents, visits: [visit] }],
  ["no agents", { batch, visits: [visit] }],
  ["an agent that is not there", { batch, agents: [""], visits: [visit] }],
  ["an agent that is no text", { batch, agents: ["", 1], visits: [visit] }],
  ["an agent beyond all measure", { batch, agents: ["", "a".repeat(1001)], visits: [visit] }],
  ["too many agents", { batch, agents: Array(1001).fill(""), visits: [visit] }],
  ["no visits", { batch, agents, visits: [] }],
  ["too many", { batch, agents, visits: Array(1001).fill(visit) }],
  ["a member more", { batch, agents, visits: [visit], person: "x" }],
  ["a member more in a visit", { batch, agents, visits: [{ ...visit, session: "x" }] }],
  ["a member less in a visit", { batch, agents, visits: [{ ...visit, agent: undefined }] }],
])("leaves to the contract's shape what is otherwise: %s", (_, json) => {
  expect(readBatch(json)).toBeNull();
});
