import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStore, type Store } from '../../src/store/database.ts';
import { breakDelivery, repairDelivery } from '../operations/support.ts';
import { runtimeUrlOf } from '../support/database.ts';
import { asRuntime, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { amsterdam, ConversionTerminal, diemen, dijk } from './conversion-support.ts';

// The gateway and the commands have the role that owns nothing.
let gateway: TestGateway;
let owner: Store;
let terminal: ConversionTerminal;
beforeAll(async () => {
  gateway = await startTestGateway(asRuntime);
  owner = openStore({ url: gateway.databaseUrl, size: 2 });
  terminal = await ConversionTerminal.open(gateway, runtimeUrlOf(gateway.databaseUrl));
});
afterAll(async () => {
  await terminal?.close();
  await owner?.close();
  await gateway?.remove();
});

test('another SPIC has to be agreed to by the other side, of the version that it sees', async () => {
  const number = await terminal.previewed();
  await terminal.conversion('share', number);
  const csv = terminal.fileOf('before.csv');
  await terminal.conversion('export', number, csv, '--semicolons');
  const other = (newCode: string) =>
    terminal.filledIn(csv, diemen, ({ toewijzingNummer }) =>
      toewijzingNummer === '20032'
        ? { mark: 'anders', newCategorie: '45', newCode, reason: 'zwaarder' }
        : {},
    );
  const agree = () =>
    terminal.filledIn(csv, dijk, ({ toewijzingNummer }) =>
      toewijzingNummer === '20032' ? { mark: 'akkoord' } : {},
    );
  const not = await terminal.mark(number, await other('B02Z'), diemen);
  expect(not).toMatchObject({ code: 1, stdout: '' });
  expect(not.stderr).toMatch(
    /^Row \d+ of the preview: The SPIC that you propose cannot be\. .* in no contract of /,
  );
  expect((await terminal.mark(number, await agree(), dijk)).code).toBe(0);
  expect((await terminal.mark(number, await other('B02P'), diemen)).stdout).toBe(
    `Kept what ${diemen} says of 1 row.\n`,
  );
  const [row] = (await terminal.json('rows', number, '--gemeente-mark', 'changed')).items;
  expect(row).toMatchObject({
    ...{ version: 2, marks: { gemeente: { mark: 'changed' }, aanbieder: null } },
    assessed: { proposal: { product: { code: 'B02P' }, price: { total: 498_000 } } },
  });
  const old = await terminal.mark(number, await agree(), dijk);
  expect(old.stderr).toMatch(/^Row \d+ of the preview: Another SPIC was proposed for this row/);
  expect((await terminal.conversion('commit', number)).stderr).toMatch(/^There is nothing to send/);
  const { stdout } = await terminal.conversion('row', number, String(row.number), '--lang', 'nl');
  expect(stdout).toMatch(/ aanbieder +12345678 +cli:\w+ +1 +agreed /);
  expect(stdout).toMatch(/ gemeente +0384 +cli:\w+ +2 +changed +45 B02P +- +zwaarder$/m);
  // What people said since changes nothing of what it was made of.
  expect((await terminal.conversion('check', number)).code).toBe(0);
});

test('what both sides agreed on is sent, reported, and taken back', async () => {
  const number = await terminal.previewed();
  const nothing = await terminal.conversion('commit', number);
  expect(nothing).toMatchObject({ code: 1, stdout: '' });
  expect(nothing.stderr).toMatch(/^There is nothing to send\./);
  expect((await terminal.conversion('report', number)).stdout).toBe('Nothing was sent yet.\n');
  await terminal.agreed(number, '100467');

  const only = await terminal.conversion('commit', number, '--gemeente', diemen);
  expect(only.code).toBe(1);
  expect(only.stderr).toBe(
    '4 messages to send.\n1 message waits for an answer of the aanbieder.\n',
  );
  expect(only.stdout).toMatch(/^approved +2$/m);
  expect(only.stdout).toMatch(/^0384 +87654321 +2 +1 +0 +1$/m);
  expect(only.stdout).toMatch(
    /^0384 +87654321 +1 +For the JW301 details of this client are missing/m,
  );
  const rest = await terminal.json('commit', number, '--gemeente', amsterdam);
  expect(rest).toMatchObject({
    ...{ conversion: Number(number), commit: { kind: 'commit' }, messages: 6 },
    steps: { approved: 4, sent: 1, 'held-back': 1 },
    why: [{ step: 'held-back', code: 'begins-later', messages: 1 }],
  });
  const listed = await terminal.conversion('commits', number);
  expect(listed.stdout).toMatch(new RegExp(`^${rest.commit.id} +commit +finished +0363 `, 'm'));
  const stopped = await terminal.conversion('stop', number, rest.commit.id);
  expect(stopped.stdout).toBe('It had finished already: nothing was stopped.\n');

  const [row] = (await terminal.json('rows', number, '--step', 'approved', '--gemeente', diemen))
    .items;
  const why = ['--reason', 'by mistake', '--nothing-declared'];
  const back = await terminal.conversion('revert', number, String(row.number), ...why);
  expect(back).toMatchObject({ code: 0, stderr: '1 message to send.\n' });
  expect(back.stdout).toMatch(/^taken back +1$/m);
  const again = await terminal.conversion('revert', number, String(row.number), ...why);
  expect(again.stderr).toMatch(/^This row is not converted\./);

  const report = await terminal.conversion('report', number, '--lang', 'nl');
  expect(report.code).toBe(1);
  expect(report.stdout).toMatch(/^teruggedraaid +1$/m);
  expect(report.stdout).toMatch(/^0363 +87654321 +1 +Deze toewijzing gaat pas in /m);
  expect(await terminal.json('report', number)).toMatchObject({
    ...{ commit: null, messages: 10 },
    steps: { approved: 5, reverted: 1, sent: 2, 'held-back': 2 },
  });
  expect(await terminal.json('report', number, '--commit', rest.commit.id)).toEqual(rest);
  const checked = await terminal.conversion('check', number);
  expect(checked).toMatchObject({ code: 0, stderr: '' });
  expect(checked.stdout).toBe(`Conversion ${number} comes to the same: 13 rows.\n`);
});

test('a message that the gateway cannot process is not waited for', async () => {
  const number = await terminal.previewed();
  await terminal.conversion('share', number);
  const { items } = await terminal.json('rows', number, '--aanbieder', dijk, '--mapped');
  const sound = items.find(
    ({ assessed }: { assessed: { holds: string[] } }) => assessed.holds.length === 0,
  );
  const file = await terminal.written(
    'one.csv',
    'row;version;toewijzingNummer;mark',
    `${sound.number};1;${sound.toewijzingNummer};agreed`,
  );
  for (const party of [sound.gemeente, dijk])
    expect((await terminal.mark(number, file, party)).code).toBe(0);
  await breakDelivery(owner);
  const failed = await terminal.conversion('commit', number);
  await repairDelivery(owner);
  expect(failed.code).toBe(1);
  expect(failed.stdout).toMatch(/^unanswered +1$/m);
  expect(failed.stderr).toMatch(/^1 message to send\.\n1 message could not be processed\. /);
});

test('where no worker runs a commit says so, is kept, and can be stopped', async () => {
  const number = await terminal.previewed();
  await terminal.agreed(number);
  await gateway.stop();
  const begun = await terminal.conversion('commit', number, '--gemeente', diemen);
  expect(begun.code).toBe(0);
  expect(begun.stderr).toMatch(/^\d messages to send\..*\nNo worker runs now: it is kept, /);
  expect(begun.stdout).toMatch(/^waiting +\d$/m);
  const commit = /^commit +(\S+)$/m.exec(begun.stdout)?.[1] as string;
  const stopped = await terminal.conversion('stop', number, commit);
  expect(stopped.stdout).toBe('Stopped: messages whose turn had not come do not go.\n');
  const report = await terminal.conversion('report', number, '--commit', commit);
  expect(report.code).toBe(1);
  expect(report.stdout).toMatch(/^stopped +\d$/m);
  const [listed] = (await terminal.json('commits', number)).items;
  expect(listed).toMatchObject({ id: commit, state: 'stopping' });
  const later = await terminal.conversion('commit', number, '--gemeente', diemen, '--no-watch');
  expect(later).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Begun: commit /) });
});
