import type { Tx } from "@avow/postgres";
import { sql } from "kysely";

/**
 * The versions whose limits still hold for each of these people (clause 2.6.2): every one that governed since the one they last
 * agreed to, or opened their account under, but today's, and those on which today's widens nothing. It follows from times alone, so
 * that from the very moment at which a version governs it holds for everybody who has not answered, and nothing has to be
 * written for that. People for whom there is none are left out.
 */
export async function loadHeldTo(
  tx: Tx,
  people: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const { rows } = await sql<{ person: string; versions: string[] }>`
    with term as (
      select id, version, effective_at from policy_proposal
      where approved_at is not null and withdrawn_at is null and entered_at is not null
    ), today as (
      select version from term order by effective_at desc limit 1
    ), narrower as (
      select term.version, term.effective_at from term, today
      where term.version <> today.version and not exists (
        select from policy_step
        where earlier = term.version and later = today.version and not widens)
    ), lived as (
      select account.person, greatest(
        (select max(effective_at) from term
         where effective_at <= account.created_at and version = coalesce(account.policy, version)),
        (select max(effective_at) from term join change_answer on change_answer.term = term.id
         where change_answer.person = account.person and answer = 'agreed')
      ) as since
      from account where account.person = any(${people}::uuid[]) and exists (select from narrower)
    )
    select lived.person, array_agg(distinct narrower.version) as versions
    from lived join narrower on lived.since is null or narrower.effective_at >= lived.since
    group by lived.person`.execute(tx);
  return new Map(rows.map(({ person, versions }) => [person, versions]));
}
