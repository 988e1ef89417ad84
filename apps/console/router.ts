const BASE = "/console";

/** A screen of the console, as its path names it. */
export type Screen =
  | {
      readonly name:
        | "today"
        | "incidents"
        | "announcements"
        | "first"
        | "log-in"
        | "people"
        | "messages"
        | "notices"
        | "mailbox"
        | "threads"
        | "letters"
        | "calls"
        | "cases"
        | "research"
        | "policy"
        | "versions"
        | "changes"
        | "documents"
        | "drift"
        | "traffic"
        | "disputes"
        | "campaigns"
        | "licences"
        | "advertisers"
        | "operators"
        | "join"
        | "not-found";
    }
  | {
      readonly name: "person" | "notice" | "thread" | "mail" | "proposal" | "incident" | "campaign";
      readonly id: string;
    };

const PATHS = {
  today: "",
  incidents: "/incidents",
  announcements: "/announcements",
  first: "/first",
  "log-in": "/log-in",
  people: "/people",
  messages: "/messages",
  notices: "/notices",
  mailbox: "/mailbox",
  threads: "/threads",
  letters: "/letters",
  calls: "/calls",
  cases: "/cases",
  research: "/research",
  policy: "/policy",
  versions: "/versions",
  changes: "/changes",
  documents: "/documents",
  drift: "/drift",
  traffic: "/traffic",
  disputes: "/disputes",
  campaigns: "/campaigns",
  licences: "/licences",
  advertisers: "/advertisers",
  operators: "/operators",
  join: "/join",
  "not-found": "/not-found",
} as const satisfies Partial<Record<Screen["name"], string>>;

/** Folders whose pages are named by an id. */
const FOLDERS = {
  person: "people",
  thread: "threads",
  mail: "mailbox",
  notice: "notices",
  proposal: "versions",
  incident: "incidents",
  campaign: "campaigns",
} as const;

type PlainName = keyof typeof PATHS;
const PLAIN_NAMES = Object.keys(PATHS) as PlainName[];
const FOLDER_NAMES = Object.keys(FOLDERS) as (keyof typeof FOLDERS)[];

/** The screen a path names; a path that names none is `not-found`. One slash at the end changes nothing. */
export function parsePath(pathname: string): Screen {
  const path = pathname.replace(/\/$/, "");
  const plain = PLAIN_NAMES.find((name) => path === `${BASE}${PATHS[name]}`);
  if (plain !== undefined) return { name: plain };
  const [, folder, id] = /^\/console\/([a-z]+)\/([0-9a-f-]{36})$/.exec(path) ?? [];
  const named = FOLDER_NAMES.find((name) => FOLDERS[name] === folder);
  return id === undefined || named === undefined ? { name: "not-found" } : { name: named, id };
}

/** The path of a screen. `parsePath` reads it back. */
export function pathOf(screen: Screen): string {
  if ("id" in screen) return `${BASE}/${FOLDERS[screen.name]}/${screen.id}`;
  return `${BASE}${PATHS[screen.name]}`;
}

/** The address of a screen with what the present one carries (language, shortcuts), and the place on it. */
export function addressOf(screen: Screen, search: string, place = ""): string {
  return `${pathOf(screen)}${search}${place === "" ? "" : `#${place}`}`;
}

/** `search` with one member set or, given `null`, gone. */
export function withMember(search: string, name: string, value: string | null): string {
  const members = new URLSearchParams(search);
  if (value === null) members.delete(name);
  else members.set(name, value);
  return members.size === 0 ? "" : `?${members}`;
}
