import type { AnswerOf } from "@avow/contract";
import { type Tx, transact } from "@avow/postgres";
import type { Context } from "../context.ts";
import { ProblemError } from "../http/problem.ts";
import type { Notices } from "../notices/notice.ts";
import { lockPerson } from "../people/person.ts";
import type { ServiceTables } from "../tables.ts";
import { formatLetterNumber, parseLetterNumber } from "./letter-number.ts";
import { moveLetter } from "./runs.ts";

/**
 * Notes that a posted letter came back: its person counts as not told, and the next channel follows. The same twice is one.
 * @throws {ProblemError} `letter-unknown`, also for one that was not posted, or whose person is erased
 */
export async function returnLetter(
  context: Context,
  notices: Notices,
  text: string,
): Promise<AnswerOf<"returnLetter">> {
  const number = parseLetterNumber(text);
  if (number === null)
    throw new ProblemError("letter-unknown", {
      detail: "the last digit does not fit the others",
      help: "type all eight digits beside the bars, or scan them",
    });
  const again = await transact(context.db, async (tx) => {
    const before = await findLetter(tx, number);
    if (before === undefined || !(await lockPerson(tx, before.person))) throw unknown();
    const letter = await findLetter(tx, number);
    if (letter?.state === "returned") return true;
    if (letter?.state !== "posted") throw unknown();
    const { person, delivery } = letter;
    await moveLetter(tx, letter, { state: "returned", at: context.now() });
    const why = "the letter came back";
    await notices.settle(context, tx, { person, delivery, channel: "letter" }, { kind: "returned", why });
    return false;
  });
  return { number: formatLetterNumber(number), again };
}

function findLetter(tx: Tx, number: number) {
  return tx
    .withTables<ServiceTables>()
    .selectFrom("paper_letter")
    .select(["person", "id", "delivery", "state"])
    .where("number", "=", number)
    .executeTakeFirst();
}

function unknown(): ProblemError {
  return new ProblemError("letter-unknown", { detail: "no letter with this number was posted" });
}
