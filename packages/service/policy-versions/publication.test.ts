import { parseLeaf } from "@avow/evidence";
import { prepareGate } from "@avow/gate";
import { bundleVersion, type PolicySource } from "@avow/policy";
import { connect, transact } from "@avow/postgres";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { filledRegistration, openTestContext, type TestContext } from "../../../tests/support/context.ts";
import { loadIndexPolicy, type Variation, varyIndexPolicy } from "../../../tests/support/index-policy.ts";
import { runScript } from "../../../tests/support/script.ts";
import { erasePerson } from "../accounts/erase.ts";
import { findByCredentials } from "../accounts/log-in.ts";
import { register } from "../accounts/register.ts";
import { PASSWORD } from "../contact/test-contact.ts";
import type { Context } from "../context.ts";
import { createContext } from "../create-context.ts";
import { problemOf } from "../http/problem-of.testing.ts";
import { languageOf, listHoldings } from "../people/holdings.ts";
import { getFolderState } from "./folder-state.ts";
import { createGoverning, type Governing } from "./governing.ts";
import { listProposals, type Proposal } from "./proposal-rows.ts";
import * as proposing from "./propose.ts";
import { NOBODY_TOLD } from "./publication.testing.ts";
import { lockPublication } from "./publication-lock.ts";
import { SPREAD_MS, TRUST_MS } from "./terms.ts";
import { findVersion, listVersions } from "./versions.ts";

const WEI = { id: "operator-wei", name: "Wei", email: "wei@index.example" };
const MIN = { id: "operator-min", name: "Min", email: "min@index.example" };
const MINUTE_MS = 60_000;

const { propose } = proposing;
type Deciding = Omit<Parameters<typeof proposing.approve>[1], "effects">;
const approve = (context: Context, of: Deciding) =>
  proposing.approve(context, { ...of, effects: NOBODY_TOLD });
const withdrawProposal = (context: Context, of: Deciding) =>
  proposing.withdrawProposal(context, { ...of, effects: NOBODY_TOLD });
/** The day on which the Index policy takes effect. */
const BEGAN = Date.parse("2026-11-22T08:00:00Z");

let test: TestContext;
let clock: number;
beforeAll(async () => {
  clock = BEGAN;
  test = await openTestContext({ now: () => new Date(clock) });
});
/** Each test begins a day after the last, so that every term of the last is past. */
beforeEach(() => {
  clock += 86_400_000;
});
afterAll(async () => {
  expect(test.reports).toEqual([]);
  await test.drop();
});

let variants = 0;
/** A version nobody has seen. */
function another(vary: Variation = {}): Promise<PolicySource> {
  variants += 1;
  return varyIndexPolicy({ telephone: `+86 571 5551 ${String(variants).padStart(4, "0")}`, ...vary });
}

/** Proposes as Wei. @param o.at when it is to govern; at once unless given */
async function proposed(
  o: { source?: PolicySource; at?: number } = {},
  context = test.context,
): Promise<Proposal> {
  const source = o.source ?? (await another());
  const effectiveAt = o.at === undefined ? null : new Date(o.at);
  return propose(context, { operator: WEI, source, effectiveAt });
}

/** Proposes as Wei and approves as Min. */
async function approved(o: { source?: PolicySource; at?: number } = {}): Promise<Proposal> {
  const { id } = await proposed(o);
  return approve(test.context, { id, operator: MIN });
}

/** Makes a version govern now. */
async function published(source?: PolicySource): Promise<string> {
  const { version } = await approved({ ...(source && { source }) });
  clock += SPREAD_MS;
  await test.governing.current();
  return version;
}

const versionNow = async (node: Governing = test.governing) => (await node.current()).version;
const stateOf = async ({ id }: Proposal) =>
  (await listProposals(test.context.db, { operator: WEI, now: new Date(clock) })).find((one) => one.id === id)
    ?.state;

