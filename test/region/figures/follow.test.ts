import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest';
import { localCall } from '../../../src/parties/principal.ts';
import { counterpartyFigures } from '../../../src/region/figures/counterparties.ts';
import { type FigureParts, followFigures } from '../../../src/region/figures/follow.ts';
import { forgetChild } from '../../../src/retention/clients.ts';
import { dutchDate } from '../../../src/standard/calendar.ts';
import { inTransaction } from '../../../src/store/transaction.ts';
import { Talk } from '../../ledger/past/talk.ts';
import { jw301, jw305, jw307, jw315, retourOf } from '../../ledger/past/write.ts';
import { allocation, asked, never, start, stop } from '../../ledger/stories/conversation.ts';
import type { Parties } from '../../ledger/stories/world.ts';
import { startTestGateway } from '../../support/gateway.ts';
import { caughtUp, figuresOf } from './followed.ts';

let talk: Talk;
let parts: FigureParts;
let pair: Parties;
beforeAll(async () => {
  const gateway = await startTestGateway();
  talk = new Talk(gateway);
  parts = { pool: gateway.store.pool, smallBelow: 50 };
});
afterAll(() => talk.gateway.remove());
beforeEach(async () => {
  pair = await talk.pair();
});

async function figures(): Promise<string[]> {
  await caughtUp(parts);
  return figuresOf(parts.pool, pair.gemeente);
}

describe('what is counted', () => {
  it('is each message of a party, and each product once', async () => {
    await talk.say(jw315(pair, '2024-02-01', asked('R1')));
    await talk.say(jw301(pair, '2024-02-12', allocation('101', { referentieAanbieder: 'R1' })));
    const began = start('101', '2024-03-04');
    await talk.say(jw305(pair, '2024-03-05', began));
    // It was another day: removed, and reported anew.
    await talk.say(jw305(pair, '2024-03-06', never(began)));
    await talk.say(jw305(pair, '2024-03-07', start('101', '2024-03-05')));
    await talk.say(jw307(pair, '2025-02-28', stop('101', '2024-03-05', '2025-02-28', '31')));
    const product = (await figures()).find((one) => one.startsWith('allocated'))?.split(' ')[1];
    expect(product).toMatch(/^\d\d:\w*$/);
    expect(await figures()).toEqual([
      `allocated ${product} small 1`,
      // The answers that the gateway gave are not among them.
      'message JW301 small 1',
      'message JW305 small 3',
      'message JW307 small 1',
      'message JW315 small 1',
      `started ${product} small 1`,
      `stopped ${product} small 1`,
    ]);
  });

  it('is a rule, and not the message, where the gateway refused', async () => {
    const said = await talk.say(jw305(pair, '2024-03-05', start('999', '2024-03-04')));
    expect(said.status).toBe('rejected');
    const found = await figures();
    expect(found).not.toEqual([]);
    for (const one of found) expect(one).toMatch(/^rule \w+ small 1$/);
  });

  it('is a refusal, and not the message, where a party refused', async () => {
    for (const party of [pair.gemeente, pair.aanbieder])
      await talk.party(party, { retourBy: 'party' });
    const xml = jw301(pair, '2024-02-12', allocation('102'));
    await talk.say(xml);
    const recipient = talk.caller(pair.aanbieder);
    const posted = await recipient.post(retourOf(xml, 'JW302', 'refused'));
    await recipient.settled(posted.body.id);
    expect(await figures()).toEqual(['message JW301 small 1', 'refusal without-rule small 1']);
    // The same once more is refused at the door.
    const again = await recipient.post(retourOf(xml, 'JW302', 'approved'));
    expect(again.status).toBe(409);
    expect(await figures()).toEqual([
      'door already-answered small 1',
      'message JW301 small 1',
      'refusal without-rule small 1',
    ]);
    const month = `${dutchDate(new Date()).slice(0, 7)}-01`;
    const both = { municipality: pair.gemeente, provider: pair.aanbieder };
    const by = { ...both, month, byGemeente: false, count: 1 };
    const asked = { municipalities: [pair.gemeente], providers: [pair.aanbieder] };
    const found = await counterpartyFigures(parts.pool, { ...asked, from: month, until: month });
    expect(found.toSorted((one, other) => (one.kind < other.kind ? -1 : 1))).toEqual([
      { ...by, kind: 'answered-twice' },
      { ...by, kind: 'refused' },
      // The gateway found no rule broken.
      { ...by, kind: 'without-rule' },
    ]);
  });
});

test('figures stay when a child is forgotten, and when all is read twice at once', async () => {
  await talk.say(jw301(pair, '2024-02-12', allocation('103')));
  const before = await figures();
  const [child] = await talk.rows<{ id: string }>(
    'select client_id as id from allocation where municipality = $1',
    pair.gemeente,
  );
  await inTransaction(parts.pool, (client) =>
    forgetChild(client, talk.gateway.keys.rows, localCall('test'), child?.id ?? ''),
  );
  await Promise.all([followFigures(parts), followFigures(parts), followFigures(parts, 1)]);
  expect(await figures()).toEqual(before);
});

test('a round that dies halfway has counted nothing, and the next counts all', async () => {
  await talk.say(jw301(pair, '2024-02-12', allocation('104')));
  await caughtUp(parts);
  const ofMessages = (all: readonly string[]) => all.filter((one) => one.startsWith('message '));
  const before = await figures();
  await parts.pool.query(
    "alter table figure add constraint closed check (key <> 'JW301') not valid",
  );
  try {
    await talk.say(jw301(pair, '2024-02-13', allocation('105')));
    await expect(caughtUp(parts)).rejects.toThrow(/closed/);
    // The gateway follows too: what it read in a round before this one may be counted.
    expect(ofMessages(await figuresOf(parts.pool, pair.gemeente))).toEqual(ofMessages(before));
  } finally {
    await parts.pool.query('alter table figure drop constraint closed');
  }
  const after = await figures();
  expect(after).toContain('message JW301 small 2');
  expect(after).toContain('allocated 45:B09P small 2');
});
