import { randomUUIDv7 } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { putParty } from '../../../src/parties/directory/parties.ts';
import {
  giveMandate,
  listMandates,
  type MandateWish,
  withdrawMandate,
} from '../../../src/parties/mandates/mandates.ts';
import { signedMandate } from '../../../src/parties/mandates/signed.ts';
import { type Call, localCall } from '../../../src/parties/principal.ts';
import { errorCode } from '../../../src/store/database.ts';
import { makeStore } from '../../support/database.ts';
import { changeSigned, macsOf } from '../../support/macs.ts';

const dijk = '12345678';
const wal = '12345679';
const house = '00000003123456780000';
let store: Awaited<ReturnType<typeof makeStore>>;

beforeAll(async () => {
  store = await makeStore();
  for (const [code, kind] of [
    [dijk, 'aanbieder'],
    [wal, 'aanbieder'],
    [house, 'software-house'],
  ] as const)
    await putParty(store.db, await macsOf(store.db), localCall('test'), {
      ...{ code, kind, name: code, until: null, successor: null },
    });
});
afterAll(() => store.drop());
beforeEach(() =>
  store.pool.query(`alter table mandate disable trigger mandate_stays; delete from mandate`),
);

function callOf(party: string): Call {
  const credential = { name: `key of ${party}`, keyId: null };
  const principal = { role: 'party', credential, party, actsFor: [party] } as const;
  return { principal, address: '192.0.2.1', requestId: null };
}

const give = async (wish: Partial<MandateWish> = {}, party = dijk) =>
  giveMandate(store.db, await macsOf(store.db), callOf(party), party, {
    mandatary: house,
    messageTypes: ['JW315', 'JW305'],
    ...wish,
  });
const list = async (party: string, query = {}) =>
  listMandates(store.db, await macsOf(store.db), party, { limit: 100, ...query });
const hoursFromNow = (hours: number) => new Date(Date.now() + hours * 3_600_000);

async function logged(): Promise<object[]> {
  const { rows } = await store.pool.query(
    `select action, actor, actor_party, party, counterparty, mandate_id, detail::json as detail
    from access_log_fresh where action like '%mandate' order by id`,
  );
  return rows;
}

test('a mandate holds from when it is given until it is withdrawn, for the types that it names', async () => {
  const { mandate, created } = await give();
  expect(created).toBe(true);
  expect(mandate).toEqual({
    id: expect.any(String),
    party: dijk,
    mandatary: house,
    messageTypes: ['JW305', 'JW315'],
    from: expect.any(Date),
    until: null,
    givenAt: expect.any(Date),
    withdrawnAt: null,
    active: true,
  });
  const withdrawn = await withdrawMandate(
    store.db,
    await macsOf(store.db),
    callOf(dijk),
    dijk,
    mandate.id,
  );
  expect(withdrawn).toMatchObject({ active: false, withdrawnAt: expect.any(Date), role: 'given' });
});

test('one that is to begin, or is over, does not hold', async () => {
  const later = await give({ from: hoursFromNow(1) });
  expect(later.mandate.active).toBe(false);
  const past = await give({ from: hoursFromNow(-2), until: hoursFromNow(1) });
  expect(past.mandate.active).toBe(true);
  const over = `valid_until = now() - interval '1 second'`;
  const macs = await macsOf(store.db);
  await changeSigned(store.pool, macs, signedMandate, over, `id = '${past.mandate.id}'`);
  expect((await list(house, { active: true })).items).toHaveLength(0);
  expect((await list(house, { active: false })).items).toHaveLength(2);
});

