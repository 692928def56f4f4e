import { randomUUIDv7 } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { designatedBy, designators } from '../../../src/parties/designations/acting.ts';
import {
  type DesignationWish,
  giveDesignation,
  listDesignations,
  withdrawDesignation,
} from '../../../src/parties/designations/designations.ts';
import { signedDesignation } from '../../../src/parties/designations/signed.ts';
import { patchParty, putParty } from '../../../src/parties/directory/parties.ts';
import { giveMandate } from '../../../src/parties/mandates/mandates.ts';
import { type Call, localCall } from '../../../src/parties/principal.ts';
import { errorCode } from '../../../src/store/database.ts';
import { makeStore } from '../../support/database.ts';
import { changeSigned, macsOf } from '../../support/macs.ts';

const [amsterdam, purmerend, beemster, schermer] = ['0363', '0439', '0370', '0458'] as const;
const dijk = '12345678';
const house = '00000003123456780000';
const office = '00000001234567890000';
const another = '00000001234567890001';
let store: Awaited<ReturnType<typeof makeStore>>;

beforeAll(async () => {
  store = await makeStore();
  for (const [code, kind] of [
    [amsterdam, 'gemeente'],
    [purmerend, 'gemeente'],
    [beemster, 'gemeente'],
    [schermer, 'gemeente'],
    [dijk, 'aanbieder'],
    [house, 'software-house'],
    [office, 'regional-office'],
    [another, 'regional-office'],
  ] as const)
    await putParty(store.db, await macsOf(store.db), localCall('test'), { code, kind, name: code });
});
afterAll(() => store.drop());
beforeEach(async () => {
  await store.pool.query(
    `alter table designation disable trigger designation_stays; delete from designation`,
  );
  for (const code of [purmerend, beemster, schermer]) await endOn(code, null);
});

function callOf(party: string): Call {
  const credential = { name: `key of ${party}`, keyId: null };
  const role = party === office ? 'contract-manager' : 'party';
  const principal = { role, credential, party, actsFor: [party] } as const;
  return { principal, address: '192.0.2.1', requestId: null };
}

const give = async (wish: Partial<DesignationWish> = {}, gemeente: string = amsterdam) =>
  giveDesignation(store.db, await macsOf(store.db), callOf(gemeente), gemeente, {
    ...{ office, ...wish },
  });
const withdraw = async (party: string, id: string) =>
  withdrawDesignation(store.db, await macsOf(store.db), callOf(party), party, id);
const list = async (party: string, query = {}) =>
  listDesignations(store.db, await macsOf(store.db), party, { limit: 100, ...query });
const acting = async (at?: Date, who = office) =>
  [...(await designatedBy(store.db, await macsOf(store.db), who, at))].sort();
const hoursFromNow = (hours: number) => new Date(Date.now() + hours * 3_600_000);
const endOn = async (code: string, until: string | null, successor: string | null = null) =>
  patchParty(store.db, await macsOf(store.db), localCall('test'), code, { until, successor });

