import {
  type ChainLink,
  parseTrustPolicy,
  type TrustPolicy,
  verifyChain,
  verifyReceipt,
} from "@avow/evidence";
import type { Deployment } from "./deployment.ts";
import { everybody, logIn, register, type World } from "./load.ts";
import { after, type Person, permits, type Standing } from "./people.ts";

/** After a start: settles what was under way when the service was killed, and holds the rest to what it was. */
export async function settlePeople(world: World, deployment: Deployment): Promise<void> {
  for (const person of everybody(world)) {
    const wasPending = person.pending !== null || person.exists === "maybe";
    if (wasPending) await settlePerson(world, deployment, person);
  }
}

/** One person: an account is absent or whole, an act happened or did not, and a session that was given is good. */
export async function settlePerson(world: World, deployment: Deployment, person: Person): Promise<void> {
  if (person.exists === "maybe" && !(await isThere(deployment, person)))
    await register({ world, deployment }, person);
  if (!(await logIn({ world, deployment }, person))) return;
  const me = await deployment.ask({ person: person.token ?? "" }, "me");
  if (me.kind !== "acknowledged") return void world.violations.push(`a session was answered \`${me.code}\``);
  const held = me.answer.holdings.flatMap(({ values }) => values.map(({ path }) => path)).sort();
  if (held.join() !== FIELDS) world.violations.push(`an account holds \`${held.join()}\` only`);
  const [choice] = me.answer.choices;
  const standing: Standing = {
    consent: choice?.state ?? "never-asked",
    objected: choice?.objection?.at !== null,
  };
  const possible = [
    person.standing,
    ...(person.pending === null ? [] : [after(person.standing, person.pending)]),
  ];
  if (!possible.some((one) => one.consent === standing.consent && one.objected === standing.objected))
    world.violations.push(
      `a choice stood as ${say(person.standing)}, \`${person.pending ?? "nothing"}\` was under way, and it is ${say(standing)}`,
    );
  person.exists = "yes";
  person.standing = standing;
  person.pending = null;
  person.noStands = !permits(standing);
  world.wording = choice?.wording ?? "";
}

const FIELDS = "account.language,account.password,contact.email,contact.name,contact.telephone";

async function isThere(deployment: Deployment, { email }: Person): Promise<boolean> {
  const found = await deployment.ask("operator", "findPerson", { body: { email } });
  return found.kind === "acknowledged";
}

function say({ consent, objected }: Standing): string {
  return `${consent}${objected ? " and objected" : ""}`;
}

/** What is wrong with the receipts of one person: each verifies, keeps the place it was given, and none is missing. */
export async function auditReceipts(
  deployment: Deployment,
  person: Person,
  trust: TrustPolicy,
): Promise<readonly string[]> {
  const as = { person: person.token ?? "" };
  const list = await deployment.ask(as, "receipts");
  if (list.kind !== "acknowledged") return [`the list was answered \`${list.code}\``];
  const wrong: string[] = [];
  const links: ChainLink[] = [];
  const places = new Map<string, number>();
  for (const { id } of list.answer) {
    const file = await deployment.ask(as, "receipt", { path: { id } });
    if (file.kind !== "acknowledged") {
      wrong.push(`a receipt was answered \`${file.code}\``);
      continue;
    }
    const verdict = verifyReceipt(file.text, trust);
    if (verdict.verdict !== "verifies" || verdict.about !== "person")
      wrong.push(`a receipt ${verdict.verdict}`);
    else {
      links.push(verdict);
      places.set(id, verdict.index);
    }
  }
  for (const [id, index] of person.receipts)
    if (places.get(id) !== index) wrong.push(`a receipt given as entry ${index} is entry ${places.get(id)}`);
  const chain = verifyChain(links);
  if (chain.verdict !== "complete" || chain.length !== list.answer.length)
    wrong.push(`a sequence is ${JSON.stringify(chain)}`);
  return wrong;
}

/** Whom the log's receipts are believed by. */
export async function readTrust(deployment: Deployment): Promise<TrustPolicy> {
  const bytes = await deployment.logFile("trust.txt");
  const trust = parseTrustPolicy(Buffer.from(bytes ?? []).toString());
  if (!trust.ok) throw new Error(trust.why);
  return trust.value;
}
