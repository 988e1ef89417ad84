import type { Action, AnyModel } from "../model.ts";
import type { Path } from "../shape.ts";

/** Something of the model by which data leaves the controller's hands, and where it stands. */
export interface Disclosure {
  readonly action: Extract<Action, "disclose" | "transfer" | "publish">;
  readonly purpose: string;
  readonly data: readonly string[];
  readonly recipient: readonly string[];
  readonly path: Path;
}

/** Every host that pages reach, which is to disclose to who answers there, and every permit to hand on or publish. */
export function listDisclosures({ hosts = {}, permits }: AnyModel): readonly Disclosure[] {
  const reached = Object.entries(hosts).map(
    ([name, { purpose, data, recipient }]): Disclosure => ({
      action: "disclose",
      purpose,
      data,
      recipient: [recipient],
      path: ["hosts", name],
    }),
  );
  const permitted = permits.flatMap(
    ({ action, purpose, data, recipient = [] }, index): readonly Disclosure[] =>
      action === "disclose" || action === "transfer" || action === "publish"
        ? [{ action, purpose, data, recipient, path: ["permits", index] }]
        : [],
  );
  return [...reached, ...permitted];
}
