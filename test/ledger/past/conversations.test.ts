import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startTestGateway } from '../../support/gateway.ts';
import { fixture } from '../../support/messages.ts';
import { allocation, asked, decided, never, start, stop } from '../stories/conversation.ts';
import type { Parties } from '../stories/world.ts';
import { Talk } from './talk.ts';
import { jw301, jw305, jw307, jw315, jw319 } from './write.ts';

// The stories themselves are in test/ledger/stories: here they go through the whole gateway.
let talk: Talk;
let yara: Parties;
let ilyas: Parties;
beforeAll(async () => {
  talk = new Talk(await startTestGateway());
});
afterAll(() => talk.gateway.remove());
beforeEach(async () => {
  yara = await talk.pair();
  ilyas = { ...yara, bsn: '999934508' };
});

const approved = { status: 'accepted', findings: [], codes: [] };

describe('a request', () => {
  test('is allocated at once; a JW319 after the JW301 is refused with 9359', async () => {
    expect(await talk.say(jw315(yara, '2024-02-05', asked('R1')))).toMatchObject(approved);
    const honours = allocation('101', { referentieAanbieder: 'R1' });
    const allocates = await talk.say(jw301(yara, '2024-02-12', honours));
    expect(allocates).toMatchObject(approved);
    expect(await talk.entries(yara.gemeente)).toEqual(['requested', 'allocated 101']);

    const answers = await talk.say(jw319(yara, '2024-02-13', 'R1'));
    expect(answers).toMatchObject({
      status: 'rejected',
      findings: ['TR359 Antwoord'],
      codes: ['9359'],
    });
    // Nothing of what is refused reaches the ledger, or its recipient.
    expect(await talk.entries(yara.gemeente)).toEqual(['requested', 'allocated 101']);
    expect(await talk.mailbox(yara.aanbieder)).toEqual(['JW316', 'JW301']);
    expect(await talk.mailbox(yara.gemeente)).toEqual(['JW315', 'JW302', 'JW320']);

    expect(await talk.allocations(yara.gemeente)).toEqual([
      '101 allocated 2024-03-01 to 2025-02-28',
    ]);
    expect(
      await talk.rows(
        'select type, answers, honoured, owns_reference from request where municipality = $1',
        yara.gemeente,
      ),
    ).toEqual([{ type: 'JW315', answers: [], honoured: true, owns_reference: true }]);
    const links = await talk.rows(
      'select kind, message_id from ledger_entry where municipality = $1',
      yara.gemeente,
    );
    expect(links).toContainEqual({ kind: 'allocated', message_id: allocates.id });
  });

  test('is investigated and refused; what follows under its reference is refused', async () => {
    await talk.say(jw315(yara, '2024-02-01', asked('R1')));
    const investigates = jw319(yara, '2024-02-06', 'R1', 'under investigation');
    expect(await talk.say(investigates)).toMatchObject(approved);
    expect(await talk.say(jw319(yara, '2024-02-20', 'R1'))).toMatchObject(approved);
    expect(await talk.say(jw319(yara, '2024-02-21', 'R1'))).toMatchObject({
      status: 'rejected',
      codes: ['9365'],
    });
    expect(await talk.say(jw315(yara, '2024-02-22', asked('R1')))).toMatchObject({
      status: 'rejected',
      codes: ['9347'],
    });
    expect(
      await talk.rows(
        'select answers, honoured from request where municipality = $1',
        yara.gemeente,
      ),
    ).toEqual([{ answers: ['2', '1'], honoured: false }]);
    expect(await talk.entries(yara.gemeente)).toEqual(['requested', 'answered', 'answered']);
  });

  test('while one is open is refused with 9374, and may be made of another child', async () => {
    await talk.say(jw315(yara, '2024-02-01', asked('R1')));
    const again = await talk.say(jw315(yara, '2024-02-05', asked('R2')));
    expect(again).toMatchObject({
      status: 'rejected',
      findings: ['TR374 Client'],
      codes: ['9374'],
    });
    expect(await talk.say(jw315(ilyas, '2024-02-05', asked('R3')))).toMatchObject(approved);
    await talk.say(jw319(yara, '2024-02-06', 'R1'));
    // R2 was refused, so it was never used.
    expect(await talk.say(jw315(yara, '2024-02-07', asked('R2')))).toMatchObject(approved);
  });

  test('that nobody made cannot be answered: 9355', async () => {
    expect(await talk.say(jw319(yara, '2024-02-13', 'R9'))).toMatchObject({
      status: 'rejected',
      codes: ['9355'],
    });
    expect(await talk.entries(yara.gemeente)).toEqual([]);
  });
});

