import { randomUUID, randomUUIDv7 } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { sealBatch } from '../../src/parties/access-log/seal.ts';
import { signedNote } from '../../src/parties/access-log/signed.ts';
import { MasterKey } from '../../src/store/keys/encryption.ts';
import { KeyRing } from '../../src/store/keys/keys.ts';
import { TestWorker } from '../ledger/past/workers.ts';
import { children, jw301, jw315 } from '../ledger/past/write.ts';
import { allocation, asked } from '../ledger/stories/conversation.ts';
import { makePreview } from './conversions.ts';
import { plantDraft } from './drafts.ts';
import { type Caller, startTestGateway, type TestGateway, testEncryptionKey } from './gateway.ts';
import { plantGoal } from './goals.ts';
import { plantSignal } from './signals.ts';
import { plantCounts, plantTerm } from './terms.ts';
import { WatchedPostgres } from './watched-postgres.ts';

export const amsterdam = '0363';
export const dijk = '12345678';
/** Codes of the outsiders. */
export const outsiders = {
  'another aanbieder': '12345679',
  'another gemeente': '0518',
  'a software house without a mandate': '00000003123456780000',
  'a party that has ended': '0415',
  'the successor of another': '0431',
  'a mandatary whose mandate is over': '00000003123456790000',
  'a contract manager of others': '00000001234567890000',
} as const;

/** What a call may name, of another or of nobody. */
export interface Subject {
  readonly bsn: string;
  readonly number: string;
  readonly reference: string;
  readonly identificatie: string;
  readonly party: string;
  readonly message: string;
  readonly allocation: string;
  readonly client: string;
  readonly key: string;
  readonly mandate: string;
  readonly designation: string;
  readonly contract: string;
  readonly term: string;
  readonly draft: string;
  readonly signal: string;
  readonly goal: string;
  /** The number of a preview. */
  readonly conversion: string;
}

/** Asks again while the machine is busy with something else. */
export async function notBusy<T extends { readonly status: number }>(
  ask: () => Promise<T>,
): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (answer.status !== 503) return answer;
    await sleep(500);
  }
}

const newSignals = '(select id from signal where reported_at > (select at from filled))';
/** SQL: takes signals back that were reported since. */
const forgetSignals = [
  ...['signal', 'signal_municipality', 'signal_child', 'signal_text'].map(
    (table) => `alter table ${table} disable trigger user`,
  ),
  `delete from data_key where id in ${newSignals}`,
  ...['signal_municipality', 'signal_child', 'signal_text'].map(
    (table) => `delete from ${table} where signal_id in ${newSignals}`,
  ),
  'delete from signal where reported_at > (select at from filled)',
];

/** A child that Amsterdam and De Dijk know, all that is known of it, and six who have nothing to do with it. */
export class OutsiderWorld implements AsyncDisposable {
  readonly postgres: WatchedPostgres;
  readonly gateway: TestGateway;
  readonly worker: TestWorker;
  /** The names of the statements of its steps. */
  readonly asked: string[];
  readonly callers = new Map<string, Caller>();
  /** What there is of the child. */
  known!: Subject;
  /** As many things that there are not. */
  readonly unknown: Subject;
  /** Children whom Amsterdam and De Dijk know too, and as many whom nobody knows. */
  readonly more: { readonly known: string[]; readonly unknown: string[] } = {
    known: [],
    unknown: [],
  };

  static async make(): Promise<OutsiderWorld> {
    const postgres = await WatchedPostgres.start();
    const gateway = await startTestGateway({
      DATABASE_URL: postgres.url,
      // Steps are done by the worker of the test, when it says so.
      ROLE: 'api',
      REDIS_URL: 'redis://127.0.0.1:1',
    });
    const asked: string[] = [];
    const worker = await TestWorker.open(postgres.url, (name = 'unnamed') => void asked.push(name));
    const world = new OutsiderWorld(postgres, gateway, worker, asked);
    await world.#fill();
    postgres.listen(gateway.store.pool);
    return world;
  }

