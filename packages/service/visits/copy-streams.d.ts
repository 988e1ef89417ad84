declare module "pg-copy-streams" {
  import type { Readable, Writable } from "node:stream";
  import type { Submittable } from "pg";

  /** A query that takes the rows of `copy … from stdin`; `finish` follows when the server has them all. */
  export function from(text: string): Writable & Submittable;
  /** A query that gives the rows of `copy … to stdout`. */
  export function to(text: string): Readable & Submittable;
}
