import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadContracts } from '../../../src/ledger/contracts/import.ts';
import { localCall } from '../../../src/parties/principal.ts';
import { decisionsOf } from '../../../src/standard/answers/decisions.ts';
import type { BerichtOf } from '../../../src/standard/messages/berichten.ts';
import { parseBericht } from '../../../src/standard/messages/parse.ts';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { Talk } from '../past/talk.ts';
import { children, jw301 } from '../past/write.ts';
import { type Allocation, allocation } from '../stories/conversation.ts';
import { allIsKnown } from './complete.ts';
import { type Declaratie, type Declared, declaratie, jw323, jw323Of, jw325 } from './writing.ts';

/* The gateway decides on declarations in the name of a gemeente: by the rules, at once, and with what follows from it. */

let gateway: TestGateway;
let talk: Talk;
const [anna, bram] = children(2) as [string, string];
beforeAll(async () => {
  gateway = await startTestGateway();
  talk = new Talk(gateway);
});
afterAll(() => gateway.remove());

type Parties = { readonly gemeente: string; readonly aanbieder: string };

const year = { ingangsdatum: '2024-01-01', einddatum: '2024-12-31' };

/** Money in total over the whole allocation, of 2024. */
function total(nummer: string, cents: number): Allocation {
  const omvang = { volume: String(cents), eenheid: '83', frequentie: '6' };
  return allocation(nummer, { omvang, ...year });
}

/** Two parties of which all is known, with an allocation of Anna and perhaps one of Bram; the gateway decides. */
async function between(
  ofAnna: Allocation,
  { ofBram, ...more }: { readonly ofBram?: Allocation; readonly level3?: 'advise' } = {},
): Promise<Parties> {
  const parties = await talk.pair({ gemeente: { declarations: 'gateway', ...more } });
  await allIsKnown(gateway, parties);
  const children = [[anna, ofAnna] as const, ...(ofBram ? [[bram, ofBram] as const] : [])];
  for (const [bsn, allocated] of children) {
    const { status, findings } = await talk.say(
      jw301({ ...parties, bsn }, '2024-02-12', allocated),
    );
    expect({ status, findings: status === 'accepted' ? [] : findings }).toEqual({
      ...{ status: 'accepted', findings: [] },
    });
  }
  return parties;
}

/** What an aanbieder gets for a declaration. */
interface Answered {
  /** Of the JW323. */
  readonly id: string;
  readonly status: string;
  /** Of the JW325. */
  readonly answerId: string;
  readonly answer: BerichtOf<'JW325'>;
  /** TotaalToegekendBedrag, below nothing for a credit. */
  readonly granted: number | undefined;
  /** RetourCodes that refuse, as `A1 9322`. */
  readonly refused: readonly string[];
}

async function declare(one: Declaratie): Promise<Answered> {
  const { id, status } = await talk.say(jw323(one));
  const aanbieder = talk.caller(one.aanbieder);
  const { body } = await aanbieder.get(`/v1/messages/${id}`);
  const answerId = body.links.answer?.href.split('/').at(-1);
  expect(answerId, JSON.stringify(body)).toBeDefined();
  const bytes = await aanbieder.content(answerId);
  const answer = parseBericht('JW325', bytes) as BerichtOf<'JW325'>;
  const { totaalToegekendBedrag: sum } = answer.declaratieAntwoord ?? {};
  const refused = decisionsOf(jw323Of(one), answer).flatMap(({ prestatie, retourCodes }) =>
    retourCodes.map((code) => `${prestatie.productReferentie.referentieNummer} ${code}`),
  );
  const granted = sum && Number(sum.totaalBedrag) * (sum.debetCredit === 'C' ? -1 : 1);
  return { id, status, answerId, answer, granted, refused };
}

/** What the ledger says that a message decided, as `granted 1200`, in the order of the chain. */
async function entriesOf(messageId: string): Promise<string[]> {
  const rows = await talk.rows<{ words: string }>(
    `select kind || ' ' || amount_cents as words from ledger_entry where message_id = $1
    order by chain_number`,
    messageId,
  );
  return rows.map(({ words }) => words);
}

const one = (referentie: string, bedrag: number, more: Partial<Declared> = {}): Declared => ({
  ...{ bsn: anna, referentie, bedrag, nummer: '101' },
  ...more,
});

