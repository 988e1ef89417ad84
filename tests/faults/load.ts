import { setTimeout } from "node:timers/promises";
import type { ParsedMail } from "mailparser";
import { filledRegistration } from "../support/context.ts";
import { AHEAD_MS, type Deployment, type Outcome } from "./deployment.ts";
import { ACTS, type Act, after, makePerson, type Person, permits } from "./people.ts";
import type { Random } from "./random.ts";

export const PASSWORD = "correct horse battery";
const PURPOSE = { path: { purpose: "marketing" } };
const MESSAGE = {
  purpose: "marketing",
  channel: "email",
  subject: { en: "New articles", zh: "新文章" },
  body: { en: "There are three new articles.", zh: "本周有三篇新文章。" },
};

/** Clients that act at once; each has people of its own, so that what one person does has an order. */
const CLIENTS = 4;
/** Messages are delivered at about two a second; more would only wait. */
const MESSAGES_A_ROUND = 3;

/** Everything seen from outside, across all kills. */
export interface World {
  readonly clients: readonly Person[][];
  /** Checkpoints the log showed, oldest first. */
  readonly checkpoints: Set<string>;
  /** How often each message was taken by the mail server, by message id. */
  readonly taken: Map<string, number>;
  /** How many requests were acknowledged. */
  acknowledged: number;
  /** Answers that may not be. */
  readonly violations: string[];
  /** Mails that may not be. */
  readonly overtaken: string[];
  /** Identity of the words asked, from the service's own answer. */
  wording: string;
}

export function makeWorld(): World {
  return {
    clients: Array.from({ length: CLIENTS }, () => []),
    checkpoints: new Set(),
    taken: new Map(),
    acknowledged: 0,
    violations: [],
    overtaken: [],
    wording: "",
  };
}

export function everybody(world: World): readonly Person[] {
  return world.clients.flat();
}

/** Notes a message that the mail server is about to answer for. */
export function noteMail(world: World, mail: ParsedMail): void {
  const id = /^<([0-9a-f-]{36})@/.exec(mail.messageId ?? "")?.[1] ?? "without id";
  world.taken.set(id, (world.taken.get(id) ?? 0) + 1);
  const [to] = [mail.to].flat();
  const person = everybody(world).find(({ email }) => email === to?.value[0]?.address);
  if (person === undefined) return void world.overtaken.push(`message ${id} went to nobody we know`);
  if (person.noStands) world.overtaken.push(`message ${id} was taken after a refusal was acknowledged`);
  const header = mail.headerLines.find(({ key }) => key === "list-unsubscribe")?.line ?? "";
  person.unsubscribeToken = /\/unsubscribe\/([\w-]+)>/.exec(header)?.[1] ?? null;
}

/** All clients, an operator and a watcher of the log at once, until the service is gone. */
export async function runLoad(world: World, deployment: Deployment, random: Random): Promise<void> {
  const clients = world.clients.map((people) => act({ world, deployment, random }, people));
  await Promise.all([...clients, sendMessages({ world, deployment, random }), watch(world, deployment)]);
}

/** Waits until so many more requests of this load were acknowledged, however fast the machine is, or the load is over. */
export async function untilAcknowledged(world: World, load: Promise<void>, more: number): Promise<void> {
  const goal = world.acknowledged + more;
  let isOver = false;
  const end = (): void => {
    isOver = true;
  };
  load.then(end, end);
  while (!isOver && world.acknowledged < goal) await setTimeout(5);
}

interface Stage {
  readonly world: World;
  readonly deployment: Deployment;
  readonly random: Random;
}

/** One client: registers people and changes their minds, until an answer stays away. */
async function act(stage: Stage, people: Person[]): Promise<void> {
  for (let isAnswered = true; isAnswered; ) {
    const person = choosePerson(stage.random, people);
    if (!people.includes(person)) people.push(person);
    isAnswered =
      (await register(stage, person)) && (await logIn(stage, person)) && (await decideAnew(stage, person));
  }
}

/** Somebody new, or known; rather somebody to whom a message may be under way, for what they do then matters most. */
function choosePerson(random: Random, people: readonly Person[]): Person {
  const written = people.filter(({ messages }) => messages.size > 0);
  const [first, ...rest] = written.length > 0 && random.between(1, 2) === 1 ? written : people;
  return first === undefined || random.between(1, 4) === 1
    ? makePerson(`${crypto.randomUUID()}@marker.example`)
    : random.oneOf([first, ...rest]);
}

/** @returns whether it was answered, as for all that follow */
export async function register(
  { world, deployment }: Pick<Stage, "world" | "deployment">,
  person: Person,
): Promise<boolean> {
  if (person.exists === "yes") return true;
  const body = { form: "registration", values: filledRegistration(person.email) };
  const outcome = await deployment.ask("site", "register", { body });
  if (outcome.kind === "acknowledged") {
    person.exists = "yes";
    noteReceipt(person, outcome.answer.receipt);
  }
  return expectAnswer(world, outcome, "a registration");
}

