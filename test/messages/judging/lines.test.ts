import { afterEach, beforeEach, expect, test } from 'vitest';
import { deliver } from '../../../src/messages/judging/deliver.ts';
import { InspectionDispatcher } from '../../../src/messages/judging/inspection-dispatcher.ts';
import { MessageSteps } from '../../../src/messages/judging/steps.ts';
import { sweepOf } from '../../../src/messages/waiting.ts';
import type { Job } from '../../../src/queue/queue.ts';
import { Bell } from '../../../src/store/bell.ts';
import { MasterKey } from '../../../src/store/keys/encryption.ts';
import { KeyRing } from '../../../src/store/keys/keys.ts';
import {
  type Caller,
  standardFiles,
  startTestGateway,
  type TestGateway,
  testEncryptionKey,
} from '../../support/gateway.ts';
import { Random } from '../../support/generate/random.ts';
import { fixture, jw315, jw316, newIdentificatie } from '../../support/messages.ts';

let gateway: TestGateway;
let aanbieder: Caller;
let gemeente: Caller;
let bell: Bell;
let inspections: InspectionDispatcher;
let steps: MessageSteps;
let keys: KeyRing;
let announced: string[];

// An api process accepts and does no steps: each one is done here by hand.
beforeEach(async () => {
  gateway = await startTestGateway({ ROLE: 'api', REDIS_URL: 'redis://127.0.0.1:1' });
  aanbieder = await gateway.party('12345678');
  gemeente = await gateway.party('0363');
  bell = await Bell.open(gateway.store, sweepOf(gateway.store), () => undefined);
  announced = [];
  const queue = { announce: ({ id }: Job) => announced.push(id) };
  const { store } = gateway;
  inspections = await InspectionDispatcher.open(standardFiles);
  keys = await KeyRing.open(store.db, MasterKey.parse(testEncryptionKey));
  steps = new MessageSteps({ store, keys, bell, queue, inspections, onError: () => undefined });
});
afterEach(async () => {
  await inspections.close();
  await bell.close();
  await gateway.remove();
});

async function accepted(caller: Caller, xml: string): Promise<string> {
  const posted = await caller.post(xml);
  expect(posted.status).toBe(202);
  return posted.body.id;
}

const forChild = (bsn: string, wishes = {}) => jw315(wishes).replace('999912008', bsn);

/** Posts what can be answered: its step is done. */
async function arrived(caller: Caller, xml: string): Promise<string> {
  const id = await accepted(caller, xml);
  await steps.step(id);
  expect(await statusOf(id)).toBe('accepted');
  return id;
}

async function statusOf(id: string): Promise<string> {
  const { rows } = await gateway.store.pool.query('select status from message where id = $1', [id]);
  return rows[0].status;
}

async function linesOf(...ids: string[]): Promise<number> {
  const { rows } = await gateway.store.pool.query(
    'select count(distinct line)::int as count from message where id = any($1)',
    [ids],
  );
  return rows[0].count;
}

test('a message waits for the one before it in its line, and is announced when that is done', async () => {
  const first = await accepted(aanbieder, forChild('999912008'));
  const second = await accepted(aanbieder, forChild('999912008'));
  const third = await accepted(aanbieder, forChild('999912008'));
  await steps.step(third);
  await steps.step(second);
  expect([await statusOf(second), await statusOf(third)]).toEqual(['received', 'received']);
  await steps.step(first);
  expect(announced).toEqual([second]);
  await steps.step(second);
  expect(announced).toEqual([second, third]);
  await steps.step(third);
  expect(await statusOf(third)).toBe('accepted');
});

test('a message that is held is not announced again and again, and is found when its turn has come', async () => {
  const dueIn = async (id: string) => {
    const { rows } = await gateway.store.pool.query(
      `select extract(epoch from next_announce_at - now())::float as seconds
        from outbox where id = $1`,
      [id],
    );
    return rows[0].seconds;
  };
  const first = await accepted(aanbieder, forChild('999912008'));
  const second = await accepted(aanbieder, forChild('999912008'));
  await steps.step(second);
  expect(await dueIn(second)).toBeGreaterThan(30);
  // Also when the process dies before it has announced the next one.
  await deliver(gateway.store.pool, keys, first, {
    approved: true,
    findings: [],
    firstUse: false,
    refuses: false,
    notes: [],
  });
  expect(await dueIn(second)).toBeLessThan(10);
});

test('another child, gemeente or aanbieder has a line of its own', async () => {
  await gateway.party('0479');
  const other = await gateway.party('87654321');
  const held = [
    await accepted(aanbieder, forChild('999912008')),
    await accepted(aanbieder, forChild('999934508')),
    await accepted(aanbieder, forChild('999912008', { ontvanger: '0479' })),
    await accepted(other, forChild('999912008', { afzender: '87654321' })),
  ];
  for (const id of held.reverse()) {
    await steps.step(id);
    expect(await statusOf(id)).toBe('accepted');
  }
});

