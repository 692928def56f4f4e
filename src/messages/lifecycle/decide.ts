import { takeSteps } from '../../queue/outbox.ts';
import { isItsTurn } from './line-up.ts';

/**
 * SQL: takes a lock for each first use, in the order of its key: which rows a plan takes first does not matter then. Such
 * locks cost no write, and end with the transaction. Their keys are one number, where those of `locks.ts` are two.
 */
const claimFirstUses = `claimed as materialized (
      select count(*) as claims from (
        select pg_advisory_xact_lock(key) from (
          select hashtextextended(claim, 0) as key from judged where claim is not null order by key
        ) in_order
      ) locked
    )`;

/**
 * SQL: takes the steps of the messages and changes their status. It expects them as `judged`, and has those that it
 * changed as `decided`.
 *
 * @param many whether there may be more than one
 * @param which a condition on \`message\`
 */
export function decide(many: boolean, which: string): string {
  return `${many ? `${claimFirstUses}, ` : ''}taken as (
      ${takeSteps('message', {
        ids: 'select id from judged',
        join: 'join message m on m.id = outbox.id',
        condition: `${isItsTurn} and ${which}`,
      })}
    ), decided as (
      update message set changed_at = now(),
        accepted_at = case when judged.approved then now() end,
        finding_count = message.finding_count + judged.finding_count, first_use = judged.first_use,
        judged_mac = judged.judged_mac,
        status = case
          when not judged.approved or (select reply.refuses and reply.accepted_at is not null
            from message reply where reply.heenbericht_id = message.id)
          then 'rejected' else 'accepted' end
      from taken join judged using (id)
      where message.id = judged.id and status = 'received'${many ? ' and (select claims from claimed) >= 0' : ''}
      returning message.id, type, sender, recipient, afzender, ontvanger, heenbericht_id, refuses, line,
        acceptance, accepted_at, received_at, actor, actor_party, mandate_id, address, request_id, status
    )`;
}
