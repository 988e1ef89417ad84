export { type Announced, announcementElements, announcementsOf } from "./announcements.ts";
export {
  type Avow,
  type AvowOptions,
  connectAvow,
  type Me,
  type Publication,
  type Reach,
  SERVICE_PATHS,
  type Submission,
} from "./avow.ts";
export { type ChoiceOptions, type ReadChoice, readChoice } from "./choice-cookie.ts";
export { type GuardOptions, guard } from "./hono.ts";
export { type KitOptions, kitElements, mountKit, mountObserved } from "./kit.ts";
export { type GuardNodeOptions, guardNode, type NodeMiddleware, serveKit } from "./node.ts";
export { type Placement, type Placements, placementsOf } from "./placements.ts";
export { addressOfPushWorker, PUSH_SCRIPT } from "./push-addresses.ts";
export {
  type AccessClass,
  noteVisit,
  type RecordVisitsOptions,
  recordVisits,
  type VisitNote,
} from "./record-visits.ts";
export { readSignal, type Signal } from "./signal.ts";
export {
  createVisitSender,
  type SentVisit,
  type VisitSender,
  type VisitSenderOptions,
} from "./visit-sender.ts";
export type { Visitor } from "./visitor.ts";