test('all that a declaration asks is granted at once, and both have it', async () => {
  const parties = await between(total('101', 100_000), { ofBram: total('102', 500) });
  const said = declaratie(parties, [
    one('A1', 60_000),
    one('B1', 500, { bsn: bram, nummer: '102' }),
  ]);
  const { id, status, answer, answerId, granted, refused } = await declare(said);
  expect({ status, granted, refused }).toEqual({
    status: 'accepted',
    granted: 60_500,
    refused: [],
  });
  expect(answer.declaratieAntwoord?.retourCodes?.retourCode).toEqual(['8001']);
  expect(await entriesOf(id)).toEqual([]);
  expect(await entriesOf(answerId)).toEqual(['granted 60000', 'granted 500']);
  expect(await talk.mailbox(parties.gemeente)).toEqual(['JW302', 'JW302', 'JW323']);
  expect(await talk.mailbox(parties.aanbieder)).toEqual(['JW301', 'JW301', 'JW325']);
  // The gemeente reads both.
  const gemeente = talk.caller(parties.gemeente);
  const { body } = await gemeente.get(`/v1/messages/${id}`);
  expect(body.links.answer.href).toContain(answerId);
  expect((await gemeente.content(id)).toString()).toBe(jw323(said).toString());
  expect((await gemeente.content(answerId)).toString()).toContain('8001');
  await talk.expectSoundLedger();
});

test('what a rule refuses is refused, and the rest is granted', async () => {
  const parties = await between(total('101', 100_000));
  const { id, status, answerId, answer, granted, refused } = await declare(
    declaratie(parties, [
      one('A1', 60_000),
      one('A2', 60_000, { maand: '2024-01' }),
      one('B1', 70, { bsn: bram, nummer: '999' }),
      one('A3', 40_000, { maand: '2024-02' }),
    ]),
  );
  expect(status).toBe('accepted');
  expect(granted).toBe(100_000);
  expect(refused.filter((word) => word.startsWith('A'))).toEqual(['A2 9322']);
  expect(answer.declaratieAntwoord?.clienten?.client.length).toBe(2);
  expect(await entriesOf(answerId)).toEqual([
    ...['refusedPerformance 60000', 'refusedPerformance 70'],
    ...['granted 60000', 'granted 40000'],
  ]);
  // Both see why: what refuses has its code.
  for (const party of [parties.gemeente, parties.aanbieder]) {
    const { body } = await talk.caller(party).get(`/v1/messages/${id}`);
    const codes = body.findings.map(({ rule, retourCode }: Record<string, string>) => [
      rule,
      retourCode,
    ]);
    expect(codes).toContainEqual(['TR322', '9322']);
  }
  await talk.expectSoundLedger();
});

test('an answer of the gemeente itself comes too late, and learns so', async () => {
  const parties = await between(total('101', 100_000));
  const said = declaratie(parties, [one('A1', 60_000)]);
  const { answerId } = await declare(said);
  const { status, body } = await talk.caller(parties.gemeente).post(jw325(said, ['A1']));
  expect([status, body.type]).toEqual([409, '/docs/problems/answered-by-gateway']);
  expect(await entriesOf(answerId)).toEqual(['granted 60000']);
});

describe('worked examples', () => {
  test('70/30 of a SPIC, and its correction in one month', async () => {
    const parties = await between(total('101', 543_215), { ofBram: total('102', 543_215) });
    const first = await declare(declaratie(parties, [one('D1', 380_251)]));
    expect(first.granted).toBe(380_251);
    const last = one('D2', 162_965, { maand: '2024-02' });
    const beyond = await declare(declaratie(parties, [last]));
    expect(beyond).toMatchObject({ granted: 0, refused: ['D2 9322'] });
    const rest = { ...last, referentie: 'D3', bedrag: 162_964 };
    const fits = await declare(declaratie(parties, [rest]));
    expect(fits).toMatchObject({ granted: 162_964, refused: [] });
    // Start and stop turned out to be in one month.
    const other = { bsn: bram, nummer: '102', maand: '2024-02' };
    await declare(declaratie(parties, [one('E1', 380_251, other)]));
    const second = await declare(declaratie(parties, [one('E2', 543_215, other)]));
    expect(second.granted).toBe(0);
    expect(second.refused).toContain('E2 9389');
    const corrected = await declare(
      declaratie(parties, [
        one('E3', 543_215, other),
        one('E4', 380_251, { ...other, vorig: 'E1' }),
      ]),
    );
    expect(corrected).toMatchObject({ granted: 162_964, refused: [] });
    expect(corrected.answer.declaratieAntwoord?.totaalToegekendBedrag).toEqual({
      ...{ totaalBedrag: '162964', debetCredit: 'D' },
    });
    expect(await entriesOf(corrected.answerId)).toEqual(['credited -380251', 'granted 543215']);
    const again = await declare(
      declaratie(parties, [one('E5', 380_251, { ...other, vorig: 'E1' })]),
    );
    expect(again.refused).toContain('E5 9390');
    await talk.expectSoundLedger();
  });

  test('minutes of an hourly tariff are rounded once, over all of them', async () => {
    const omvang = { volume: '100', eenheid: '04', frequentie: '6' };
    const parties = await between(allocation('101', { omvang, ...year }));
    const lines = [
      'contract;aanbieder;gemeenten;begin;end;categorie;code;tariff;eenheid',
      `M-1;${parties.aanbieder};${parties.gemeente};2024-01-01;2025-12-31;45;B09P;95,50;04`,
    ].join('\n');
    await loadContracts(
      gateway.store.pool,
      gateway.keys.rows,
      localCall('test'),
      Buffer.from(lines),
      {
        mayLoad: 'all',
      },
    );
    const minutes = { geleverd: 50, eenheid: '01', tarief: 159 };
    const short = await declare(declaratie(parties, [one('F1', 7950, { volume: minutes })]));
    expect(short).toMatchObject({ granted: 0, refused: ['F1 9346'] });
    const right = await declare(declaratie(parties, [one('F2', 7958, { volume: minutes })]));
    expect(right).toMatchObject({ granted: 7958, refused: [] });
  });
});

