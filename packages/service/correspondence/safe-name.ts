/** Longer than most names, and short enough for every file system in UTF-8. */
const LONGEST = 80;

/** Controls, marks that turn the direction of writing, and what means something to a shell or a file system. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\\/:*?"<>|]/gu;
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/**
 * A file's name as it may be shown and saved: one line, no folder, no hidden file, no trick of writing direction; its ending stays.
 * @param place counted from 1, for a file without a name
 * @example makeSafeName("../../etc/passwd", 1) // => "etc_passwd"
 */
export function makeSafeName(name: string, place: number): string {
  const cleaned = name
    .toWellFormed()
    .normalize("NFC")
    .replaceAll("\ufffd", "")
    .replaceAll(UNSAFE, "_")
    .replaceAll(/\s+/gu, " ")
    .replaceAll(/^[\s._]+|[\s._]+$/gu, "");
  const safe = RESERVED.test(cleaned) ? `file-${cleaned}` : cleaned;
  return safe === "" ? `file-${place}` : shorten(safe);
}

function shorten(name: string): string {
  const characters = [...name];
  if (characters.length <= LONGEST) return name;
  const ending = /\.[^.\s]{1,12}$/.exec(name)?.[0] ?? "";
  return (
    characters
      .slice(0, LONGEST - ending.length)
      .join("")
      .trimEnd() + ending
  );
}