/** The public entries of the log about a version, in order. */
async function stepsOf(version: string): Promise<readonly Record<string, unknown>[]> {
  const { rows } = await test.database.store.pool.query<{ leaf: Buffer }>(
    "select leaf from ledger_entry where index is not null order by index",
  );
  return rows.flatMap(({ leaf }) => {
    const parsed = parseLeaf(new Uint8Array(leaf));
    if (!parsed.ok || parsed.value.kind !== "public") return [];
    const entry = JSON.parse(new TextDecoder().decode(parsed.value.content));
    return entry.version === version ? [entry] : [];
  });
}

async function untilLogged(version: string, steps: readonly string[]): Promise<void> {
  await vi.waitFor(async () => expect((await stepsOf(version)).map(({ kind }) => kind)).toEqual(steps));
}

/** Starts the service again, over the same data and another folder. */
async function startAgain(readFolder: () => Promise<PolicySource | null>) {
  const store = connect({ url: test.database.url });
  const opened = await createContext({
    readFolder,
    store,
    dataDir: test.dataDir,
    publicUrl: "http://localhost:4000",
    consoleUrl: "http://localhost:4001",
    now: () => new Date(clock),
    report: (error) => test.reports.push(error),
  });
  return {
    ...opened,
    async close() {
      await opened.close();
      await store.close();
    },
  };
}

