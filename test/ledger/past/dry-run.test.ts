import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestGateway } from '../../support/gateway.ts';
import { allocation, asked, start } from '../stories/conversation.ts';
import type { Parties } from '../stories/world.ts';
import { Talk } from './talk.ts';
import { jw301, jw305, jw315, jw319 } from './write.ts';

let talk: Talk;
let yara: Parties;
let ilyas: Parties;
beforeAll(async () => {
  talk = new Talk(await startTestGateway());
  yara = await talk.pair();
  ilyas = { ...yara, bsn: '999934508' };
  await talk.say(jw315(yara, '2024-02-05', asked('R1')));
  await talk.say(jw301(yara, '2024-02-12', allocation('101', { referentieAanbieder: 'R1' })));
  await talk.say(jw305(yara, '2024-03-05', start('101', '2024-03-04')));
});
afterAll(() => talk.gateway.remove());

async function tryOut(party: string, xml: Uint8Array) {
  const response = await fetch(`${talk.gateway.address}/v1/validations`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/xml', ...talk.caller(party).authorization },
    body: xml as RequestInit['body'],
  });
  // biome-ignore lint/suspicious/noExplicitAny: the tests look at what they expect
  const { valid, findings, notAssessed }: any = await response.json();
  return {
    status: response.status,
    valid,
    findings: findings.map(
      ({ rule, element, level, retourCode }: Record<string, string | number>) =>
        `${level} ${rule} ${retourCode} ${element}`,
    ),
    notAssessed,
  };
}

/**
 * Every row of every table, as Postgres has it: also one that was written again shows. Without what the
 * gateway writes by the clock, and without the access log, which has the dry run.
 */
async function everything(): Promise<Record<string, string>> {
  const tables = await talk.rows<{ name: string }>(
    `select format('%I', tablename) as name from pg_tables
    where schemaname = 'public' and tablename not in ('worker_presence', 'ledger_checkpoint')
      and tablename not like 'access_log%' and tablename not like 'event%' and tablename not like 'term%'
      and tablename not like '%figure%' and tablename not like 'hour_%' and tablename not in ('provider_children', 'verification')`,
  );
  expect(tables.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['allocation', 'client', 'data_key', 'ledger_entry', 'message']),
  );
  const found: Record<string, string> = {};
  for (const { name } of tables) {
    const [row] = await talk.rows<{ rows: string }>(
      `select count(*) || ' ' || coalesce(md5(string_agg(t.xmin::text || t.ctid::text, ' '
        order by t.ctid)), '') as rows from ${name} t`,
    );
    found[name] = row?.rows ?? '';
  }
  // They get their numbers, and change, by the clock.
  const [events] = await talk.rows<{ count: string }>(
    'select (select count(*) from event) + (select count(*) from event_fresh) as count',
  );
  found.events = String(events?.count);
  return found;
}

test('what was said before is held against a message of the caller, and nothing changes', async () => {
  const before = await everything();
  const again = jw305(yara, '2024-03-06', start('101', '2024-03-04'), start('102', '2024-03-04'));
  expect(await tryOut(yara.aanbieder, again)).toEqual({
    status: 200,
    valid: false,
    findings: [
      '3 TR074 9074 Client/StartProducten/StartProduct[1]',
      '3 TR326 9326 Client/StartProducten/StartProduct[1]',
      '3 TR019 9019 Client/StartProducten/StartProduct[2]/ToewijzingNummer',
    ],
    notAssessed: [],
  });
  const another = jw301(ilyas, '2024-02-13', allocation('101'));
  expect((await tryOut(yara.gemeente, another)).findings).toEqual([
    '3 TR332 9332 Client/ToegewezenProducten/ToegewezenProduct/ToewijzingNummer',
  ]);
  const answers = jw319(yara, '2024-02-13', 'R1');
  expect((await tryOut(yara.gemeente, answers)).findings).toEqual(['3 TR359 9359 Antwoord']);
  expect(await everything()).toEqual(before);
});

test('a message with nothing wrong may be posted afterwards: trying it out used nothing up', async () => {
  const other = jw315(yara, { day: '2024-04-02', identificatie: 'GEPROBEERD' }, asked('R2'));
  for (let time = 0; time < 2; time++)
    expect(await tryOut(yara.aanbieder, other)).toEqual({
      status: 200,
      valid: true,
      findings: [],
      notAssessed: [],
    });
  expect(await talk.say(other)).toMatchObject({ status: 'accepted', findings: [] });
  // By then it would conflict with itself.
  const afterwards = await tryOut(yara.aanbieder, other);
  expect(afterwards).toMatchObject({ valid: true, findings: [] });
  expect(afterwards.notAssessed).toContain('TR056');
  const another = Buffer.from(String(other).replace('GEPROBEERD', 'GEPROBEERD2'));
  const { findings } = await tryOut(yara.aanbieder, another);
  expect(findings.map((finding: string) => finding.slice(2, 7))).toEqual(['TR374', 'TR347']);
});

test('about a message of another party nothing is revealed: what needs the past is not assessed', async () => {
  await talk.party('87654321');
  const again = jw305(yara, '2024-03-06', start('101', '2024-03-04'));
  const known = await tryOut('87654321', again);
  const findings = ['1 not-your-message undefined Header/Afzender'];
  expect(known).toMatchObject({ valid: false, findings });
  expect(known.notAssessed).toEqual(expect.arrayContaining(['TR019', 'TR056', 'TR074', 'TR326']));
  // The same as of a child of which nothing was ever said.
  const unknown = jw305({ ...yara, bsn: '999900018' }, '2024-03-06', start('101', '2024-03-04'));
  expect(await tryOut('87654321', unknown)).toEqual(known);
  // Its recipient is another, too.
  expect(await tryOut(yara.gemeente, again)).toEqual(known);
});

test('who took over from a party may ask as that party', async () => {
  const pair = await talk.pair();
  await talk.say(jw301(pair, '2024-02-12', allocation('101')));
  await talk.party('87654322');
  await talk.party(pair.aanbieder, { until: '2024-12-31', successor: '87654322' });
  const starts = jw305(pair, '2024-03-05', start('101', '2024-03-04'));
  expect(await tryOut('87654322', starts)).toMatchObject({ valid: true, notAssessed: [] });
});