test('while not all that was declared is known, rules that need it tell it and refuse nothing', async () => {
  const parties = await talk.pair({ gemeente: { declarations: 'gateway' } });
  await talk.say(jw301({ ...parties, bsn: anna }, '2024-02-12', total('101', 100)));
  const { id, granted, refused } = await declare(declaratie(parties, [one('A1', 60_000)]));
  expect({ granted, refused }).toEqual({ granted: 60_000, refused: [] });
  const { body } = await talk.caller(parties.gemeente).get(`/v1/messages/${id}`);
  const found = body.findings.find(({ rule }: { rule: string }) => rule === 'TR322');
  expect(found).toBeDefined();
  expect(found).not.toHaveProperty('retourCode');
});

test('where level 3 is advice, it refuses nothing', async () => {
  const parties = await between(total('101', 100), { level3: 'advise' });
  const { granted, refused } = await declare(declaratie(parties, [one('A1', 60_000)]));
  expect({ granted, refused }).toEqual({ granted: 60_000, refused: [] });
});

test('a fault in the declaration as a whole: it counts as never sent, and its number is free', async () => {
  const parties = await between(total('101', 100_000));
  const nummer = 'TWICE';
  await declare(declaratie(parties, [one('A1', 1)], { nummer }));
  const again = await declare(
    declaratie(parties, [one('A2', 2, { maand: '2024-02' })], { nummer }),
  );
  expect(again).toMatchObject({ status: 'rejected', granted: 0, refused: ['A2 9333'] });
  expect(await entriesOf(again.answerId)).toEqual([]);
  expect(await talk.mailbox(parties.gemeente)).toEqual(['JW302', 'JW323']);
});

test('a gemeente that answers itself again decides on what comes after', async () => {
  const parties = await between(total('101', 100_000));
  await declare(declaratie(parties, [one('A1', 1)]));
  await talk.party(parties.gemeente, { declarations: 'party' });
  const said = declaratie(parties, [one('A1', 2, { maand: '2024-02' })]);
  const { id, status, findings } = await talk.say(jw323(said));
  expect(status).toBe('accepted');
  expect(findings.map((word) => word.split(' ')[0])).toContain('TR314');
  expect(await entriesOf(id)).toEqual(['declared 2']);
});

test('a fault within the declaration, or in its Header: the JW325 is that alone', async () => {
  const parties = await between(total('101', 100_000));
  // DeclaratieDagtekening lies before the end of this month.
  const within = await declare(declaratie(parties, [one('A1', 1)], { maand: '2024-05' }));
  expect(within).toMatchObject({ status: 'rejected', granted: undefined, refused: ['A1 0001'] });
  const said = declaratie(parties, [one('A1', 1)]);
  expect((await declare(said)).status).toBe('accepted');
  const { identificatie } = said;
  const again = await declare(declaratie(parties, [one('A2', 2)], { identificatie }));
  expect(again).toMatchObject({ status: 'rejected', granted: undefined, refused: ['A2 9056'] });
  expect(await entriesOf(again.answerId)).toEqual([]);
  expect(await talk.mailbox(parties.gemeente)).toEqual(['JW302', 'JW323']);
});

test('a declaration of thousands of Prestaties, of which nearly all are refused', async () => {
  const parties = await between(total('101', 100_000));
  const prestaties = children(1000).flatMap((bsn, index) =>
    ['2024-01', '2024-02', '2024-03'].map((maand) =>
      one(`M${index} ${maand}`, 10, { bsn, maand, nummer: bsn === anna ? '101' : `9${index}` }),
    ),
  );
  const { status, answer, answerId, granted } = await declare(declaratie(parties, prestaties));
  expect({ status, granted }).toEqual({ status: 'accepted', granted: 30 });
  expect(answer.declaratieAntwoord?.clienten?.client.length).toBe(999);
  const entries = await entriesOf(answerId);
  expect(entries.filter((word) => word === 'refusedPerformance 10')).toHaveLength(2997);
  expect(entries.filter((word) => word === 'granted 10')).toHaveLength(3);
}, 240_000);
