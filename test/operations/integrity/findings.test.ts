import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { macOfJudgement } from '../../../src/messages/finding-macs.ts';
import { refuse } from '../../../src/messages/lifecycle/refuse.ts';
import { signFindings, verifyFindings } from '../../../src/operations/integrity/findings.ts';
import { changeMessages } from '../../support/change-messages.ts';
import { type Caller, startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { jw315 } from '../../support/messages.ts';

let gateway: TestGateway;
let aanbieder: Caller;
beforeAll(async () => {
  gateway = await startTestGateway();
  await gateway.party('0363', { retourBy: 'gateway' });
  aanbieder = await gateway.party('12345678');
  // One that is delivered, one that breaks a rule, one that was refused twice.
  for (const body of [jw315(), withFaults()]) {
    const { body: posted } = await aanbieder.post(body);
    await aanbieder.settled(posted.id);
  }
  for (let time = 0; time < 2; time++) await aanbieder.post('<x/>');
}, 60_000);
afterAll(() => gateway?.remove());

/** The help that it asks for begins a century ago. */
function withFaults(): string {
  return jw315().replace(/<[^>]*:Begindatum>[^<]*</, (begin) => begin.replace(/\d{4}/, '1901'));
}

const query = async (text: string, values: unknown[] = []) =>
  (await gateway.store.pool.query(text, values)).rows;
const faults = async () => {
  const found: (readonly [string, string])[] = [];
  for await (const fault of verifyFindings(
    gateway.store.pool,
    gateway.keys.rows,
    async () => undefined,
  ))
    found.push(fault);
  return found;
};
const sign = async () => {
  let signed = 0;
  await signFindings(gateway.store.pool, gateway.keys.rows, (rows) => {
    signed = rows;
  });
  return signed;
};
/** As an earlier version left them. */
const unsign = (columns: readonly string[], where = 'true') => {
  const nothing = columns.map((column) => `${column} = null`).join(', ');
  return changeMessages(gateway.store.pool, `update message set ${nothing} where ${where}`, []);
};

test('what the gateway wrote is as it is signed', async () => {
  const [counts] = await query(`select count(*) filter (where status = 'accepted')::int as accepted,
    count(*) filter (where status = 'rejected' and finding_count > 0)::int as rejected,
    count(*) filter (where status = 'refused')::int as refused,
    (select count(*)::int from request_reference) as requests from message`);
  expect(counts).toMatchObject({ rejected: 1, refused: 1, requests: 2 });
  expect(counts.accepted).toBeGreaterThan(1);
  expect(await faults()).toEqual([]);
  expect(await sign()).toBe(0);
});

test('what an earlier version left is signed once', async () => {
  await unsign(['received_mac', 'judged_mac', 'refusal_mac']);
  expect((await faults()).map(([table]) => table)).toEqual(
    expect.arrayContaining(['message', 'message_finding', 'request_reference']),
  );
  expect(await sign()).toBe(3);
  expect(await faults()).toEqual([]);
  expect(await sign()).toBe(0);
});

test('a finding of the door and those of a judgement are distinguished, also where this version judged it', async () => {
  const [{ id }] = await query(
    `select id from message where status = 'accepted' and not by_gateway`,
  );
  const { rows } = gateway.keys;
  const write = async (finding: string, count: number, mac: Buffer | null) => {
    await unsign(['received_mac', 'judged_mac'], `id = '${id}'`);
    await query('delete from message_finding where message_id = $1', [id]);
    await query(
      `insert into message_finding (message_id, ordinal, rule, path)
      select $1, number, rule, 'Bericht' from unnest($2::text[]) with ordinality one (rule, number)`,
      [id, finding.split(' ').filter(Boolean)],
    );
    await query('update message set finding_count = $2, judged_mac = $3 where id = $1', [
      ...[id, count, mac],
    ]);
    await sign();
    return faults();
  };
  const [{ firstUse }] = await query('select first_use as "firstUse" from message where id = $1', [
    id,
  ]);
  const judged = (...findings: string[]) =>
    macOfJudgement(rows, {
      ...{ id, firstUse, count: findings.length },
      findings: findings.map((rule) => [rule, 'Bericht', null]),
    });
  // Taken by an earlier version, judged by this one.
  expect(await write('unknown-declaratie TR056', 2, judged('TR056'))).toEqual([]);
  expect(await write('unknown-declaratie', 1, judged())).toEqual([]);
  expect(await write('TR056', 1, judged('TR056'))).toEqual([]);
  expect(await write('TR056 TR332', 2, judged('TR332', 'TR056'))).toEqual([
    ['message_finding', id],
  ]);
  expect(await write('unknown-declaratie TR056', 2, null)).toEqual([]);
  expect(await write('', 0, judged())).toEqual([]);
});

test('bytes that are refused again keep what was known of their Header, and what was said with it', async () => {
  const contentHash = createHash('sha256').update(randomUUID()).digest();
  const bytes = Buffer.alloc(32, 1);
  const post = async (code: string, identificatie: string | null) => {
    const facts = {
      ...{ sender: '12345678', contentHash, refusal: { z: 1, code }, identificatie },
      ...{ afzender: identificatie && '12345678', ontvanger: null, dagtekening: null },
    };
    await refuse(gateway.store.pool, gateway.keys.rows, [
      {
        ...{ ...facts, id: randomUUID(), type: null, size: 1, wrappedKey: bytes, sealed: bytes },
        mac: bytes,
        poster: { actor: 'x', actorParty: '12345678', address: null, requestId: null },
      },
    ]);
    const [row] = await query(
      `select refusal ->> 'code' as code, identificatie, refused_count as count from message
      where content_hash = $1`,
      [contentHash],
    );
    expect(await faults()).toEqual([]);
    return row;
  };
  expect(await post('too-complex', null)).toEqual({
    ...{ code: 'too-complex', identificatie: null, count: 1 },
  });
  expect(await post('xsd', 'A1')).toEqual({ code: 'xsd', identificatie: 'A1', count: 2 });
  expect(await post('too-complex', null)).toEqual({ code: 'xsd', identificatie: 'A1', count: 3 });
  expect(await post('no-mandate', 'A1')).toEqual({
    ...{ code: 'no-mandate', identificatie: 'A1', count: 4 },
  });
});