describe('giving the same twice', () => {
  test('gives it once, so that withdrawing it ends it', async () => {
    const first = await give();
    const again = await give({ messageTypes: ['JW305', 'JW315', 'JW305'] });
    expect(again).toEqual({ mandate: first.mandate, created: false });
    const named = { from: hoursFromNow(1), until: hoursFromNow(2) };
    const timed = await give(named);
    expect((await give(named)).mandate.id).toBe(timed.mandate.id);
    expect((await list(dijk)).items).toHaveLength(2);
  });

  test('at once by many gives it once too', async () => {
    for (let round = 1; round <= 10; round++) {
      const wish = { until: hoursFromNow(round) };
      const made = await Promise.all(Array.from({ length: 8 }, () => give(wish)));
      expect(new Set(made.map(({ mandate }) => mandate.id)).size).toBe(1);
      expect(made.filter(({ created }) => created)).toHaveLength(1);
    }
  });

  test('after it was withdrawn gives a new one', async () => {
    const { mandate } = await give();
    await withdrawMandate(store.db, await macsOf(store.db), callOf(dijk), dijk, mandate.id);
    const again = await give();
    expect(again.created).toBe(true);
    expect(again.mandate.id).not.toBe(mandate.id);
  });

  test('differs by a type, a time or a mandatary: such mandates exist beside each other', async () => {
    await give();
    await give({ messageTypes: ['JW315'] });
    await give({ until: hoursFromNow(1) });
    await give({ mandatary: wal });
    expect((await list(dijk, { active: true })).items).toHaveLength(4);
  });
});

test('withdrawing from either side ends it for good; repeating it keeps the first moment', async () => {
  for (const side of [dijk, house]) {
    const { mandate } = await give();
    const withdrawn = await withdrawMandate(
      store.db,
      await macsOf(store.db),
      callOf(side),
      side,
      mandate.id,
    );
    expect(withdrawn.withdrawnAt).not.toBeNull();
    for (const other of [dijk, house])
      expect(
        (await withdrawMandate(store.db, await macsOf(store.db), callOf(other), other, mandate.id))
          .withdrawnAt,
      ).toEqual(withdrawn.withdrawnAt);
  }
  const { mandate } = await give();
  for (const [party, id] of [
    [wal, mandate.id],
    [dijk, randomUUIDv7()],
  ] as const)
    await expect(
      withdrawMandate(store.db, await macsOf(store.db), callOf(party), party, id),
    ).rejects.toMatchObject({
      code: 'not-found',
    });
});

test('the access log has both, once, from both sides; and neither when it did not happen', async () => {
  await store.pool.query('delete from access_log_fresh');
  const until = hoursFromNow(3);
  const { mandate } = await give({ until });
  await give({ until });
  await withdrawMandate(store.db, await macsOf(store.db), callOf(house), house, mandate.id);
  await withdrawMandate(store.db, await macsOf(store.db), callOf(dijk), dijk, mandate.id);
  await expect(give({ mandatary: '99999999' })).rejects.toMatchObject({ code: 'unknown-party' });
  await expect(give({ until: hoursFromNow(-1) })).rejects.toMatchObject({ code: 'mandate-period' });
  const { id: mandateId, from } = mandate;
  const about = { party: dijk, counterparty: house, mandate_id: null };
  expect(await logged()).toEqual([
    {
      action: 'give-mandate',
      ...{ actor: `key of ${dijk}`, actor_party: dijk, ...about },
      detail: {
        mandateId,
        messageTypes: ['JW305', 'JW315'],
        from: from.toISOString(),
        until: until.toISOString(),
      },
    },
    {
      action: 'withdraw-mandate',
      ...{ actor: `key of ${house}`, actor_party: house, ...about },
      detail: { mandateId },
    },
  ]);
});

test('a mandate whose row of the access log cannot be written is not given, nor withdrawn', async () => {
  const { mandate } = await give();
  await store.pool.query(
    'alter table access_log_fresh add constraint broken check (false) not valid',
  );
  try {
    await expect(give({ mandatary: wal })).rejects.toThrow();
    await expect(
      withdrawMandate(store.db, await macsOf(store.db), callOf(dijk), dijk, mandate.id),
    ).rejects.toThrow();
  } finally {
    await store.pool.query('alter table access_log_fresh drop constraint broken');
  }
  expect((await list(dijk)).items).toMatchObject([{ id: mandate.id, withdrawnAt: null }]);
});

test('what cannot be a mandate is refused, and says why', async () => {
  const refused = [
    [{ mandatary: dijk }, 'mandate-to-itself'],
    [{ mandatary: '99999999' }, 'unknown-party'],
    [{ until: new Date() }, 'mandate-period'],
    [{ from: hoursFromNow(2), until: hoursFromNow(2) }, 'mandate-period'],
    [{ from: hoursFromNow(2), until: hoursFromNow(1) }, 'mandate-period'],
    [{ from: hoursFromNow(-3), until: hoursFromNow(-2) }, 'mandate-period'],
  ] as const;
  for (const [wish, code] of refused)
    await expect(give(wish), code).rejects.toMatchObject({ code });
  await expect(give({}, '99999999')).rejects.toMatchObject({ code: 'not-found' });
  await expect(list('99999999')).rejects.toMatchObject({ code: 'not-found' });
});