test('all that is said about one child by the two parties is in one line', async () => {
  const requested = { identificatie: newIdentificatie() };
  const allocated = { identificatie: newIdentificatie() };
  const answered = { identificatie: newIdentificatie() };
  const ids = [
    await arrived(aanbieder, fixture('conversation/01-JW315.xml', requested)),
    await arrived(gemeente, fixture('conversation/02-JW316.xml', requested)),
    // It names no child: it is in the line of the request that it answers.
    await arrived(gemeente, fixture('conversation/03-JW319.xml', answered)),
    await arrived(aanbieder, fixture('conversation/04-JW320.xml', answered)),
    await arrived(gemeente, fixture('conversation/05-JW301.xml', allocated)),
    await accepted(aanbieder, fixture('conversation/06-JW302.xml', allocated)),
    await accepted(
      aanbieder,
      fixture('conversation/07-JW305.xml', { identificatie: newIdentificatie() }),
    ),
    await accepted(
      aanbieder,
      fixture('conversation/09-JW307.xml', { identificatie: newIdentificatie() }),
    ),
  ];
  expect(await linesOf(...ids)).toBe(1);
});

test('an answer to what is not in the mailbox yet is refused, and taken when it is', async () => {
  const header = { identificatie: newIdentificatie() };
  const id = await accepted(aanbieder, forChild('999912008', header));
  expect(await gemeente.post(jw316(header))).toMatchObject({
    status: 409,
    body: { type: '/docs/problems/not-delivered' },
  });
  await steps.step(id);
  await accepted(gemeente, jw316(header));
});

test('answers to a request that the gateway does not know stay in order among themselves', async () => {
  const ids = [];
  for (let n = 0; n < 2; n++)
    ids.push(
      await accepted(
        gemeente,
        fixture('conversation/03-JW319.xml', { identificatie: newIdentificatie() }),
      ),
    );
  expect(await linesOf(...ids)).toBe(1);
});

test('declarations and their answers have one line for each pair of parties', async () => {
  const header = { afzender: '12345678', ontvanger: '0363', dagtekening: '2024-04-02' };
  const declared = { ...header, identificatie: newIdentificatie() };
  const ids = [
    await arrived(aanbieder, fixture('JW323/valid-complete.xml', declared)),
    await accepted(
      aanbieder,
      fixture('JW323/valid-only-a-credit.xml', { ...header, identificatie: newIdentificatie() }),
    ),
    await accepted(
      gemeente,
      fixture('JW325/valid-complete.xml', {
        afzender: '0363',
        ontvanger: '12345678',
        identificatie: newIdentificatie(),
        declaratieIdentificatie: declared.identificatie,
        declaratieDagtekening: header.dagtekening,
      }),
    ),
  ];
  expect(await linesOf(...ids)).toBe(1);
});

test('a failed message holds its own line and nobody else', async () => {
  const failing = await accepted(aanbieder, forChild('999912008'));
  const held = await accepted(aanbieder, forChild('999912008'));
  const free = await accepted(aanbieder, forChild('999934508'));
  await gateway.store.pool.query(
    'alter table mailbox_entry add constraint broken check (false) not valid',
  );
  await steps.step(failing);
  await gateway.store.pool.query('alter table mailbox_entry drop constraint broken');
  await steps.step(held);
  await steps.step(free);
  expect(await Promise.all([failing, held, free].map(statusOf))).toEqual([
    'failed',
    'received',
    'accepted',
  ]);
});

test('a line cannot be derived from the database alone, and holds no BSN', async () => {
  const id = await accepted(aanbieder, forChild('999912008'));
  const { rows } = await gateway.store.pool.query('select * from request_reference');
  expect(rows).toHaveLength(1);
  const { rows: lines } = await gateway.store.pool.query('select line from message where id = $1', [
    id,
  ]);
  expect(lines[0].line).toHaveLength(32);
  expect(JSON.stringify(rows)).not.toContain('DIJK-2024-0117');
});

const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 32));

test(`whatever the order in which steps are tried, no line is overtaken (seed ${seed})`, async () => {
  const random = new Random(seed);
  const children = ['999912008', '999934508', '999990019', '999990020', '999990032'];
  const posted: { id: string; child: string }[] = [];
  for (let n = 0; n < 60; n++) {
    const child = children[n % children.length] as string;
    const header = { identificatie: newIdentificatie() };
    // Its answer is in the same line and goes to the other mailbox.
    if (n < children.length) {
      posted.push({ id: await arrived(aanbieder, forChild(child, header)), child });
      posted.push({ id: await accepted(gemeente, jw316(header)), child });
    } else posted.push({ id: await accepted(aanbieder, forChild(child, header)), child });
  }
  const waiting = new Set(posted.map(({ id }) => id));
  for (const { id } of posted) if ((await statusOf(id)) === 'accepted') waiting.delete(id);
  const runner = async () => {
    while (waiting.size > 0) {
      const ids = [...waiting];
      const id = ids[random.below(ids.length)] as string;
      await steps.step(id);
      if ((await statusOf(id)) === 'accepted') waiting.delete(id);
    }
  };
  await Promise.all(Array.from({ length: 4 }, runner));
  const { rows } = await gateway.store.pool.query<{ id: string }>(
    'select id from message order by accepted_at, id',
  );
  for (const child of children) {
    const own = new Set(posted.filter((message) => message.child === child).map(({ id }) => id));
    expect(rows.map(({ id }) => id).filter((id) => own.has(id))).toEqual([...own]);
  }
});