describe("the version in force", () => {
  it("[2.6.1] is the folder's where nothing was ever published", async () => {
    const { context } = test;
    expect(await listVersions(context)).toEqual([
      {
        version: context.version,
        title: context.bundle.title,
        state: "current",
        from: new Date(BEGAN).toISOString(),
        until: null,
      },
    ]);
    expect(await listProposals(context.db, { operator: WEI, now: new Date(clock) })).toEqual([]);
    await untilLogged(context.version, ["policy-first-run", "policy-current"]);
    expect(await getFolderState(context)).toEqual({ version: context.version, differs: false });
  });

  it("[2.6.1] is no other after a start with another folder, and behaves as it did", async () => {
    const before = await versionNow();
    const again = await startAgain(() => another({ longestName: 3 }));
    expect(again.context.version).toBe(before);
    await register(again.context, "registration", filledRegistration());
    const folder = await getFolderState(again.context);
    expect(folder).toEqual({ version: expect.stringMatching(/^[0-9a-f]{64}$/), differs: true });
    expect(folder.version).not.toBe(before);
    expect((await listVersions(again.context)).map(({ version }) => version)).toEqual([before]);
    await again.close();
  });

  it("[2.6.1] stays in force when the folder has none that can be read, or that passes its check", async () => {
    const { model } = await loadIndexPolicy();
    for (const folder of [null, { model, words: {} }]) {
      const again = await startAgain(async () => folder);
      expect(again.context.version).toBe(await versionNow());
      expect(await getFolderState(again.context)).toEqual({ version: null, differs: true });
      await again.close();
    }
  });

  it("[law 1] is none where nothing was published and the folder's does not pass, and nothing starts", async () => {
    const empty = await openTestContext();
    await empty.close();
    await empty.database.store.pool.query("delete from policy_proposal");
    for (const folder of [null, { model: {}, words: {} }])
      await expect(
        createContext({
          readFolder: async () => folder,
          store: empty.database.store,
          dataDir: empty.dataDir,
          publicUrl: "http://localhost:4000",
          consoleUrl: "http://localhost:4001",
          now: () => new Date(),
          report: () => {},
        }),
      ).rejects.toMatchObject({ code: "policy-unsound" });
    await empty.database.drop();
  });

  it("[2.6.1] changes at the stated time to the millisecond, in every node, without a restart", async () => {
    const before = await versionNow();
    const at = clock + 10 * MINUTE_MS;
    const other = createGoverning(test.context);
    await other.current();
    const { version } = await approved({ at });
    clock = at - 1;
    expect([await versionNow(), await versionNow(other)]).toEqual([before, before]);
    clock = at;
    expect([await versionNow(), await versionNow(other)]).toEqual([version, version]);
    const [first, second] = await listVersions(test.context);
    expect(first).toMatchObject({ version, state: "current", from: new Date(at).toISOString(), until: null });
    expect(second).toMatchObject({ version: before, state: "former", until: first?.from });
  });

  it("[2.6.1] [law 9] is what behaviour follows: the old one's until the moment, the new one's from it", async () => {
    const at = clock + 10 * MINUTE_MS;
    const { version } = await approved({ source: await another({ longestName: 3 }), at });
    clock = at - 1;
    const email = `${crypto.randomUUID()}@example.com`;
    await register(await test.governing.current(), "registration", filledRegistration(email));
    clock = at;
    const under = await test.governing.current();
    const refused = await problemOf(register(under, "registration", filledRegistration()));
    expect(refused).toMatchObject({ code: "field-malformed", errors: [{ at: "contact.name" }] });
    expect(under.version).toBe(version);
    await published();
  });

  it("[law 3] [law 9] is named by the evidence of what was begun under it, even past its end", async () => {
    const under = await test.governing.current();
    await published();
    expect(await versionNow()).not.toBe(under.version);
    const email = `${crypto.randomUUID()}@example.com`;
    const { id } = await register(under, "registration", filledRegistration(email));
    const person = await findByCredentials(under, email, PASSWORD);
    const kept = await transact(under.db, (tx) => under.vault.openEvidence(tx, person, id));
    expect(new TextDecoder().decode(kept ?? new Uint8Array())).toContain(`"policy":"${under.version}"`);
  });

  it("[law 7] that declares a field no longer has it shown by its name, read by nobody, and erased with its person", async () => {
    const before = await test.governing.current();
    const email = `${crypto.randomUUID()}@example.com`;
    await register(before, "registration", filledRegistration(email));
    const person = await findByCredentials(before, email, PASSWORD);
    const { contact, account, ...data } = before.bundle.data;
    if (contact === undefined || account === undefined) throw new Error("the policy declares neither");
    const { telephone: _, ...fields } = contact.fields;
    const rules = before.bundle.rules.map((rule) => ({
      ...rule,
      data: rule.data.filter((path) => path !== "contact.telephone" && path !== "account.language"),
    }));
    const { language: __, ...others } = account.fields;
    const bundle = {
      ...before.bundle,
      rules,
      data: { ...data, contact: { ...contact, fields }, account: { ...account, fields: others } },
    };
    const after = { ...before, bundle, gate: prepareGate(bundle, before.version) };
    const session = { person, cookies: "refused", signal: null, tokenHash: Buffer.alloc(32) } as const;
    const values = (await listHoldings(after, session)).flatMap((holding) => holding.values);
    expect(languageOf(bundle, await listHoldings(after, session))).toBe("en");
    expect(values.find(({ path }) => path === "contact.telephone")).toEqual({
      path: "contact.telephone",
      title: { en: "contact.telephone", zh: "contact.telephone" },
      value: null,
      purposes: [],
    });
    expect(values.find(({ path }) => path === "contact.name")?.value).toBe("Lin Yue");
    const bare = { ...bundle, data: { account: { ...account, fields: others } } };
    const under = { ...after, bundle: bare, gate: prepareGate(bare, before.version) };
    expect((await listHoldings(under, session)).find(({ category }) => category === "contact")).toMatchObject(
      {
        title: { en: "contact" },
        until: { en: "until your account is erased", zh: "至您的账号被删除为止" },
      },
    );
    expect(await erasePerson(after, session, PASSWORD)).toMatchObject({ records: 2 });
    expect(await transact(after.db, (tx) => after.vault.holdings(tx, person))).toEqual([]);
  });

  it("[2.6.1] [law 5] keeps every other one readable at its number, whole", async () => {
    const [current, ...former] = await listVersions(test.context);
    expect(former.length).toBeGreaterThan(2);
    for (const { version } of [current, ...former].flatMap((row) => (row ? [row] : []))) {
      const bundle = await findVersion(test.context, version);
      expect(bundleVersion(JSON.parse(bundle ?? "null"))).toBe(version);
    }
    expect(await findVersion(test.context, "0".repeat(64))).toBeNull();
  });

  it("[law 1] is unknown while the store is away: nothing is decided, and what only shows goes on", async () => {
    const node = createGoverning({
      ...test.context,
      db: connect({ url: "postgres://127.0.0.1:1/nowhere" }).db,
    });
    await expect(node.latest()).rejects.toMatchObject({ code: "store-unreachable" });
    const store = connect({ url: test.database.url });
    const leaving = createGoverning({ ...test.context, db: store.db });
    const known = await leaving.current();
    await store.close();
    clock += TRUST_MS + 1;
    await expect(leaving.current()).rejects.toThrow();
    expect(known.version).toBe(await versionNow());
  });

  it("[2.6.1] [law 1] is not run when what is kept under its number was altered", async () => {
    const { version } = await approved();
    clock += SPREAD_MS;
    const { pool } = test.database.store;
    const alter = (from: string, to: string) =>
      pool.query("update policy_proposal set bundle = replace(bundle, $1, $2) where version = $3", [
        from,
        to,
        version,
      ]);
    await alter('"maxLength":120', '"maxLength":121');
    await expect(test.governing.current()).rejects.toMatchObject({ code: "policy-altered" });
    await alter('"maxLength":121', '"maxLength":120');
    expect(await versionNow()).toBe(version);
  });
});