describe('for which gemeenten an office acts', () => {
  test('is for who designates it, from then on, until either side withdraws it', async () => {
    expect(await acting()).toEqual([]);
    for (const side of [amsterdam, office]) {
      const { designation, created } = await give();
      expect(created).toBe(true);
      expect(designation).toEqual({
        ...{ id: expect.any(String), gemeente: amsterdam, office },
        ...{ from: expect.any(Date), until: null, givenAt: expect.any(Date), withdrawnAt: null },
        active: true,
      });
      expect(await acting()).toEqual([amsterdam]);
      expect(await acting(undefined, another)).toEqual([]);
      const withdrawn = await withdraw(side, designation.id);
      expect(withdrawn).toMatchObject({ active: false, withdrawnAt: expect.any(Date) });
      expect(withdrawn.role).toBe(side === office ? 'received' : 'given');
      expect(await acting()).toEqual([]);
      expect((await withdraw(office, designation.id)).withdrawnAt).toEqual(withdrawn.withdrawnAt);
    }
    const { designation } = await give();
    for (const [party, id] of [
      [purmerend, designation.id],
      [another, designation.id],
      [amsterdam, randomUUIDv7()],
    ] as const)
      await expect(withdraw(party, id)).rejects.toMatchObject({ code: 'not-found' });
    expect(await acting()).toEqual([amsterdam]);
  });

  test('is by the day: neither before one begins, nor after it is over', async () => {
    await give({ from: hoursFromNow(1), until: hoursFromNow(2) });
    await give({ until: hoursFromNow(3) }, purmerend);
    expect(await acting()).toEqual([purmerend]);
    expect(await acting(hoursFromNow(1.5))).toEqual([amsterdam, purmerend]);
    expect(await acting(hoursFromNow(2.5))).toEqual([purmerend]);
    expect(await acting(hoursFromNow(4))).toEqual([]);
    expect(await acting(hoursFromNow(-1))).toEqual([]);
    const macs = await macsOf(store.db);
    const over = `valid_until = now() - interval '1 second', valid_from = '2020-01-01'`;
    await changeSigned(store.pool, macs, signedDesignation, over, `gemeente = '${purmerend}'`);
    expect(await acting()).toEqual([]);
    expect(await acting(new Date('2021-01-01T00:00:00Z'))).toEqual([purmerend]);
  });

  test('of a moment in the past knows what was withdrawn since', async () => {
    const { designation } = await give({ from: hoursFromNow(-2) });
    await withdraw(office, designation.id);
    expect(await acting()).toEqual([]);
    expect(await acting(hoursFromNow(-1))).toEqual([amsterdam]);
    expect(await acting(hoursFromNow(1))).toEqual([]);
  });

  test('does not go on when a gemeente ended: what it designated ends with it', async () => {
    await give({ from: new Date('2020-01-01T00:00:00Z') }, beemster);
    await endOn(beemster, '2021-12-31', purmerend);
    expect(await acting()).toEqual([]);
    // Its last day, in the Netherlands.
    expect(await acting(new Date('2021-12-31T22:59:59Z'))).toEqual([beemster]);
    expect(await acting(new Date('2021-12-31T23:00:00Z'))).toEqual([]);
    expect((await list(beemster)).items).toMatchObject([{ active: false }]);
    await expect(give({}, beemster)).rejects.toMatchObject({ code: 'party-ended' });
  });

  test('of a successor stands for those that it succeeded, once they ended', async () => {
    await give({ from: new Date('2020-01-01T00:00:00Z') }, purmerend);
    await endOn(beemster, '2021-12-31', purmerend);
    await endOn(schermer, '2020-12-31', beemster);
    expect(await acting()).toEqual([beemster, purmerend, schermer]);
    expect(await acting(new Date('2021-06-01T00:00:00Z'))).toEqual([purmerend]);
    // Schermer ended, and Beemster, which stands for it, did not designate.
    expect(await acting(new Date('2020-06-01T00:00:00Z'))).toEqual([purmerend]);
    await endOn(beemster, '2999-12-31', purmerend);
    expect(await acting()).toEqual([purmerend]);
  });

  test('says until when: as long as the last of those that hold', async () => {
    const [soon, later] = [hoursFromNow(1), hoursFromNow(2)];
    await endOn(beemster, '2021-12-31', purmerend);
    await give({ until: soon }, purmerend);
    await give({ until: later }, purmerend);
    await give({ until: later });
    await give();
    const found = await designators(store.db, await macsOf(store.db), office);
    expect(found).toEqual([
      { gemeente: amsterdam, until: null },
      { gemeente: beemster, until: later },
      { gemeente: purmerend, until: later },
    ]);
    const macs = await macsOf(store.db);
    const actsFor = async (who: string, gemeente: string, at?: Date) =>
      (await designatedBy(store.db, macs, who, at)).has(gemeente);
    expect(await actsFor(office, beemster)).toBe(true);
    expect(await actsFor(office, beemster, hoursFromNow(3))).toBe(false);
    expect(await actsFor(another, beemster)).toBe(false);
    expect(await actsFor(office, schermer)).toBe(false);
  });

  test('that was changed by hand is not believed', async () => {
    await give({ until: hoursFromNow(1) });
    await endOn(beemster, '2021-12-31', amsterdam);
    expect(await acting()).toEqual([beemster, amsterdam].sort());
    const rows: [string, string][] = [
      ['designation', "update designation set valid_until = '2999-01-01'"],
      ['designation', `update designation set gemeente = '${purmerend}'`],
      ['designation', `update designation set office = '${another}'`],
      ['party', `update party set name = 'x' where code = '${office}'`],
      [
        'party',
        `update party set successor = '${amsterdam}', until = '2020-01-01'
        where code = '${schermer}'`,
      ],
    ];
    for (const [table, change] of rows) {
      const who = change.includes(another) ? another : office;
      await store.pool.query('create table kept as select * from designation');
      await store.pool.query('create table kept_party as select * from party');
      await store.pool.query(change);
      await expect(acting(undefined, who), change).rejects.toMatchObject({
        ...{ code: 'row-not-believed', table },
      });
      await store.pool.query(`delete from designation; insert into designation table kept;
        update party set name = kept.name, successor = kept.successor, until = kept.until
        from kept_party kept where kept.code = party.code;
        drop table kept, kept_party`);
    }
    expect(await acting()).toEqual([amsterdam, beemster]);
    // One that was never given. (Without any MAC it would be believed until the first start has signed all.)
    await store.pool.query(
      `insert into designation (id, office, gemeente, valid_from, given_by, mac)
      values (uuidv7(), $1, $2, '2020-01-01', 'somebody', sha256('mac'))`,
      [office, purmerend],
    );
    await expect(acting()).rejects.toMatchObject({ table: signedDesignation.name });
    await expect(list(office)).rejects.toMatchObject({ table: signedDesignation.name });
  });
});

