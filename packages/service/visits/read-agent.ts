import { UAParser } from "my-ua-parser";

/** All that is read of a `User-Agent` (2.2.1): of the system its name and version, of the browser its name and major number. */
export interface AgentReading {
  readonly system: string | null;
  readonly systemVersion: string | null;
  readonly browser: string | null;
  readonly browserVersion: string | null;
}

/** Longer ones are cut: what names system and browser stands well before. */
const LONGEST_AGENT = 500;

/** Reads a `User-Agent` header; whatever it holds, `null` stands for what cannot be told. */
export function readAgent(agent: string): AgentReading {
  const parser = new UAParser(agent.slice(0, LONGEST_AGENT));
  const { name, version } = parser.getOS();
  const { name: browser, major } = parser.getBrowser();
  return {
    system: plain(name),
    systemVersion: plain(version),
    browser: plain(browser),
    browserVersion: plain(major),
  };
}

/** A name or a version as such are written; anything else came from whoever wrote the header. */
function plain(text: string | undefined): string | null {
  return text !== undefined && /^[A-Za-z0-9][A-Za-z0-9 ._/+-]{0,31}$/.test(text) ? text : null;
}
