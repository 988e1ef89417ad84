import type { Diagnostic } from "../diagnostic.ts";
import type { Subject } from "./subject.ts";

/** Each key on a device is declared once: no key's name begins with the prefix another of its kind declares. */
export function checkStorage({ model, report }: Subject): readonly Diagnostic[] {
  const keys = Object.entries(model.storage);
  return keys.flatMap(([prefix, wide]) => {
    if (wide.prefix !== true) return [];
    const covered = keys.filter(
      ([name, { kind }]) => name !== prefix && kind === wide.kind && name.startsWith(prefix),
    );
    return covered.map(([name]) => {
      const message = `storage key \`${name}\` is one of those that \`${prefix}\` stands for, so that it is declared twice`;
      const help = `take one out, or declare the names \`${prefix}\` stands for one by one`;
      return report({ code: "storage-key-twice", path: ["storage", name], message, help, atName: true });
    });
  });
}
