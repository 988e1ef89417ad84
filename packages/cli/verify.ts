import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseTrustPolicy, type TrustPolicy, type Verdict, verifyReceipt } from "@avow/evidence";
import { type Command, textOption } from "./command.ts";
import { misuse, type Output } from "./output.ts";
import { type PackVerdict, parsePack, verifyPack } from "./verify-pack.ts";

export const verifyCommand: Command = {
  usage: "verify RECEIPT",
  does: "check a receipt offline   [--trust FILE]",
  more: [
    "RECEIPT may be the evidence pack of an incident",
    "exits 0 it verifies, 1 it does not, 2 cannot tell",
  ],
  takes: { least: 1, most: 1 },
  options: { trust: { type: "string" } },
  run: (call, output) =>
    verify(
      {
        receipt: call.arguments[0] ?? "",
        trust: textOption(call, "trust"),
        defaultTrust: join(call.environment.AVOW_DATA ?? "data", "trust.txt"),
      },
      output,
    ),
};

/** What `avow verify` exits with. */
export const VERIFY_EXITS = { verifies: 0, "does-not-verify": 1, "cannot-tell": 2 } as const;

/**
 * `avow verify RECEIPT`: checks a receipt offline, against the log's key in a trust file. Without one that is readable the
 * answer is at best that nobody can tell. The file may be an incident's evidence pack, which is a receipt for every step and what
 * they speak of.
 */
export async function verify(
  options: { readonly receipt: string; readonly trust: string | undefined; readonly defaultTrust: string },
  output: Output,
): Promise<number> {
  const receipt = await readFile(options.receipt).catch(() => null);
  if (receipt === null)
    return misuse(output, `the receipt \`${options.receipt}\` cannot be read`, "name a `.tlog-proof` file");
  const trust = await readTrust(options.trust ?? options.defaultTrust);
  if (trust === "malformed" || (trust === null && options.trust !== undefined))
    return misuse(
      output,
      `the trust file \`${options.trust ?? options.defaultTrust}\` cannot be ${trust === null ? "read" : "understood"}`,
      "it holds lines such as `log <verifier key>` and `quorum none` (c2sp.org/tlog-policy)",
    );
  const pack = parsePack(receipt.toString("utf8"));
  if (pack === "malformed")
    return misuse(
      output,
      `\`${options.receipt}\` is neither a receipt nor a whole evidence pack`,
      "download it again: a file that was cut off cannot be checked",
    );
  const verdict = pack === null ? verifyReceipt(receipt, trust) : verifyPack(pack, trust);
  output.out("lines" in verdict ? ["verifies", ...verdict.lines, ""].join("\n") : describe(verdict));
  if (trust === null)
    output.err(
      "  = help: give `--trust FILE` with the log's key; get it from someone other than the log's operator, or from an earlier receipt's day\n",
    );
  return VERIFY_EXITS[verdict.verdict];
}

async function readTrust(path: string): Promise<TrustPolicy | null | "malformed"> {
  const text = await readFile(path, "utf8").catch(() => null);
  if (text === null) return null;
  const parsed = parseTrustPolicy(text);
  return parsed.ok ? parsed.value : "malformed";
}

function describe(verdict: Verdict | Exclude<PackVerdict, { readonly verdict: "verifies" }>): string {
  switch (verdict.verdict) {
    case "verifies": {
      const lines = [
        "verifies",
        `  log:      ${verdict.origin}`,
        `  entry:    ${verdict.index} of ${verdict.size}`,
        `  strength: ${verdict.strength === "witnessed" ? `witnessed by ${verdict.witnesses.map(({ name }) => name).join(", ")}` : "signed by the log alone; no witness stands by it"}`,
      ];
      if (verdict.about === "person") {
        const { kind, at, clause, policy, seq, facts } = verdict.event;
        lines.push(
          `  event:    ${kind}, number ${seq} of this person`,
          `  at:       ${at}`,
          `  clause:   ${clause}`,
          `  policy:   ${policy}`,
        );
        lines.push(
          ...Object.entries(facts).map(
            ([name, fact]) =>
              `  ${`${name}:`.padEnd(10)}${Array.isArray(fact) ? fact.join(", ") : String(fact)}`,
          ),
        );
      } else lines.push(`  public:   ${JSON.stringify(verdict.entry)}`);
      return `${lines.join("\n")}\n`;
    }
    case "does-not-verify":
      return `does not verify\n${"step" in verdict ? `  step: ${verdict.step}\n` : ""}  why:  ${verdict.why}\n`;
    case "cannot-tell":
      return `cannot tell\n  why:  ${verdict.why}\n`;
  }
}
