import type { Pool } from 'pg';
import { partyTable } from '../../parties/directory/party-table.ts';
import { statement } from '../../store/statement.ts';

/** When more messages than this have the Identificatie, the list is walked instead. */
const few = 50;

const namedSo = statement<{ codes: readonly string[]; identificatie: string }>(
  'messages-named',
  `
  select found.id
  from unnest($codes::text[]) own (code)
  join ${partyTable} party on party.code <> own.code and length(party.code) <= 8
  cross join lateral (
    (${between('own.code', 'party.code')}) union all (${between('party.code', 'own.code')})
  ) found
  limit ${few + 1}`,
);

/**
 * Finds the messages with an Identificatie and one of these codes in their Header, except refused ones. The index
 * has them by pair of parties (answers find their heenbericht by it), so they are looked up with every other party,
 * in both directions.
 *
 * @param codes of gemeenten or aanbieders; a software house is in no Header
 * @returns their ids, in no order; undefined when they are not few
 */
export async function messagesNamed(
  pool: Pool,
  codes: readonly string[],
  identificatie: string,
): Promise<string[] | undefined> {
  const { rows } = await pool.query<{ id: string }>(namedSo({ codes, identificatie }));
  return rows.length > few ? undefined : rows.map(({ id }) => id);
}

// SQL: messages with `$identificatie`. In the order of the index, so that Postgres uses it, also when its estimate of
// the number is wrong.
function between(afzender: string, ontvanger: string): string {
  return `select id from message
    where afzender = ${afzender} and ontvanger = ${ontvanger} and identificatie = $identificatie
      and status <> 'refused'
    order by dagtekening, type limit ${few + 1}`;
}
