import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestGateway } from '../../support/gateway.ts';
import { allocation, asked, decided, start, yara } from '../stories/conversation.ts';
import { Talk } from './talk.ts';
import { jw301, jw305, jw315, jw319 } from './write.ts';

// Beemster (0370) went over into Purmerend (0439) on 1 January 2022.
const beemster = { ...yara, gemeente: '0370' };
const purmerend = { ...yara, gemeente: '0439' };
const year = { ingangsdatum: '2021-07-01', einddatum: '2022-06-30' };
const atBeemster = allocation('101', { ...year, toewijzingsdatum: '2021-06-14' });

let talk: Talk;
beforeAll(async () => {
  talk = new Talk(await startTestGateway());
  await talk.party(yara.aanbieder);
  await talk.party('0370');
  await talk.party('0439');
  const approved = { status: 'accepted', findings: [] };
  expect(await talk.say(jw301(beemster, '2021-06-14', atBeemster))).toMatchObject(approved);
  const later = { toewijzingIngangsdatum: '2021-11-01', toewijzingEinddatum: '2022-06-30' };
  const other = { product: { categorie: '46', code: 'C07I' }, ...later };
  expect(await talk.say(jw315(beemster, '2021-10-01', asked('R1', other)))).toMatchObject(approved);
  await talk.party('0370', { until: '2021-12-31', successor: '0439' });
});
afterAll(() => talk.gateway.remove());

const approved = { status: 'accepted', findings: [], codes: [] };

test('a start on an allocation of the predecessor is approved, and noted by the successor', async () => {
  const starts = jw305(purmerend, '2022-01-11', start('101', '2022-01-10'));
  expect(await talk.say(starts)).toMatchObject(approved);
  expect(await talk.entries('0439')).toEqual(['started 101']);
  expect(await talk.entries('0370')).toEqual(['allocated 101', 'requested']);
});

test('the successor changes it; what the predecessor said stays as it was', async () => {
  const longer = decided('2022-05-02', atBeemster, {
    einddatum: '2022-12-31',
    redenWijziging: '04',
  });
  expect(await talk.say(jw301(purmerend, '2022-05-02', longer))).toMatchObject(approved);
  expect((await talk.entries('0439')).at(-1)).toBe('changed 101');
  expect(await talk.allocations('0439')).toEqual(['101 allocated 2021-07-01 to 2022-12-31']);
  expect(await talk.allocations('0370')).toEqual(['101 allocated 2021-07-01 to 2022-06-30']);
});

test('its number is not for another child (TR332)', async () => {
  const ilyas = { ...purmerend, bsn: '999934508' };
  expect(await talk.say(jw301(ilyas, '2022-05-03', atBeemster))).toMatchObject({
    status: 'rejected',
    codes: ['9332'],
  });
});

test('a request to the predecessor is answered by the successor, and open until then', async () => {
  const again = jw315(purmerend, '2022-02-01', asked('R2'));
  expect(await talk.say(again)).toMatchObject({ status: 'rejected', codes: ['9374'] });
  expect(await talk.say(jw319(purmerend, '2022-02-02', 'R1'))).toMatchObject(approved);
  expect(await talk.say(jw319(purmerend, '2022-02-03', 'R1'))).toMatchObject({
    status: 'rejected',
    codes: ['9365'],
  });
  expect(await talk.say(jw315(purmerend, '2022-02-04', asked('R2')))).toMatchObject(approved);
  const requests = await talk.rows(
    `select municipality, type, owns_reference as owns, answers from request
    order by municipality, answers`,
  );
  expect(requests).toEqual([
    { municipality: '0370', type: 'JW315', owns: true, answers: [] },
    { municipality: '0439', type: 'JW315', owns: true, answers: [] },
    { municipality: '0439', type: null, owns: false, answers: ['1'] },
  ]);
});

test('the chains of both are whole, and the tables agree with them', async () => {
  await talk.expectSoundLedger();
});
