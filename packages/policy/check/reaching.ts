import type { Diagnostic } from "../diagnostic.ts";
import { findField } from "../interpolate.ts";
import { type AnyModel, CHANNELS } from "../model.ts";
import { suggest } from "../near-miss.ts";
import { wayUp } from "../products.ts";
import type { Subject } from "./subject.ts";

/** How people are reached, how often, and about what: all that a message needs is there before the first one is sent. */
export function checkReaching(subject: Subject): readonly Diagnostic[] {
  return [...checkChannels(subject), ...checkPaces(subject), ...checkProducts(subject)];
}

/** A channel that says where it reaches people is one of those there are, and whoever may use it may read that. */
function checkChannels({ model, report }: Subject): readonly Diagnostic[] {
  const unknown = Object.entries(model.channels).flatMap(([name, { reach }]) =>
    reach === undefined || CHANNELS.some((known) => known === name)
      ? []
      : [
          report({
            code: "channel-unreachable",
            path: ["channels", name],
            message: `nobody can be reached by \`${name}\``,
            ...suggest(name, CHANNELS),
            atName: true,
          }),
        ],
  );
  const unread = model.permits.flatMap(({ action, purpose, data, channel = [] }, index) => {
    if (action !== "contact") return [];
    return channel.flatMap((name, place) => {
      const reach = Object.hasOwn(model.channels, name) ? model.channels[name]?.reach : undefined;
      if (reach === undefined || data.some((field) => field === reach)) return [];
      const message = `permit contact for \`${purpose}\` by \`${name}\` does not name \`${reach}\`, where that reaches people`;
      const help = `add \`${reach}\` to its data, or take the channel out`;
      return [
        report({ code: "channel-unreachable", path: ["permits", index, "channel", place], message, help }),
      ];
    });
  });
  return [...unknown, ...unread];
}

function checkPaces({ model, report }: Subject): readonly Diagnostic[] {
  const endless = Object.entries(model.purposes).flatMap(([name, { pace }]) =>
    pace?.quiet === undefined || pace.quiet.from !== pace.quiet.until
      ? []
      : [
          report({
            code: "pace-malformed",
            path: ["purposes", name, "pace", "quiet", "until"],
            message: `the quiet hours of \`${name}\` end when they begin`,
            help: "write when they end, or leave `quiet` out",
          }),
        ],
  );
  const unpaced = model.permits.flatMap(({ when = [] }, index) =>
    when.flatMap((condition, place) => {
      if (condition.kind !== "within-pace") return [];
      const { purpose } = condition;
      if (!Object.hasOwn(model.purposes, purpose) || model.purposes[purpose]?.pace !== undefined) return [];
      return [
        report({
          code: "pace-malformed",
          path: ["permits", index, "when", place, "purpose"],
          message: `purpose \`${purpose}\` has no pace to keep to`,
          help: "give it a `pace`; every message for it is then held to that without a condition",
        }),
      ];
    }),
  );
  return [...endless, ...unpaced];
}

function checkProducts(subject: Subject): readonly Diagnostic[] {
  const { model, report } = subject;
  const asking = listAsking(model);
  if (model.products === undefined)
    return asking.map(({ index, place }) =>
      report({
        code: "products-malformed",
        path: ["permits", index, "when", place],
        message: "nothing says what is similar to what",
        help: "declare the kinds of `products`, or take the condition out",
      }),
    );
  const { field } = model.products;
  const unread = asking.flatMap(({ index, place, purpose }) =>
    model.permits.some(
      (other) => other.action === "use" && other.purpose === purpose && other.data.includes(field),
    )
      ? []
      : [
          report({
            code: "purchases-unreadable",
            severity: "warning",
            path: ["permits", index, "when", place],
            message: `no permit lets \`${field}\` be used for \`${purpose}\`, so no customer is told of anything`,
            help: `permit to \`use\` \`${field}\` for \`${purpose}\``,
          }),
        ],
  );
  return [...checkTree(subject, model.products.kinds), ...checkKindField(subject, model.products), ...unread];
}

function listAsking({ permits }: AnyModel) {
  return permits.flatMap(({ purpose, when = [] }, index) =>
    when.flatMap(({ kind }, place) => (kind === "similar-purchase" ? [{ index, place, purpose }] : [])),
  );
}

type Products = NonNullable<AnyModel["products"]>;

/** Each kind is one of a kind that is declared, and of none that is one of it. */
function checkTree({ report }: Subject, kinds: Products["kinds"]): readonly Diagnostic[] {
  return Object.entries(kinds).flatMap(([name, { within }]) => {
    if (within === undefined) return [];
    const finding = { code: "products-malformed", path: ["products", "kinds", name, "within"] } as const;
    if (!Object.hasOwn(kinds, within)) {
      const message = `kind of products \`${within}\` is not declared`;
      return [report({ ...finding, message, ...suggest(within, Object.keys(kinds)) })];
    }
    if (!wayUp(kinds, within).includes(name)) return [];
    const message = `\`${name}\` is within \`${within}\`, which is within \`${name}\``;
    return [report({ ...finding, message, help: "let the kind at the top be within none" })];
  });
}

/** An order holds one of the kinds, so its field offers these and no others. */
function checkKindField({ model, report }: Subject, { field, kinds }: Products): readonly Diagnostic[] {
  const declared = findField(model, field);
  if (declared === undefined) return [];
  const finding = { code: "products-malformed", path: ["products", "field"] } as const;
  if (declared.type !== "choice") {
    const message = `field \`${field}\` is to hold a kind of products, and its type is \`${declared.type}\``;
    return [report({ ...finding, message, help: "make its type `choice`, with the kinds as its choices" })];
  }
  const choices = Object.keys(declared.choices ?? {});
  const odd = [
    ...Object.keys(kinds).filter((kind) => !choices.includes(kind)),
    ...choices.filter((choice) => !Object.hasOwn(kinds, choice)),
  ];
  return odd.map((kind) => {
    const where = choices.includes(kind)
      ? `can be chosen in \`${field}\` and is no kind of products`
      : `cannot be chosen in \`${field}\``;
    return report({ ...finding, message: `\`${kind}\` ${where}`, help: "let both have the same" });
  });
}