  private constructor(
    postgres: WatchedPostgres,
    gateway: TestGateway,
    worker: TestWorker,
    asked: string[],
  ) {
    this.postgres = postgres;
    this.gateway = gateway;
    this.worker = worker;
    this.asked = asked;
    const [, bsn = ''] = children(2);
    this.unknown = {
      ...{ bsn, number: '901', reference: 'R9', identificatie: 'NOOIT0001', party: '0998' },
      ...{ message: randomUUID(), allocation: randomUUID(), client: randomUUID() },
      ...{ key: randomUUID(), mandate: randomUUID(), designation: randomUUID() },
      ...{ contract: randomUUID(), term: randomUUID(), draft: randomUUIDv7() },
      signal: randomUUIDv7(),
      goal: randomUUIDv7(),
      conversion: '900001',
    };
  }

  caller(code: string): Caller {
    return this.callers.get(code) as Caller;
  }

  /** Posts a message as a party, and does its step. @returns its id */
  async say(party: string, xml: Uint8Array): Promise<string> {
    const caller = this.caller(party);
    const { body } = await notBusy(() => caller.post(xml));
    await this.worker.step(body.id);
    const { body: message } = await notBusy(() => caller.get(`/v1/messages/${body.id}`));
    if (message.status !== 'accepted') throw new Error(JSON.stringify(message));
    return body.id;
  }

  async #fill(): Promise<void> {
    const { gateway } = this;
    const own = outsiders['another aanbieder'];
    const manager = outsiders['a contract manager of others'];
    for (const code of [amsterdam, dijk, ...Object.values(outsiders)]) {
      // Until then the start itself keeps it busy.
      await notBusy(() => gateway.administrator.get('/v1/parties'));
      const kind = code === manager && { kind: 'regional-office' };
      this.callers.set(code, await gateway.party(code, { retourBy: 'gateway', ...kind }));
    }
    const mandates = `/v1/parties/${dijk}/mandates`;
    const wish = { messageTypes: ['JW301', 'JW305', 'JW315', 'JW316', 'JW317'] };
    const give = async (mandatary: string) =>
      (await this.caller(dijk).send('POST', mandates, { mandatary, ...wish })).body.id;
    const over = await give(outsiders['a mandatary whose mandate is over']);
    await this.caller(dijk).send('DELETE', `${mandates}/${over}`);
    const mandate = await give(amsterdam);
    const designate = (by: string, office: string) =>
      this.caller(by).send('POST', `/v1/parties/${by}/designations`, { office });
    await designate(outsiders['another gemeente'], manager);
    await gateway.party('00000001234567890001', { kind: 'regional-office' });
    const designation = (await designate(amsterdam, '00000001234567890001')).body.id;

    const all = children(14);
    const [bsn = '', , other = ''] = all;
    this.more.known.push(...all.slice(4, 9));
    this.more.unknown.push(...all.slice(9));
    const parties = { gemeente: amsterdam, aanbieder: dijk, bsn };
    const identificatie = 'GEKEND001';
    const message = await this.say(
      dijk,
      jw315(parties, { day: '2024-02-05', identificatie }, asked('R1')),
    );
    const answer = allocation('101', { referentieAanbieder: 'R1' });
    await this.say(amsterdam, jw301(parties, '2024-02-12', answer));
    for (const [index, child] of this.more.known.entries())
      await this.say(
        amsterdam,
        jw301({ ...parties, bsn: child }, '2024-02-12', allocation(String(111 + index))),
      );
    // Each outsider has something of its own.
    for (const gemeente of [outsiders['another gemeente'], outsiders['a party that has ended']])
      await this.say(
        gemeente,
        jw301({ gemeente, aanbieder: own, bsn: other }, '2024-02-12', allocation('201')),
      );
    await gateway.administrator.send(
      'PATCH',
      `/v1/parties/${outsiders['a party that has ended']}`,
      {
        until: '2024-12-31',
        successor: outsiders['the successor of another'],
      },
    );
    const { items } = (await this.caller(dijk).get('/v1/allocations')).body;
    const [found] = items.filter(
      (item: { toewijzingNummer: string }) => item.toewijzingNummer === '101',
    );
    const keys = await this.caller(dijk).get(`/v1/parties/${dijk}/api-keys`);
    this.known = {
      ...{ bsn, number: '101', reference: 'R1', identificatie, party: amsterdam, message, mandate },
      designation,
      ...{ contract: await this.#contract(), term: await this.#term(found.client) },
      draft: await this.#draft(bsn, found.client),
      signal: await this.#signal(found),
      goal: await this.#goal(found.id, found.client),
      conversion: await this.#conversion(),
      ...{ allocation: found.id, client: found.client, key: keys.body.items[0].id },
    };
    await this.#writeAsBefore();
  }