export async function logIn(
  { world, deployment }: Pick<Stage, "world" | "deployment">,
  person: Person,
): Promise<boolean> {
  if (person.token !== null) return true;
  const body = { email: person.email, password: PASSWORD, cookies: "refused" } as const;
  const outcome = await deployment.ask("site", "logIn", { body });
  if (outcome.kind === "acknowledged") person.token = outcome.answer.token;
  return expectAnswer(world, outcome, "a log-in");
}

async function decideAnew({ world, deployment, random }: Stage, person: Person): Promise<boolean> {
  const act = random.oneOf<Act>(["agree", "agree", ...ACTS]);
  const expected = after(person.standing, act);
  if (permits(expected)) person.noStands = false;
  person.pending = act;
  const outcome = await perform(world, deployment, person, act);
  if (outcome === null) person.pending = null;
  if (outcome?.kind === "acknowledged") {
    person.pending = null;
    person.standing = expected;
    person.noStands = !permits(expected);
    if (outcome.answer !== null) noteReceipt(person, outcome.answer);
  }
  return outcome === null || expectAnswer(world, outcome, act);
}

type Receipt = { readonly id: string; readonly index: number };

/** Sends one act; `null` when there is no link to click. Its answer is the receipt, where one is given. */
async function perform(
  world: World,
  deployment: Deployment,
  person: Person,
  act: Act,
): Promise<Outcome<Receipt | null> | null> {
  const as = { person: person.token ?? "" };
  switch (act) {
    case "agree":
    case "refuse":
      return receiptOf(
        await deployment.ask(as, "choose", { ...PURPOSE, body: { choice: act, wording: world.wording } }),
      );
    case "object":
    case "lift":
      return receiptOf(
        await deployment.ask(as, "object", { ...PURPOSE, body: { objection: act === "object" } }),
      );
    case "unsubscribe": {
      if (person.unsubscribeToken === null) return null;
      const path = { token: person.unsubscribeToken };
      const outcome = await deployment.ask("anyone", "unsubscribe", { path });
      return outcome.kind === "acknowledged" ? { ...outcome, answer: null } : outcome;
    }
  }
}

function receiptOf(outcome: Outcome<{ readonly receipt: Receipt }>): Outcome<Receipt> {
  return outcome.kind === "acknowledged" ? { ...outcome, answer: outcome.answer.receipt } : outcome;
}

/** The operator: writes to people at random; the gate has its say, and either answer is right while people act. */
async function sendMessages({ world, deployment, random }: Stage): Promise<void> {
  for (let queued = 0; queued < MESSAGES_A_ROUND; ) {
    const known = everybody(world).filter(({ exists }) => exists === "yes");
    const willing = known.filter(({ noStands }) => !noStands);
    const [first, ...rest] = willing.length > 0 && random.between(1, 4) > 1 ? willing : known;
    if (first === undefined) {
      await setTimeout(10);
      continue;
    }
    const person = random.oneOf([first, ...rest]);
    const outcome = await sendMessage(deployment, person, random.oneOf([0, 500, 1500, 3000]));
    if (outcome.kind === "unknown") return void expectAnswer(world, outcome, "a message");
    if (outcome.kind === "acknowledged") queued += 1;
    else if (outcome.code !== "refused") world.violations.push(`a message was answered \`${outcome.code}\``);
  }
}

/** Asks as the operator to write to one person, at once or so much later that they may change their mind before. */
export async function sendMessage(
  deployment: Deployment,
  person: Person,
  laterMs = 0,
): Promise<Outcome<unknown>> {
  const found = await deployment.ask("operator", "findPerson", { body: { email: person.email } });
  if (found.kind !== "acknowledged") return found;
  const body = { ...MESSAGE, sendAt: new Date(Date.now() + AHEAD_MS + laterMs).toISOString() };
  const outcome = await deployment.ask("operator", "message", { path: found.answer, body });
  if (outcome.kind === "acknowledged") {
    person.messages.add(outcome.answer.message.id);
    noteReceipt(person, outcome.answer.receipt);
  }
  return outcome;
}

/** Keeps every checkpoint the log shows, as an outside monitor would. */
async function watch(world: World, deployment: Deployment): Promise<void> {
  for (;;) {
    const checkpoint = await deployment.logFile("checkpoint");
    if (checkpoint === null) return;
    world.checkpoints.add(Buffer.from(checkpoint).toString());
    await setTimeout(20);
  }
}

function noteReceipt(person: Person, { id, index }: Receipt): void {
  person.receipts.set(id, index);
}

/** A request of ours is well-formed: it is done, or the service is gone or cannot reach its store. Nothing else. */
function expectAnswer(world: World, outcome: Outcome<unknown>, what: string): boolean {
  if (outcome.kind === "acknowledged") world.acknowledged += 1;
  if (outcome.kind === "turned-away") world.violations.push(`${what} was answered \`${outcome.code}\``);
  if (outcome.kind === "unknown" && !EXPECTED.has(outcome.code))
    world.violations.push(`${what} was answered \`${outcome.code}\``);
  return outcome.kind === "acknowledged";
}

const EXPECTED = new Set(["connection-lost", "store-unreachable", "ledger-stopped"]);
