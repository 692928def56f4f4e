import type { PoolClient } from 'pg';
import { statement } from '../../store/statement.ts';
import { withoutRule } from '../without-rule.ts';

/** How a message ended at its door or its judgement, for counts. Nothing of a child, and nothing that a party wrote. */
export interface MessageOutcome {
  readonly id: string;
  /** Null where it was not read. */
  readonly type: string | null;
  /** In whose name it was posted. */
  readonly sender: string;
  /** The other side: its recipient; of a message that was refused the other party that its Header names, if that was read. */
  readonly other: string | null;
  /** It is a retour or JW325 that refuses, and a party gave it. */
  readonly refusesByParty: boolean;
  /** Rules that it broke, each once. */
  readonly broken: readonly string[];
  /** A finding on it says that it refuses for no rule that was broken. */
  readonly withoutRule: boolean;
}

/** Findings on a retour or JW325 of a party which say that no rule was broken. */
const noRule = [withoutRule.notBroken, withoutRule.ofNoRule];

const outcomesOfThose = statement<{ ids: readonly string[] }>(
  'message-outcomes',
  `select m.id, m.type, m.sender,
    case when m.status <> 'refused' then m.recipient
      when m.afzender is distinct from m.sender then m.afzender else m.ontvanger end as other,
    -- A JW325 refuses Prestaties: it has a finding for each.
    not m.by_gateway and (m.refuses or (m.type = 'JW325' and cardinality(found.broken) > 0)) as "refusesByParty",
    found.broken, found.without_rule as "withoutRule"
  from unnest($ids::uuid[]) asked (id)
  cross join lateral (select * from message where id = asked.id offset 0) m
  cross join lateral (
    select coalesce(array_agg(distinct rule) filter (where retour_code is not null), '{}') as broken,
      coalesce(bool_or(rule in (${noRule.map((rule) => `'${rule}'`).join(', ')})), false) as without_rule
    from message_finding where message_id = m.id
  ) found`,
);

/**
 * How messages ended, by id, as far as their rows still tell. Of those that were dropped there is nothing.
 *
 * @param client in a transaction, or not
 */
export async function outcomesOf(
  client: PoolClient,
  ids: readonly string[],
): Promise<ReadonlyMap<string, MessageOutcome>> {
  if (ids.length === 0) return new Map();
  const { rows } = await client.query<MessageOutcome>(outcomesOfThose({ ids: [...new Set(ids)] }));
  return new Map(rows.map((row) => [row.id, row]));
}