describe('help', () => {
  beforeEach(async () => {
    expect(await talk.say(jw301(yara, '2024-02-12', allocation('101')))).toMatchObject(approved);
  });

  test('starts, stops for a while and stops; its start cannot be taken back then', async () => {
    const first = start('101', '2024-03-04');
    expect(await talk.say(jw305(yara, '2024-03-05', first))).toMatchObject(approved);
    const pause = stop('101', '2024-03-04', '2024-06-30', '20');
    expect(await talk.say(jw307(yara, '2024-07-01', pause))).toMatchObject(approved);
    expect(await talk.say(jw305(yara, '2024-07-02', never(first)))).toMatchObject({
      status: 'rejected',
      findings: ['TR071 Client/StartProducten/StartProduct'],
      codes: ['9071'],
    });
    const end = stop('101', '2024-03-04', '2024-08-31', '31');
    expect(await talk.say(jw307(yara, '2024-09-02', end))).toMatchObject(approved);
    expect(await talk.entries(yara.gemeente)).toEqual([
      'allocated 101',
      'started 101',
      'stopped 101',
      'stopped 101',
    ]);
    expect(
      await talk.rows(
        `select kind, ordinal, end_date, reason, removed from delivery
        where municipality = $1 order by 1, 2`,
        yara.gemeente,
      ),
    ).toEqual([
      { kind: 'start', ordinal: 1, end_date: null, reason: null, removed: false },
      { kind: 'stop', ordinal: 1, end_date: '2024-06-30', reason: '20', removed: false },
      { kind: 'stop', ordinal: 2, end_date: '2024-08-31', reason: '31', removed: false },
    ]);
  });

  test('whose start is taken back and sent again in one message', async () => {
    const wrong = start('101', '2024-03-04');
    await talk.say(jw305(yara, '2024-03-05', wrong));
    const right = start('101', '2024-03-11');
    expect(await talk.say(jw305(yara, '2024-03-12', right, never(wrong)))).toMatchObject(approved);
    expect(
      await talk.rows(
        'select begin_date, removed from delivery where municipality = $1 order by ordinal',
        yara.gemeente,
      ),
    ).toEqual([
      { begin_date: '2024-03-04', removed: true },
      { begin_date: '2024-03-11', removed: false },
    ]);
    expect((await talk.entries(yara.gemeente)).slice(1)).toEqual([
      'started 101',
      'startRemoved 101',
      'started 101',
    ]);
  });

  test('on a number of another child is refused with 9019', async () => {
    expect(await talk.say(jw305(ilyas, '2024-03-05', start('101', '2024-03-04')))).toMatchObject({
      status: 'rejected',
      codes: ['9019'],
    });
  });
});