  /** A contract of Amsterdam and De Dijk. @returns its id */
  async #contract(): Promise<string> {
    const file = `contract;aanbieder;gemeenten;begin;categorie;code\nC-1;${dijk};${amsterdam};2020-01-01;45;B09P`;
    const { body } = await this.gateway.administrator.file('/v1/contracts/imports', file);
    return body.contracts[0].id;
  }

  /** A term of Amsterdam and De Dijk about the child, and how terms of theirs ended. @returns its id */
  async #term(clientId: string): Promise<string> {
    const { pool } = this.gateway.store;
    await plantCounts(pool, { month: '2024-02', inTime: { 3: 7 } });
    return plantTerm(pool, { clientId, dueOn: '2024-02-12' });
  }

  /** A draft of De Dijk about the child. @returns its id */
  async #draft(bsn: string, clientId: string): Promise<string> {
    const { pool, db } = this.gateway.store;
    const keys = await KeyRing.open(db, MasterKey.parse(testEncryptionKey));
    return plantDraft(pool, keys, { bsn, clientId });
  }

  /** A signal of De Dijk about the child. @returns its id */
  async #signal(about: { readonly id: string; readonly client: string }): Promise<string> {
    const { pool, db } = this.gateway.store;
    const keys = await KeyRing.open(db, MasterKey.parse(testEncryptionKey));
    const child = { clientId: about.client, allocationId: about.id };
    return plantSignal(pool, keys, { child });
  }

  /** A goal of De Dijk for the child. @returns its id */
  async #goal(allocationId: string, clientId: string): Promise<string> {
    const { pool, db } = this.gateway.store;
    const keys = await KeyRing.open(db, MasterKey.parse(testEncryptionKey));
    return plantGoal(pool, keys, { allocationId, clientId });
  }

  /** A preview of the running care of Amsterdam, which its aanbieders see. @returns its number */
  async #conversion(): Promise<string> {
    const { pool, db } = this.gateway.store;
    const keys = await KeyRing.open(db, MasterKey.parse(testEncryptionKey));
    // A number that is in no answer by chance.
    await pool.query(
      `insert into conversion (id, number, day, gemeenten, input_digest, made_by)
      values (gen_random_uuid(), 870000, '2024-06-01', '{0998}', '', 'test')`,
    );
    return String(await makePreview(pool, keys, { day: '2024-06-01', shared: true }));
  }

  /** Rows of the log as earlier versions wrote them: with the child, for who searched for it. */
  async #writeAsBefore(): Promise<void> {
    const { pool, db } = this.gateway.store;
    const keys = await KeyRing.open(db, MasterKey.parse(testEncryptionKey));
    for (const code of Object.values(outsiders))
      for (const action of ['read-log', 'try-out'] as const) {
        const id = randomUUIDv7();
        const { signedOn, mac } = signedNote(keys.rows, { id, action });
        await pool.query(
          `insert into access_log_fresh (id, action, actor, role, actor_party, party, client_ids,
            signed_on, mac)
          values ($1, $2, 'ijw_before', 'party', $3, $3, array[$4::uuid], $5, $6)`,
          [id, action, code, this.known.client, signedOn, mac],
        );
      }
    while (await sealBatch(pool, keys));
    await pool.query('create table filled as select clock_timestamp() as at');
  }

  /** Takes back what was posted and logged since the beginning, so that each call finds the same. */
  async reset(): Promise<void> {
    const since = '(select id from message where received_at > (select at from filled))';
    for (const statement of [
      'alter table message disable trigger message_accepted_stays',
      'delete from access_log_fresh',
      `delete from request_reference where message_id in ${since}`,
      `delete from outbox where id in ${since}`,
      `delete from data_key where id in ${since}`,
      // Signals stay, but for the owner.
      ...forgetSignals,
      `delete from data_key where id in (select id from draft where created_at > (select at from filled))`,
      'delete from draft where created_at > (select at from filled)',
      `delete from message where id in ${since}`,
    ])
      await this.gateway.store.pool.query(statement);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.worker[Symbol.asyncDispose]();
    await this.gateway.remove();
    await this.postgres[Symbol.asyncDispose]();
  }
}