describe("a proposal", () => {
  it("[2.6.1] governs nothing until another operator approves it, however late it gets", async () => {
    const before = await versionNow();
    const proposal = await proposed();
    clock += 30 * 86_400_000;
    expect(await versionNow()).toBe(before);
    expect(await findVersion(test.context, proposal.version)).toBeNull();
    const { effectiveAt, approvedBy } = await approve(test.context, { id: proposal.id, operator: MIN });
    expect({ effectiveAt, approvedBy }).toEqual({
      effectiveAt: new Date(clock + SPREAD_MS).toISOString(),
      approvedBy: "Min",
    });
    expect(await versionNow()).toBe(before);
    clock += SPREAD_MS;
    expect(await versionNow()).toBe(proposal.version);
  });

  it("[2.6.1] is not approved by whoever made it", async () => {
    const proposal = await proposed();
    expect(proposal).toMatchObject({ state: "proposed", proposedBy: "Wei", mayApprove: false });
    const [seenByMin] = await listProposals(test.context.db, { operator: MIN, now: new Date(clock) });
    expect(seenByMin).toMatchObject({ id: proposal.id, mayApprove: true });
    const problem = await problemOf(approve(test.context, { id: proposal.id, operator: WEI }));
    expect(problem.code).toBe("approval-own");
    clock += 86_400_000;
    expect(await stateOf(proposal)).toBe("proposed");
    expect(await versionNow()).not.toBe(proposal.version);
  });

  it("[2.6.1] leaves each of its steps in the log, and nobody's name", async () => {
    const at = clock + 10 * MINUTE_MS;
    const { version } = await approved({ at });
    clock = at;
    await versionNow();
    await untilLogged(version, ["policy-proposed", "policy-approved", "policy-current"]);
    const steps = await stepsOf(version);
    for (const step of steps)
      expect(Object.keys(step).sort()).toEqual(["at", "effectiveAt", "kind", "policy", "v", "version"]);
    const effectiveAt = `${new Date(at).toISOString().slice(0, 19)}Z`;
    expect(steps.map((step) => step.effectiveAt)).toEqual([effectiveAt, effectiveAt, effectiveAt]);
  });

  it("[2.6.1] that does not pass its check is not taken, and each error is told with its place", async () => {
    const { model, words } = await loadIndexPolicy();
    const { en, zh } = words;
    if (en === undefined || zh === undefined) throw new Error("the policy has no words");
    const broken = { ...en, source: en.source.replaceAll("{{effective}}", "{{effect}}") };
    const problem = await problemOf(proposed({ source: { model, words: { en: broken, zh } } }));
    expect(problem).toMatchObject({ code: "policy-unsound", status: 422 });
    expect(problem.errors).toContainEqual({
      at: expect.stringMatching(/en\.md:\d+:\d+$/),
      message: expect.stringMatching(/^error\[interpolation-unknown\]: .*effect/),
    });
  });

  it.each([
    ["no model", null, "policy-unsound"],
    ["half a letter", { id: "\ud800" }, "body-malformed"],
    ["what JSON cannot say", { id: 1n }, "body-malformed"],
  ])("of %s is answered with a problem", async (_, model, code) => {
    expect(await problemOf(proposed({ source: { model, words: {} } }))).toMatchObject({ code });
  });

  it("[law 2] [law 9] may neither rename what is kept by name, nor change by what people are looked up, nor be another policy", async () => {
    const { model, words } = await loadIndexPolicy();
    // Its shape is the Index policy's own.
    const index = model as {
      data: { contact: { fields: Record<string, { lookup?: true; title: unknown }> } };
      purposes: Record<string, unknown>;
    };
    const fields = index.data.contact.fields;
    const { lookup: _, ...email } = fields.email ?? { title: {} };
    const withFields = (changed: object) => ({
      ...index,
      data: { ...index.data, contact: { ...index.data.contact, fields: { ...fields, ...changed } } },
    });
    const refused: readonly (readonly [object, string])[] = [
      [{ ...index, id: "other" }, "id"],
      [withFields({ email }), "data.contact.email.lookup"],
      [withFields({ telephone: { ...fields.telephone, lookup: true } }), "data.contact.telephone.lookup"],
      [withFields({ name: { ...fields.name, lookup: true } }), "data.contact.name.lookup"],
    ];
    for (const [changed, at] of refused) {
      const problem = await problemOf(proposed({ source: { model: changed, words } }));
      expect(problem).toMatchObject({ code: "policy-unsound", errors: [{ at }] });
    }
  });

  it("[2.6.1] has a time that is fit for it", async () => {
    const past = await problemOf(proposed({ at: clock - 1 }));
    expect(past).toMatchObject({ code: "time-unfit", status: 422 });
    const day = new Date(clock + 3 * 86_400_000).toISOString().slice(0, 10);
    const later = await proposed({ source: await another({ effective: day }) });
    expect(later.effectiveAt).toBe(`${day}T00:00:00.000Z`);
    const early = await problemOf(proposed({ source: await another({ effective: day }), at: clock + 1 }));
    expect(early).toMatchObject({ code: "time-unfit" });
  });

  it("[2.6.1] is one of its version, and at its time alone", async () => {
    const source = await another();
    const at = clock + 10 * MINUTE_MS;
    const racing = await Promise.allSettled(Array.from({ length: 4 }, () => proposed({ source, at })));
    expect(racing.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await problemOf(proposed({ source }))).toMatchObject({ code: "version-known" });
    const [proposal] = await listProposals(test.context.db, { operator: MIN, now: new Date(clock) });
    const id = proposal?.id ?? "";
    const rivals = await Promise.allSettled(
      Array.from({ length: 4 }, () => approve(test.context, { id, operator: MIN })),
    );
    expect(rivals.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await problemOf(proposed({ source }))).toMatchObject({ code: "version-known" });
    expect(await problemOf(proposed({ at }))).toMatchObject({ code: "time-unfit" });
    clock = at;
    expect(await versionNow()).toBe(proposal?.version);
    expect(await problemOf(proposed({ source }))).toMatchObject({ code: "version-known" });
  });

  it("[2.6.1] brings a version back that governed before", async () => {
    const source = await another();
    const version = await published(source);
    await published();
    expect(await published(source)).toBe(version);
    expect(await versionNow()).toBe(version);
    const terms = (await listVersions(test.context)).filter((one) => one.version === version);
    expect(terms.map(({ state }) => state)).toEqual(["current", "former"]);
  });

  it("[2.6.1] is withdrawn while it is open or still to come, and never governs then", async () => {
    const before = await versionNow();
    const open = await proposed();
    expect(await withdrawProposal(test.context, { id: open.id, operator: MIN })).toMatchObject({
      state: "withdrawn",
    });
    const at = clock + 10 * MINUTE_MS;
    const coming = await approved({ at });
    expect(await findVersion(test.context, coming.version)).not.toBeNull();
    await withdrawProposal(test.context, { id: coming.id, operator: WEI });
    expect(await findVersion(test.context, coming.version)).toBeNull();
    for (const { id } of [open, coming]) {
      expect(await problemOf(approve(test.context, { id, operator: MIN }))).toMatchObject({
        code: "proposal-decided",
      });
      expect(await problemOf(withdrawProposal(test.context, { id, operator: MIN }))).toMatchObject({
        code: "proposal-decided",
      });
    }
    clock = at;
    expect(await versionNow()).toBe(before);
    await untilLogged(coming.version, ["policy-proposed", "policy-approved", "policy-withdrawn"]);
  });

  it("[2.6.1] is not withdrawn any more when a node may be about to act on it, nor afterwards", async () => {
    const at = clock + 10 * MINUTE_MS;
    const { id, version } = await approved({ at });
    for (const moment of [at - SPREAD_MS, at, at + MINUTE_MS]) {
      clock = moment;
      expect(await problemOf(withdrawProposal(test.context, { id, operator: WEI }))).toMatchObject({
        code: "proposal-decided",
      });
    }
    expect(await versionNow()).toBe(version);
  });

  it("is not found where there is none", async () => {
    const id = "00000000-0000-4000-8000-000000000000";
    for (const act of [approve, withdrawProposal])
      expect(await problemOf(act(test.context, { id, operator: MIN }))).toMatchObject({ code: "not-found" });
  });
});

