// SQL of the table of data keys, for statements of other rooms, so that one statement stores or deletes a row together
// with its key.

/**
 * SQL: joins the key of the thing with an id, as the column `wrapped`.
 *
 * @param id an expression of the statement: of a message or a child
 * @param join `left join` to find forgotten things too; their `wrapped` is null
 */
export function joinKey(id: string, join: 'join' | 'left join' = 'join'): string {
  // The offset makes Postgres look up each one through the index, also while it believes that the table is small.
  return `${join} lateral (select wrapped from data_key where data_key.id = ${id} offset 0) data_key on true`;
}

/** SQL: whether the thing with an id was forgotten: it has no key. @param id an expression of the statement */
export function lacksKey(id: string): string {
  return `(select true from data_key where data_key.id = ${id}) is null`;
}

/** SQL: ids of all things with a key, in the column `id`. */
export const keyIds = '(select id from data_key)';

/** SQL: stores keys. @param source a select of ids, each with its wrapped key */
export function keepKeys(source: string): string {
  return `insert into data_key (id, wrapped) ${source}`;
}

/** SQL: gives things with a key another one. @param source a table in the statement: ids, each with its `wrapped` key */
export function changeKeys(source: string): string {
  return `update data_key set wrapped = ${source}.wrapped from ${source} where data_key.id = ${source}.id`;
}

/** SQL: deletes keys, which forgets what they opened. @param which a condition on the column `id` */
export function loseKeys(which: string): string {
  return `delete from data_key where ${which}`;
}
