import type { Pool } from 'pg';
import { InspectionDispatcher } from '../../src/messages/judging/inspection-dispatcher.ts';
import type { TermParts } from '../../src/region/terms/follow.ts';
import { readAllAgain } from '../../src/region/terms/progress.ts';
import type { KeyRing } from '../../src/store/keys/keys.ts';
import { inTransaction } from '../../src/store/transaction.ts';
import { caughtUp, countsDiffer } from '../region/terms/followed.ts';
import { standardFiles } from './gateway.ts';

/**
 * What is wrong with the terms, once everything has come to rest, whatever was killed while they were made: they must be
 * those that all that is kept gives when it is read from the beginning.
 */
export async function termViolations(pool: Pool, keys: KeyRing): Promise<string[]> {
  const violations: string[] = [];
  const inspections = await InspectionDispatcher.open(standardFiles);
  try {
    const parts: TermParts = {
      ...{ pool, keys, inspections, keptMonths: 36 },
      calendar: { equalised: new Set() },
      onUnreadable: (what) => violations.push(`unreadable: ${JSON.stringify(what)}`),
    };
    await caughtUp(parts);
    for (const count of await countsDiffer(pool))
      violations.push(`counted: ${JSON.stringify(count)}`);
    const { rows } = await pool.query<{ id: string }>(withoutRetour);
    violations.push(...rows.map(({ id }) => `${id} asks for no answer`));
    const before = await termsIn(pool);
    await inTransaction(pool, async (client) => {
      for (const table of ['term', 'term_count', 'term_pending'])
        await client.query(`delete from ${table}`);
      await readAllAgain(client);
    });
    await caughtUp(parts);
    const after = await termsIn(pool);
    for (const [id, term] of before)
      if (after.get(id) !== term) violations.push(`${term} becomes ${after.get(id)}`);
    for (const [id, term] of after) if (!before.has(id)) violations.push(`${term} was not there`);
    return violations;
  } finally {
    await inspections.close();
  }
}

const withoutRetour = `
  select id from message
  where type in ('JW301', 'JW305', 'JW307', 'JW315', 'JW317', 'JW319', 'JW323') and accepted_at is not null
    and not exists (select from term where message_id = message.id
      and kind in ('retour', 'declaration-answer'))`;

/** Terms that count, by id; what became void before it was read from the beginning was perhaps never made. */
async function termsIn(pool: Pool): Promise<ReadonlyMap<string, string>> {
  const { rows } = await pool.query<{ id: string; term: string }>(
    `select id, concat_ws(' ', id, kind, debtor, since, due_on, status, taken, pending) as term
    from term where status <> 'void'`,
  );
  return new Map(rows.map(({ id, term }) => [id, term]));
}