describe("the moment of change", () => {
  it("[2.6.1] is one, however many requests and nodes cross it", async () => {
    const at = clock + 10 * MINUTE_MS;
    const { version } = await approved({ at });
    clock = at;
    const nodes = [test.governing, ...Array.from({ length: 3 }, () => createGoverning(test.context))];
    const seen = await Promise.all(
      nodes.flatMap((node) => Array.from({ length: 8 }, () => versionNow(node))),
    );
    expect(new Set(seen)).toEqual(new Set([version]));
    await untilLogged(version, ["policy-proposed", "policy-approved", "policy-current"]);
  });

  it("[2.6.1] that has passed is not taken back by a clock that is", async () => {
    const at = clock + 10 * MINUTE_MS;
    const { version } = await approved({ at });
    clock = at;
    expect(await versionNow()).toBe(version);
    clock = at - MINUTE_MS;
    expect(await versionNow()).toBe(version);
    expect(await versionNow(createGoverning(test.context))).toBe(version);
  });

  it("[2.6.1] [law 8] killed in, the next start does what was to be done, once", {
    timeout: 60_000,
  }, async () => {
    const at = clock + 10 * MINUTE_MS;
    const { version } = await approved({ at });
    const start = (moment: number) => {
      const o = { url: test.database.url, dataDir: test.dataDir, at: new Date(moment).toISOString() };
      const program = new URL("./publication.testing.ts", import.meta.url).href;
      return runScript(
        `import { runNode } from ${JSON.stringify(program)}; await runNode(${JSON.stringify(o)});`,
        { cwd: import.meta.dirname },
      );
    };
    const cut = await transact(test.context.db, async (tx) => {
      await lockPublication(tx);
      const script = start(at);
      await vi.waitFor(async () => expect(await countWaiting()).toBe(1), { timeout: 30_000, interval: 50 });
      await script.kill();
      return script.pid;
    });
    expect(cut).toBeGreaterThan(0);
    expect((await stepsOf(version)).map(({ kind }) => kind)).toEqual(["policy-proposed", "policy-approved"]);
    const scripts = [start(at), start(at + 1)];
    expect(await Promise.all(scripts.map((script) => script.nextLine()))).toEqual([version, version]);
    await Promise.all(scripts.map((script) => script.kill()));
    clock = at;
    expect(await versionNow()).toBe(version);
    await untilLogged(version, ["policy-proposed", "policy-approved", "policy-current"]);
  });
});

/** How many wait for the lock of publication. */
async function countWaiting(): Promise<number> {
  const { rows } = await sql<{ waiting: number }>`
    select count(*)::int as waiting from pg_locks join pg_database on pg_database.oid = pg_locks.database
    where locktype = 'advisory' and not granted and datname = current_database()`.execute(test.context.db);
  return rows[0]?.waiting ?? 0;
}
