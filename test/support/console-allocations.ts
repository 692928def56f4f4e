import { dutchDate } from '../../src/standard/calendar.ts';
import { afterDays } from '../../src/standard/working-days.ts';
import { jw301, jw305, jw307 } from '../ledger/past/write.ts';
import { allocation, start, stop } from '../ledger/stories/conversation.ts';
import type { Caller } from './gateway.ts';

/** A day before or after today. */
export const day = (days: number): string => afterDays(dutchDate(new Date()), days);

/** The child of the allocations of the console: nobody else's. */
export const childOfConsole = { gemeente: '0363', aanbieder: '12345678', bsn: '999912008' };

const product = (code: string) => ({ categorie: '45', code });

/** What is allocated: by number one that runs and ends soon, one to be started, one that stopped. */
const planted = [
  { number: '101', code: 'B04P', from: -300, to: 15 },
  { number: '102', code: 'B05P', from: -20, to: 345 },
  { number: '103', code: 'B04P', from: -700, to: -335 },
] as const;

/** The ids of allocations, by number, and that of their child. */
export interface Planted {
  readonly ids: ReadonlyMap<string, string>;
  readonly child: string;
}

/** Lets Amsterdam allocate help to a child, and De Dijk report it. Their mailboxes stay as they were. */
export async function plantAllocations(gemeente: Caller, aanbieder: Caller): Promise<Planted> {
  const about = childOfConsole;
  const products = planted.map(({ number, code, from, to }) =>
    allocation(number, {
      ...{ product: product(code), ingangsdatum: day(from), einddatum: day(to) },
      ...{ toewijzingsdatum: day(-701), omvang: { volume: '3', eenheid: '04', frequentie: '2' } },
    }),
  );
  const began = (number: string, from: string, code: string) => ({
    ...start(number, from),
    product: product(code),
  });
  const ended = { ...stop('103', day(-690), day(-335), '31'), product: product('B04P') };
  await said(gemeente, jw301(about, day(-701), ...products));
  const starts = [began('101', day(-290), 'B04P'), began('103', day(-690), 'B04P')];
  await said(aanbieder, jw305(about, day(-280), ...starts));
  await said(aanbieder, jw307(about, day(-280), ended));
  for (const party of [gemeente, aanbieder]) await emptyMailbox(party);
  const { body } = await aanbieder.get('/v1/allocations');
  const found: { toewijzingNummer: string; id: string; client: string }[] = body.items;
  return {
    ids: new Map(found.map(({ toewijzingNummer, id }) => [toewijzingNummer, id])),
    child: found[0]?.client ?? '',
  };
}

async function said(party: Caller, xml: Uint8Array): Promise<void> {
  const { body } = await party.post(xml);
  const settled = (await party.settled(body.id)).body;
  if (!['accepted', 'delivered'].includes(settled.status) || settled.links.answer === undefined)
    throw new Error(`A message about an allocation is ${JSON.stringify(settled)}.`);
}

async function emptyMailbox(party: Caller): Promise<void> {
  const { body } = await party.get('/v1/inbox');
  const ids = body.items.map(({ id }: { id: string }) => id);
  if (ids.length > 0) await party.send('POST', '/v1/inbox/acknowledgements', { ids });
}
