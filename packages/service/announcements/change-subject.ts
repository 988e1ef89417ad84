import type { Notices } from "../notices/notice.ts";
import type { ServiceTables } from "../tables.ts";
import type { Subject } from "./subject.ts";

/** A change of policy, by the id of its proposal: whoever it concerns and can be reached is told first (clause 2.6.2). */
export function createChangeSubject(notices: Pick<Notices, "progress">): Subject {
  return {
    kind: "policy-change",
    elements: [
      { id: "change", title: { en: "What changes", zh: "变更内容" } },
      { id: "effective", title: { en: "From when", zh: "生效时间" } },
      { id: "meaning", title: { en: "What it means for you", zh: "对您的影响" } },
      { id: "choice", title: { en: "What you can choose", zh: "您的选择" } },
      { id: "contact", title: { en: "Who answers your questions", zh: "联系方式" } },
    ],
    async standing(_context, tx, id) {
      const telling = await tx
        .withTables<ServiceTables>()
        .selectFrom("change_telling")
        .select(["notice", "stage", "concerned"])
        .where("term", "=", id)
        .executeTakeFirst();
      if (telling === undefined) return null;
      const { notice, stage, concerned } = telling;
      // Without a notice the policy has no way to reach anybody.
      if (notice === null) return { people: concerned, told: 0, untried: 0, rehearsal: false };
      const { people, states } = await notices.progress(tx, notice);
      const { queued, sending, withdrawn } = states;
      const open = queued + sending + states["with-staff"] + states["awaits-report"] + withdrawn;
      const untried = open + Math.max(0, concerned - people);
      return {
        people: concerned,
        told: states.sent,
        // Who has not been looked at yet has not been tried either.
        untried: stage === "known" ? Math.max(1, untried) : untried,
        rehearsal: false,
      };
    },
  };
}
