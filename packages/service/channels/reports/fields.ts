/** More than any report's part has. */
const LONGEST = 64 * 1024;
const MOST_LINES = 1000;

/** Fields of one block, by name in lower case; of a name that comes twice, the first. */
export type Fields = ReadonlyMap<string, string>;

const FIELD = /^([!-9;-~]+)[ \t]*:(.*)$/;

/** Blocks of header fields with empty lines between them, unfolded. A line that is no field is passed over. */
export function parseBlocks(bytes: Uint8Array): readonly Fields[] {
  const text = Buffer.from(bytes.subarray(0, LONGEST)).toString("latin1").replaceAll("\r\n", "\n");
  return text
    .replaceAll(/\n(?=[ \t]+\S)/g, "")
    .split("\n", MOST_LINES)
    .reduce<Map<string, string>[]>(
      (blocks, line) => {
        const [, name, value = ""] = FIELD.exec(line) ?? [];
        const block = blocks.at(-1);
        if (line.trim() === "") blocks.push(new Map());
        else if (name !== undefined && block !== undefined && !block.has(name.toLowerCase()))
          block.set(name.toLowerCase(), value.trim());
        return blocks;
      },
      [new Map()],
    )
    .filter((block) => block.size > 0);
}

/** The headers of a message: its first block. */
export function parseHead(bytes: Uint8Array): Fields {
  const text = Buffer.from(bytes.subarray(0, LONGEST)).toString("latin1");
  const [head = ""] = text.trimStart().split(/\r?\n\r?\n/, 1);
  return parseBlocks(Buffer.from(head, "latin1"))[0] ?? new Map();
}
