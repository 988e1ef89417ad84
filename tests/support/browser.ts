import { access, mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";

/**
 * Starts a real browser: the one in the package on x64 Linux, elsewhere the one `AVOW_BROWSER` names or Playwright finds.
 * Nothing is downloaded.
 * @param more further arguments of its command line
 */
export async function launchBrowser(more: readonly string[] = []): Promise<Browser> {
  const executablePath = process.env.AVOW_BROWSER ?? (await unpackedBrowser());
  return chromium.launch({
    ...(executablePath === null ? {} : { executablePath }),
    args: ["--no-sandbox", "--disable-gpu", ...more],
  });
}

/**
 * Unpacks the packaged browser, once for each user of the machine; the global setup calls it before any test may want it.
 * What another process has begun to unpack is never taken for whole: a folder appears under its name when it is.
 */
export async function unpackBrowser(): Promise<void> {
  if (!isPackaged() || (await isThere(unpackedFolder()))) return;
  const folder = await mkdtemp(join(tmpdir(), "avow-browser-"));
  try {
    await inFolder(folder, browserPath);
    await rename(folder, unpackedFolder());
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    if (!(await isThere(unpackedFolder()))) throw error;
  }
}

async function unpackedBrowser(): Promise<string | null> {
  if (!isPackaged()) return null;
  await unpackBrowser();
  return inFolder(unpackedFolder(), browserPath);
}

function isPackaged(): boolean {
  return process.platform === "linux" && process.arch === "x64";
}

/** Where this user's browser is, whole. */
function unpackedFolder(): string {
  return join(tmpdir(), `avow-browser-153-of-${process.getuid?.() ?? "somebody"}`);
}

async function browserPath(): Promise<string> {
  // The package brings the libraries a bare machine lacks only where it believes itself in that runtime.
  process.env.AWS_LAMBDA_JS_RUNTIME ??= "nodejs20.x";
  const { default: packaged } = await import("@sparticuz/chromium");
  return packaged.executablePath();
}

/** The package unpacks into the folder for temporary files, and looks there for what it unpacked. */
async function inFolder<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const before = process.env.TMPDIR;
  process.env.TMPDIR = folder;
  try {
    return await work();
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
