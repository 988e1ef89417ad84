export { type Avow, type AvowOptions, connectAvow, type Me } from "./avow.ts";
export { type GuardOptions, guard, type Visitor } from "./hono.ts";
