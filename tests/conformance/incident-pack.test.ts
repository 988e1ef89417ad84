import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { verify } from "../../packages/cli/verify.ts";
import { fileReport, writeReport } from "../../packages/service/incidents/authority-report.ts";
import { closeIncident, endHandling } from "../../packages/service/incidents/closing.ts";
import { writePack } from "../../packages/service/incidents/evidence-pack.ts";
import {
  type DeskBench,
  FIRST_REPORT,
  MIN,
  openDeskBench,
  WEI,
} from "../../packages/service/incidents/incidents.testing.ts";
import { channelThat } from "../../packages/service/notices/notices.testing.ts";

let bench: DeskBench;
beforeAll(async () => {
  bench = await openDeskBench();
});
afterAll(async () => {
  expect(bench.test.reports).toEqual([]);
  await bench.test.drop();
});

const context = () => bench.test.context;

describe("an incident", () => {
  it("[1.1] [1.2] [2.3.6] [2.3.9] [law 5] ends in a pack that anybody can check offline, and that shows every change", async () => {
    const { person } = await bench.newPerson("zh");
    const id = await bench.report();
    await bench.triage(id);
    await bench.freeze(id, { filter: { kind: "people", people: [person] } });
    await writeReport(context(), WEI, { id, items: FIRST_REPORT });
    await bench.agree(id);
    await bench.send(id, { email: channelThat(() => ({ kind: "accepted" })) });
    await fileReport(context(), MIN, {
      id,
      stage: "first",
      language: "zh",
      deadlines: ["CN-IN-01/authority"],
      to: "浙江省网信办",
      reference: "2026-17",
    });
    await endHandling(context(), WEI, { id, at: undefined });
    expect((await bench.view(id)).openEnds).toEqual([]);
    await closeIncident(context(), WEI, id);
    expect((await bench.view(id)).state).toBe("closed");
    const text = await new Response(await writePack(context(), WEI, id)).text();
    const pack = JSON.parse(text);
    expect(pack.law.map(({ clause }: { clause: string }) => clause)).toEqual(["1.1", "1.2"]);
    expect(pack.law[0].words.zh).not.toBe("");
    expect(text).not.toContain("Zhang San");
    expect(text).not.toContain("desk.example");
    const folder = await mkdtemp(join(tmpdir(), "avow-pack-"));
    const trust = join(folder, "trust.txt");
    await writeFile(trust, context().ledger.trustPolicy());
    const check = async (content: string) => {
      const receipt = join(folder, "pack.json");
      await writeFile(receipt, content);
      let said = "";
      const say = (part: string): void => {
        said += part;
      };
      const output = { out: say, err: say };
      const exit = await verify(
        { receipt, trust, defaultTrust: trust },
        output as Parameters<typeof verify>[1],
      );
      return `${exit} ${said}`;
    };
    expect(await check(text)).toMatch(/^0 verifies\n {2}incident:/);
    const altered = (change: (copy: typeof pack) => void) => {
      const copy = structuredClone(pack);
      change(copy);
      return check(JSON.stringify(copy));
    };
    expect(await altered((copy) => (copy.deliveries[0].group = "failed"))).toMatch(/^1 .*list of people/s);
    expect(await altered((copy) => (copy.incident.rehearsal = true))).toMatch(/^1 .*no rehearsal/s);
    expect(await altered((copy) => copy.receipts.splice(3, 1))).toMatch(/^1 .*gap/s);
    expect(await altered((copy) => (copy.filings[0].markdown += "x"))).toMatch(/^1 .*report/s);
    expect(await altered((copy) => copy.filings.splice(0, 1))).toMatch(/^1 .*not here/s);
    expect(await altered((copy) => (copy.notice.en.subject = "All is well"))).toMatch(/^1 .*notice/s);
    expect(await check(text.slice(0, -20))).toMatch(/^64 .*neither a receipt nor a whole/s);
    await rm(folder, { recursive: true });
  });
});
