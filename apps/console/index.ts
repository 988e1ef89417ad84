export { buildConsole } from "./build.ts";
export { createConsole } from "./console.ts";
