import type { Pool } from 'pg';

/** Takes away all SPICs and what seals them, as the owner of the table: as if none had ever been loaded. */
export async function emptySpics(owner: Pool): Promise<void> {
  const stays = 'trigger spic_seal_stays';
  await owner.query(`
    alter table spic_seal disable ${stays};
    delete from spic_seal;
    alter table spic_seal enable always ${stays};
    delete from spic`);
}

/** Takes away all contracts, as the owner of the tables: as if none had ever been loaded. */
export async function emptyContracts(owner: Pool): Promise<void> {
  const tables = ['contract_version', 'contract'];
  for (const change of ['disable', 'enable always']) {
    for (const table of tables)
      await owner.query(`alter table ${table} ${change} trigger ${table}_stays`);
    if (change === 'disable') await owner.query('truncate contract_version, contract');
  }
}