describe('an allocation', () => {
  const first = allocation('101');

  test('that a later JW301 forgets stays as it is, and the municipality is warned', async () => {
    await talk.say(jw301(yara, '2024-02-12', first));
    const other = allocation('102', { product: { categorie: '46', code: 'C07I' } });
    const forgets = await talk.say(jw301(yara, '2024-03-20', other));
    expect(forgets).toMatchObject({
      status: 'accepted',
      findings: ['allocation-forgotten Client/ToegewezenProducten'],
      codes: [],
    });
    const { body } = await talk.caller(yara.gemeente).get(`/v1/messages/${forgets.id}`);
    expect(body.findingCount).toBe(1);
    expect(body.findings[0].message).toContain('Name every current allocation');
    expect(body.findings[0]).not.toHaveProperty('retourCode');
    expect(await talk.allocations(yara.gemeente)).toEqual([
      '101 allocated 2024-03-01 to 2025-02-28',
      '102 allocated 2024-03-01 to 2025-02-28',
    ]);
  });

  test('is extended and deleted; what is repeated unchanged is noted once', async () => {
    await talk.say(jw301(yara, '2024-02-12', first));
    const longer = decided('2024-11-01', first, { einddatum: '2025-08-31', redenWijziging: '04' });
    expect(await talk.say(jw301(yara, '2024-11-01', longer))).toMatchObject(approved);
    expect(await talk.say(jw301(yara, '2024-11-02', longer))).toMatchObject(approved);
    expect(await talk.allocations(yara.gemeente)).toEqual([
      '101 allocated 2024-03-01 to 2025-08-31',
    ]);
    const gone = decided('2024-11-03', longer, {
      einddatum: first.ingangsdatum,
      redenWijziging: '13',
    });
    expect(await talk.say(jw301(yara, '2024-11-03', gone))).toMatchObject(approved);
    expect(await talk.allocations(yara.gemeente)).toEqual(['101 deleted 2024-03-01 to 2024-03-01']);
    expect(await talk.entries(yara.gemeente)).toEqual([
      'allocated 101',
      'changed 101',
      'deleted 101',
    ]);
  });

  test('of another child has its number, also at another provider: 9332', async () => {
    const other = await talk.pair();
    await talk.say(jw301(yara, '2024-02-12', first));
    for (const parties of [ilyas, { ...yara, aanbieder: other.aanbieder }])
      expect(await talk.say(jw301(parties, '2024-02-13', first))).toMatchObject({
        status: 'rejected',
        codes: ['9332'],
      });
    expect(await talk.entries(yara.gemeente)).toEqual(['allocated 101']);
  });
});

test('an Identificatie is used up by a message that was refused, too: 9056', async () => {
  const identificatie = 'EERDER';
  const refused = await talk.say(
    jw305(yara, { day: '2024-03-05', identificatie }, start('9', '2024-03-04')),
  );
  expect(refused.status).toBe('rejected');
  await talk.say(jw301(yara, { day: '2024-03-06', identificatie }, allocation('101')));
  const again = { day: '2024-03-07', identificatie };
  expect(await talk.say(jw305(yara, again, start('101', '2024-03-04')))).toMatchObject({
    status: 'rejected',
    findings: ['TR056 Header/BerichtIdentificatie/Identificatie'],
  });
  expect(await talk.entries(yara.gemeente)).toEqual(['allocated 101']);
});

test('so it is of a declaration: the second JW323 is answered with 9056', async () => {
  const { gemeente: ontvanger, aanbieder: afzender } = yara;
  const header = { afzender, ontvanger, identificatie: 'DECLARATIE' };
  const declares = (dagtekening: string) =>
    Buffer.from(fixture('JW323/valid-complete.xml', { ...header, dagtekening }));
  expect(await talk.say(declares('2024-04-02'))).toMatchObject({ status: 'accepted' });
  expect(await talk.say(declares('2024-04-03'))).toMatchObject({
    status: 'rejected',
    codes: ['9056'],
  });
  expect(await talk.mailbox(yara.gemeente)).toEqual(['JW323']);
});

test('personal data is in no row, no log line and no finding', async () => {
  const honours = allocation('101', {
    referentieAanbieder: 'GEHEIM-1',
    commentaar: 'Vertrouwelijk',
  });
  await talk.say(jw315(yara, '2024-02-05', asked('GEHEIM-1')));
  await talk.say(jw301(yara, '2024-02-12', honours));
  await talk.say(jw301(ilyas, '2024-02-13', honours));
  const tables = ['ledger_entry', 'allocation', 'request', 'delivery', 'client', 'message_finding'];
  const kept = await Promise.all(
    tables.map((table) => talk.rows(`select to_jsonb(${table}) as row from ${table}`)),
  );
  const shown = JSON.stringify(kept) + talk.gateway.logged.join();
  for (const value of [yara.bsn, ilyas.bsn, 'GEHEIM', 'Vertrouwelijk', 'Amrani'])
    expect(shown).not.toContain(value);
});

test('after all this the chains are whole, and the tables agree with them', async () => {
  await talk.expectSoundLedger();
});