describe('giving the same twice', () => {
  test('gives it once, so that withdrawing it ends it', async () => {
    const { designation } = await give();
    expect(await give()).toEqual({ designation, created: false });
    const named = { from: hoursFromNow(1), until: hoursFromNow(2) };
    const timed = await give(named);
    expect((await give(named)).designation.id).toBe(timed.designation.id);
    await give({ office: another });
    await give({}, purmerend);
    expect((await list(amsterdam)).items).toHaveLength(3);
    await withdraw(amsterdam, designation.id);
    expect((await give()).created).toBe(true);
  });

  test('at once by many gives it once too', async () => {
    for (let round = 1; round <= 5; round++) {
      const wish = { until: hoursFromNow(round) };
      const made = await Promise.all(Array.from({ length: 8 }, () => give(wish)));
      expect(new Set(made.map(({ designation }) => designation.id)).size).toBe(1);
      expect(made.filter(({ created }) => created)).toHaveLength(1);
    }
  });
});

test('the access log has both, once, from both sides; and neither when it did not happen', async () => {
  await store.pool.query('delete from access_log_fresh');
  const until = hoursFromNow(3);
  const { designation } = await give({ until });
  await give({ until });
  await withdraw(office, designation.id);
  await withdraw(amsterdam, designation.id);
  await expect(give({ until: hoursFromNow(-1) })).rejects.toThrow();
  const { rows } = await store.pool.query(
    `select action, actor, role, actor_party, party, counterparty, detail::json as detail
    from access_log_fresh order by id`,
  );
  const about = { party: amsterdam, counterparty: office };
  const { id: designationId, from } = designation;
  expect(rows).toEqual([
    {
      ...{ action: 'give-designation', actor: `key of ${amsterdam}`, role: 'party' },
      ...{ actor_party: amsterdam, ...about },
      detail: { designationId, from: from.toISOString(), until: until.toISOString() },
    },
    {
      ...{ action: 'withdraw-designation', actor: `key of ${office}`, role: 'contract-manager' },
      ...{ actor_party: office, ...about },
      detail: { designationId },
    },
  ]);
  await store.pool.query(
    'alter table access_log_fresh add constraint broken check (false) not valid',
  );
  try {
    await expect(give()).rejects.toThrow();
  } finally {
    await store.pool.query('alter table access_log_fresh drop constraint broken');
  }
  expect(await acting()).toEqual([]);
});

test('what cannot be a designation is refused, and says why', async () => {
  const refused = [
    [{ office: '00000009999999990000' }, 'unknown-party'],
    [{ office: house }, 'designation-kind'],
    [{ office: dijk }, 'designation-kind'],
    [{ office: purmerend }, 'designation-kind'],
    [{ office: amsterdam }, 'designation-kind'],
    [{ until: new Date() }, 'designation-period'],
    [{ from: hoursFromNow(2), until: hoursFromNow(1) }, 'designation-period'],
    [{ from: hoursFromNow(-3), until: hoursFromNow(-2) }, 'designation-period'],
  ] as const;
  for (const [wish, code] of refused)
    await expect(give(wish), JSON.stringify(wish)).rejects.toMatchObject({ code });
  await expect(give({}, '0999')).rejects.toMatchObject({ code: 'not-found' });
  await expect(list('0999')).rejects.toMatchObject({ code: 'not-found' });
  for (const giver of [dijk, house, another])
    await expect(give({}, giver), giver).rejects.toMatchObject({
      ...{ code: 'designation-kind', details: { params: { party: giver } } },
    });
  const wish = { mandatary: office, messageTypes: ['JW315'] } as const;
  await expect(
    giveMandate(store.db, await macsOf(store.db), callOf(dijk), dijk, wish),
  ).rejects.toMatchObject({ code: 'mandate-to-regional-office' });
});

