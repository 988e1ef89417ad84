import { access } from "node:fs/promises";
import { type Browser, chromium } from "playwright-core";

/**
 * Starts a real browser: the one in the package on x64 Linux, elsewhere the one `AVOW_BROWSER` names or Playwright finds.
 * Nothing is downloaded.
 */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = process.env.AVOW_BROWSER ?? (await packagedBrowser());
  return chromium.launch({
    ...(executablePath === null ? {} : { executablePath }),
    args: ["--no-sandbox", "--disable-gpu"],
  });
}

async function packagedBrowser(): Promise<string | null> {
  if (process.platform !== "linux" || process.arch !== "x64") return null;
  // The package brings the libraries a bare machine lacks only where it believes itself in that runtime.
  process.env.AWS_LAMBDA_JS_RUNTIME ??= "nodejs20.x";
  const { default: packaged } = await import("@sparticuz/chromium");
  const path = await packaged.executablePath();
  await access(path);
  return path;
}
