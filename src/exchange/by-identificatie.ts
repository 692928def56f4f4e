import type { Pool } from 'pg';

/** More messages with one Identificatie than this are found by walking through all. */
const few = 50;

/**
 * Finds the messages in whose Header stands an Identificatie and one of these codes, but those that were
 * refused at the door. The index by which answers find their heenbericht has them for each pair of
 * parties: so with each party that there is it is looked up, both ways.
 *
 * @param codes of gemeenten or aanbieders; a software house is in no Header
 * @returns their ids, in no order; undefined when they are not few
 */
export async function messagesNamed(
  pool: Pool,
  codes: readonly string[],
  identificatie: string,
): Promise<string[] | undefined> {
  const { rows } = await pool.query<{ id: string }>({
    name: 'messages-named',
    text: `
      select found.id
      from unnest($1::text[]) own (code)
      join party on party.code <> own.code and length(party.code) <= 8
      cross join lateral (
        (${between('own.code', 'party.code')}) union all (${between('party.code', 'own.code')})
      ) found
      limit ${few + 1}`,
    values: [codes, identificatie],
  });
  return rows.length > few ? undefined : rows.map(({ id }) => id);
}

// In the order of the index, so that Postgres takes no other way, however many it believes there are.
function between(afzender: string, ontvanger: string): string {
  return `select id from message
    where afzender = ${afzender} and ontvanger = ${ontvanger} and identificatie = $2
      and status <> 'refused'
    order by dagtekening, type limit ${few + 1}`;
}
