/** A letter's text in two: what its writer wrote now, and what it quotes of earlier ones. */
export interface OwnWords {
  readonly own: string;
  readonly quoted: string;
}

/** Lines after which everything is an earlier letter, as mail programs put them. */
const FORWARDED: readonly RegExp[] = [
  /^\s*-{2,}\s*(?:original message|forwarded message|原始邮件|原邮件|转发的邮件|邮件原件|回复的原邮件)\s*-{2,}\s*$/iu,
  /^\s*_{10,}\s*$/u,
  /^\s*(?:\*{0,2})(?:from|发件人|寄件者|寄件人)(?:\*{0,2})\s*[:：]\s*\S.*$/iu,
];

/** A line above what is quoted. */
const ATTRIBUTION: readonly RegExp[] = [
  /^\s*on\b.{4,300}\bwrote\s*:\s*$/iu,
  /^\s*(?:在|于)?.{4,200}(?:写道|寫道|來信|来信)\s*[:：]\s*$/u,
  /^\s*.{1,200}<[^<>\s]+@[^<>\s]+>.{0,40}(?:wrote|写道|寫道)\s*[:：]\s*$/iu,
];

const QUOTED = /^\s*(?:>|＞)/u;

/** Parts a letter's own words from those it quotes; what the writer put between two quotations is theirs. */
export function splitOwnWords(text: string): OwnWords {
  const lines = text.split("\n");
  const own: string[] = [];
  const quoted: string[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? "";
    if (isForwarded(lines, at)) {
      quoted.push(...lines.slice(at));
      break;
    }
    const spans = attributionAt(lines, at);
    if (spans > 0) {
      quoted.push(...lines.slice(at, at + spans));
      at += spans - 1;
    } else (QUOTED.test(line) ? quoted : own).push(line);
  }
  return { own: own.join("\n").trim(), quoted: quoted.join("\n").trim() };
}

/** A line that begins an earlier letter; one that names a sender does where the next one goes on as a header does. */
function isForwarded(lines: readonly string[], at: number): boolean {
  const line = lines[at] ?? "";
  const [marker, rule, sender] = FORWARDED;
  if (marker?.test(line) || rule?.test(line)) return true;
  return (
    sender?.test(line) === true &&
    /^\s*\*{0,2}(?:sent|date|to|subject|cc|reply-to|发送时间|时间|日期|收件人|主题|抄送|寄件日期|收件者|主旨)\*{0,2}\s*[:：]/iu.test(
      lines[at + 1] ?? "",
    )
  );
}

/** How many lines from here name who wrote what is quoted below: none, one, or two where the line was broken. */
function attributionAt(lines: readonly string[], at: number): 0 | 1 | 2 {
  const follows = (from: number): boolean =>
    QUOTED.test(lines.slice(from).find((line) => line.trim() !== "") ?? "");
  const [first = "", second = ""] = lines.slice(at, at + 2);
  if (ATTRIBUTION.some((one) => one.test(first)) && follows(at + 1)) return 1;
  if (ATTRIBUTION.some((one) => one.test(`${first} ${second}`)) && follows(at + 2)) return 2;
  return 0;
}

/** A letter's own words without the signature below them. */
export function withoutSignature(own: string): string {
  return own.split(/^-- ?$/mu)[0]?.trim() ?? "";
}
