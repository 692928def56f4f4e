import type { Pool } from 'pg';

/** Takes away all lists of a table and what seals them, as its owner: as if none had ever been loaded. */
export async function emptyLists(owner: Pool, table: 'agreed_product' | 'spic'): Promise<void> {
  const stays = `trigger ${table}_seal_stays`;
  await owner.query(`
    alter table ${table}_seal disable ${stays};
    delete from ${table}_seal;
    alter table ${table}_seal enable always ${stays};
    delete from ${table}`);
}