test('the database itself holds what a mandate is', async () => {
  const { mandate } = await give();
  const insert = (columns: string) =>
    store.pool.query(
      `insert into mandate (id, mandatary, party, message_types, valid_from, valid_until, given_by)
      select gen_random_uuid(), mandatary, party, message_types, valid_from, valid_until, given_by
      from (select ${columns} from mandate where id = $1) wish`,
      [mandate.id],
    );
  const row = {
    mandatary: 'mandatary',
    party: 'party',
    message_types: 'message_types',
    valid_from: 'valid_from',
    valid_until: 'valid_until',
    given_by: 'given_by',
  };
  const refusals: [Partial<typeof row>, string][] = [
    [{}, '23505'],
    [{ mandatary: 'party' }, '23514'],
    [{ party: 'mandatary', mandatary: 'party' }, '23514'],
    [{ message_types: "'{}'::text[]" }, '23514'],
    [{ message_types: "array['JW999']" }, '23514'],
    [{ message_types: 'array[null]::text[]' }, '23514'],
    [{ valid_until: 'valid_from' }, '23514'],
    [{ mandatary: "'87654321'" }, '23503'],
  ];
  for (const [change, code] of refusals) {
    const columns = Object.entries({ ...row, ...change }).map(([name, is]) => `${is} as ${name}`);
    const error = await insert(columns.join(', ')).catch((error) => error);
    expect(errorCode(error), JSON.stringify(change)).toBe(code);
  }
  await insert(
    Object.entries({ ...row, message_types: "array['JW323']" })
      .map(([name, is]) => `${is} as ${name}`)
      .join(', '),
  );
});

test('a software house has no mailbox, last day or successor, and nobody ends in one', async () => {
  const { rows } = await store.pool.query('select party_code from mailbox order by 1');
  expect(rows.map(({ party_code }) => party_code)).toEqual([dijk, wal]);
  const oin = '00000003876543210000';
  const made = {
    code: oin,
    kind: 'software-house',
    name: 'x',
    until: null,
    successor: null,
  } as const;
  const put = async (change: object) =>
    putParty(store.db, await macsOf(store.db), localCall('test'), { ...made, ...change });
  for (const change of [{ until: '2030-12-31' }, { until: '2030-12-31', successor: house }])
    await expect(put(change)).rejects.toMatchObject({ code: 'no-succession' });
  await expect(put({ kind: 'aanbieder' })).rejects.toMatchObject({ code: 'party-kind' });
  await expect(put({ code: wal, kind: 'software-house' })).rejects.toMatchObject({
    code: 'party-kind',
  });
  await expect(
    put({ code: wal, kind: 'aanbieder', until: '2030-12-31', successor: house }),
  ).rejects.toMatchObject({ code: 'unknown-successor' });
  for (const statement of [
    `insert into mailbox (party_code) values ('${house}')`,
    `update party set until = '2030-12-31' where code = '${house}'`,
  ])
    expect(errorCode(await store.pool.query(statement).catch((error) => error))).toBe('23514');
});

test('who has many reads them page by page, in the order in which they were given', async () => {
  const given: string[] = [];
  for (let n = 0; n < 7; n++) {
    const party = n % 2 === 0 ? dijk : wal;
    given.push((await give({ until: hoursFromNow(n + 1) }, party)).mandate.id);
  }
  const read = async (party: string, query = {}) => {
    const ids: string[] = [];
    for (let after: string | undefined; ; ) {
      const page = await list(party, { limit: 2, ...query, ...(after && { after }) });
      ids.push(...page.items.map(({ id }) => id));
      after = page.next;
      if (after === undefined) return ids;
    }
  };
  expect(await read(house)).toEqual(given);
  expect(await read(dijk)).toEqual(given.filter((_, n) => n % 2 === 0));
  const received = (await give({ mandatary: dijk }, wal)).mandate.id;
  expect(await read(dijk, { role: 'received' })).toEqual([received]);
  expect(await read(dijk, { role: 'given' })).toEqual(given.filter((_, n) => n % 2 === 0));
  expect((await list(dijk)).items.at(-1)).toMatchObject({ id: received, role: 'received' });
});
