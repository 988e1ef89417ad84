import type { Page } from "playwright-core";

/** Somebody on the staff. */
export interface Operator {
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

export const WANG: Operator = {
  name: "Wang Fang",
  email: "wang.fang@index.example",
  password: "a long enough password",
};

/** Becomes an operator by a one-time link, the first one's or an invitation's, logs in and waits for the first screen; in English. */
export async function becomeOperator(page: Page, link: string, who: Operator = WANG): Promise<void> {
  await page.goto(link);
  await page.getByLabel("Your name").fill(who.name);
  await page.getByLabel("E-mail address").fill(who.email);
  await page.getByLabel("Password").fill(who.password);
  await page.getByRole("button", { name: /^(Make the operator|Become an operator)$/ }).click();
  await page.getByRole("heading", { name: "Log in", level: 1 }).waitFor();
  await page.getByLabel("E-mail address").fill(who.email);
  await page.getByLabel("Password").fill(who.password);
  await page.getByRole("button", { name: "Log in", exact: true }).click();
  await page.getByRole("heading", { name: "Today", level: 1 }).waitFor();
}
