import type { Gateway } from '../app/gateway.ts';
import { createPartyKey, createStaffKey, staffRoles } from '../parties/credentials/api-keys.ts';
import { giveDesignation } from '../parties/designations/designations.ts';
import { putParty } from '../parties/directory/parties.ts';
import { localCall } from '../parties/principal.ts';
import { players } from './play.ts';

const dayMs = 24 * 60 * 60 * 1000;
const office = {
  code: '00000001234567890000',
  kind: 'regional-office',
  name: 'Regionaal team',
} as const;

const gemeente = players.find(({ kind }) => kind === 'gemeente')?.code ?? '';

/** Keys that open the console of the demo, one for each kind of person; they work for a day. */
export async function peopleOf({
  store: { db },
  keys: { rows },
}: Pick<Gateway, 'store' | 'keys'>): Promise<{ who: string; key: string }[]> {
  const call = localCall('demo');
  const wish = { name: 'demo', expiresAt: new Date(Date.now() + dayMs) };
  const made: { who: string; key: string }[] = [];
  for (const role of staffRoles)
    made.push({ who: role, key: (await createStaffKey(db, rows, call, role, wish)).key });
  await putParty(db, rows, call, office);
  await giveDesignation(db, rows, call, gemeente, { office: office.code });
  for (const { code, kind, name } of [...players, office]) {
    const { key } = await createPartyKey(db, rows, call, code, wish);
    made.push({ who: `${kind === 'regional-office' ? 'contract manager' : kind}, ${name}`, key });
  }
  return made;
}