test('the database itself holds what a designation is, and what becomes of it', async () => {
  const { designation } = await give();
  const insert = (change: object) => {
    const row = { office: 'office', gemeente: 'gemeente', valid_until: 'valid_until', ...change };
    return store.pool.query(
      `insert into designation (id, office, gemeente, valid_until, valid_from, given_by)
      select uuidv7(), ${row.office}, ${row.gemeente}, ${row.valid_until}, valid_from, given_by
      from designation where id = $1`,
      [designation.id],
    );
  };
  const refusals: [object, string][] = [
    [{}, '23505'],
    [{ office: `'${dijk}'` }, '23514'],
    [{ office: `'00000009999999990000'` }, '23503'],
    [{ gemeente: `'${dijk}'` }, '23514'],
    [{ gemeente: "'0999'" }, '23503'],
    [{ valid_until: 'valid_from' }, '23514'],
  ];
  for (const [change, code] of refusals)
    expect(errorCode(await insert(change).catch((error) => error)), JSON.stringify(change)).toBe(
      code,
    );
  await withdraw(amsterdam, designation.id);
  await store.pool.query('alter table designation enable trigger designation_stays');
  for (const statement of [
    'update designation set revision = revision - 1, withdrawn_at = null, withdrawn_by = null',
    'update designation set id = uuidv7()',
    'delete from designation',
    'truncate designation',
    `update party set kind = 'software-house' where code = '${office}'`,
  ])
    expect(errorCode(await store.pool.query(statement).catch((error) => error)), statement).toBe(
      '23001',
    );
});

test('a regional office has no mailbox, last day or successor, and stays what it is', async () => {
  const { rows } = await store.pool.query('select party_code from mailbox order by 1');
  expect(rows.map(({ party_code: code }) => code)).toEqual(
    [amsterdam, purmerend, beemster, schermer, dijk].sort(),
  );
  const put = async (change: object) =>
    putParty(store.db, await macsOf(store.db), localCall('test'), {
      ...{ code: office, kind: 'regional-office', name: office },
      ...change,
    });
  const refused: [object, string][] = [
    [{ until: '2030-12-31' }, 'no-succession'],
    [{ kind: 'software-house' }, 'party-kind-fixed'],
    [{ kind: 'gemeente' }, 'party-kind'],
    [{ code: amsterdam }, 'party-kind'],
    [{ code: dijk }, 'party-kind'],
    [{ code: house }, 'party-kind-fixed'],
  ];
  for (const [change, code] of refused)
    await expect(put(change), JSON.stringify(change)).rejects.toMatchObject({ code });
  await expect(endOn(amsterdam, '2030-12-31', office)).rejects.toMatchObject({
    code: 'unknown-successor',
  });
  expect((await put({ name: 'Inkoopteam' })).party.name).toBe('Inkoopteam');
});

test('who has many reads them page by page, in the order in which they were given', async () => {
  const given: string[] = [];
  for (let n = 0; n < 7; n++)
    given.push(
      (await give({ until: hoursFromNow(n + 1) }, n % 2 === 0 ? amsterdam : purmerend)).designation
        .id,
    );
  await withdraw(office, given[0] ?? '');
  const read = async (party: string, query = {}) => {
    const ids: string[] = [];
    for (let after: string | undefined; ; ) {
      const page = await list(party, { limit: 2, ...query, ...(after && { after }) });
      ids.push(...page.items.map(({ id }) => id));
      after = page.next;
      if (after === undefined) return ids;
    }
  };
  expect(await read(office)).toEqual(given);
  expect(await read(office, { active: true })).toEqual(given.slice(1));
  expect(await read(office, { role: 'given' })).toEqual([]);
  expect(await read(amsterdam)).toEqual(given.filter((_, n) => n % 2 === 0));
  expect(await read(amsterdam, { active: false })).toEqual(given.slice(0, 1));
});
