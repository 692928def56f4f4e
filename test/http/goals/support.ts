import { setTimeout as sleep } from 'node:timers/promises';
import { children } from '../../ledger/past/write.ts';
import type { TestGateway } from '../../support/gateway.ts';
import { Desk } from '../drafts/support.ts';

export { problemOf } from '../drafts/support.ts';

/** A gemeente and an aanbieder with one allocation of a child that no other test has. */
export interface GoalDesk extends Desk {
  readonly allocation: string;
  readonly client: string;
}

const bsns = children(60);
let taken = 0;

/** Opens a desk with one allocation, of its first child. */
export async function openGoals(gateway: TestGateway, first?: Desk): Promise<GoalDesk> {
  return nextChild(first ? await first.another() : await Desk.open(gateway));
}

/** The same parties with an allocation of a child that no other test has. */
export async function nextChild({ talk, parties }: Desk): Promise<GoalDesk> {
  const desk = new Desk(talk, { ...parties, bsn: bsns[taken] ?? '' });
  taken += 1;
  const number = String(100 + taken);
  await desk.allocated(number);
  for (;;) {
    const { body } = await desk.aanbieder.get('/v1/allocations');
    const found = body.items.find(
      (one: { toewijzingNummer: string }) => one.toewijzingNummer === number,
    );
    if (found) return Object.assign(desk, { allocation: found.id, client: found.client });
    await sleep(50);
  }
}

export const consent = { by: 'both', on: '2024-02-01', how: 'written', sharedWith: 'own' } as const;
/** Words that nobody may find where they do not belong. */
export const secret = 'Slaapt weer elke nacht door';
export const wish = {
  domain: 'health',
  setOn: '2024-03-01',
  evaluateOn: '2024-06-01',
  text: secret,
  consent,
} as const;
/** The same without words. */
export const coded = { domain: 'social', setOn: '2024-03-01' } as const;
