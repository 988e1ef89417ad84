import { type AnswerOf, type BodyOf, type Called, call, type RouteName } from "@avow/contract";
import type { CentreOptions, Visit } from "./site.ts";

export type Me = AnswerOf<"me">;
export type Choice = Me["choices"][number];
export type ReceiptSummary = AnswerOf<"receipts">[number];

/** Calls the API as the visiting person. Throws as `call` does; what is thrown becomes the page that says we cannot be reached. */
export function callAs<N extends RouteName>(
  { publicUrl, service }: CentreOptions,
  { session }: Pick<Visit, "session">,
  name: N,
  request: { readonly path?: Readonly<Record<string, string>>; readonly body?: BodyOf<N> } = {},
): Promise<Called<N>> {
  const caller = { baseUrl: publicUrl, fetch: service };
  return call(session === null ? caller : { ...caller, token: session.token }, name, request);
}
