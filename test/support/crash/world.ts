import { InspectionDispatcher } from '../../../src/messages/judging/inspection-dispatcher.ts';
import { sweepOf } from '../../../src/messages/waiting.ts';
import { putParty, type RetourBy } from '../../../src/parties/directory/parties.ts';
import { signedParty } from '../../../src/parties/directory/signed.ts';
import { giveMandate } from '../../../src/parties/mandates/mandates.ts';
import { type Call, localCall, type Principal } from '../../../src/parties/principal.ts';
import { Problem } from '../../../src/problem.ts';
import { berichten } from '../../../src/standard/catalogue.ts';
import { Bell } from '../../../src/store/bell.ts';
import { MasterKey } from '../../../src/store/keys/encryption.ts';
import { KeyRing } from '../../../src/store/keys/keys.ts';
import { makeStore } from '../database.ts';
import { standardFiles, testEncryptionKey } from '../gateway.ts';
import { type Answer, installWitness, violationsOf } from '../invariants.ts';
import { changeSigned, macsOf } from '../macs.ts';
import { Gateway } from './gateway.ts';
import { Injected, type ProcessOptions, type Rewrite } from './process.ts';

export const aanbieder = '12345678';
export const gemeente = '0363';
/** Acts for both, by a mandate for all that they say. */
const softwareHouse = '00000003123456780000';
const operator = { name: 'cli:test', keyId: null };

/** What all processes of a world share, and what is made once for all its runs. */
interface Ground {
  readonly store: Awaited<ReturnType<typeof makeStore>>;
  readonly keys: KeyRing;
  readonly bell: Bell;
  readonly inspections: InspectionDispatcher;
}

/**
 * A database, the processes of the gateway on it, and what is between them: announcements, which
 * may be lost, late or there twice. Senders, recipients and operators who get no answer ask again.
 */
export class World {
  readonly ground: Ground;
  /** What senders were answered in this run. */
  answers: Answer[] = [];
  /** What happened in this run, to be read when something is wrong. */
  trace: string[] = [];
  /** Announcements that wait to be taken. */
  readonly announced: string[] = [];
  /** Steps fail with a code that does not heal. */
  defective = false;
  rewrite: Rewrite | undefined;
  /** Messages are posted and acknowledged by the software house, for their parties. */
  mandated = false;
  /** Failures that the test did not make. */
  #surprises: string[] = [];
  #clock = 0;
  #requests = 0;

  private constructor(ground: Ground) {
    this.ground = ground;
  }

  static async make(): Promise<World> {
    // The same statements, a hundred thousand times on a few rows: no need for the best of plans.
    const store = await makeStore('-c plan_cache_mode=force_generic_plan');
    await installWitness(store.pool);
    // The ledger lets nobody begin anew but a world that says so. Switching its triggers off and on, some
    // thousand times, would have Postgres plan all statements on it anew each time.
    await store.pool.query(`
      create or replace function refuse_change() returns trigger language plpgsql as $$
        begin
          if current_setting('world.begins', true) = 'anew' then return old; end if;
          raise exception '% is append-only: % is refused', tg_table_name, tg_op
            using errcode = 'restrict_violation';
        end $$`);
    const keys = await KeyRing.open(store.db, MasterKey.parse(testEncryptionKey));
    // Bells ring on connections of their own: a hint may be lost, so a crash there proves nothing.
    const bell = await Bell.open(store, sweepOf(store), () => undefined);
    const inspections = await InspectionDispatcher.open(standardFiles);
    for (const [code, kind] of [
      [aanbieder, 'aanbieder'],
      [gemeente, 'gemeente'],
      [softwareHouse, 'software-house'],
    ] as const)
      await putParty(store.db, await macsOf(store.db), localCall('test'), {
        code,
        kind,
        name: code,
        until: null,
        successor: null,
        retourBy: 'party',
      });
    const messageTypes = berichten.map(({ type }) => type);
    for (const party of [aanbieder, gemeente])
      await giveMandate(store.db, await macsOf(store.db), localCall('test'), party, {
        mandatary: softwareHouse,
        messageTypes,
      });
    return new World({ store, keys, bell, inspections });
  }

  async remove(): Promise<void> {
    await this.ground.inspections.close();
    await this.ground.bell.close();
    await this.ground.store.drop();
  }

  /** Forgets all messages: the next run begins. */
  async reset(): Promise<void> {
    this.answers = [];
    this.#surprises = [];
    this.trace = [];
    this.loseAnnouncements();
    this.defective = false;
    this.mandated = false;
    await this.ground.store.pool.query(`
      select set_config('world.begins', 'anew', true);
      delete from ledger_entry; delete from chain_head;
      delete from allocation; delete from request; delete from delivery; delete from prestatie;
      delete from client;
      delete from witness; delete from operation; delete from outbox; delete from mailbox_entry;
      delete from request_reference; delete from dismissal;
      delete from message_finding; delete from event_fresh;
      delete from message; delete from data_key where id not in (select data_key_id from key_name);
      update mailbox set last_position = 0`);
    await this.letAnswer('party');
  }

  async statusOf(id: string): Promise<string | undefined> {
    const { rows } = await this.ground.store.pool.query<{ status: string }>(
      'select status from message where id = $1',
      [id],
    );
    return rows[0]?.status;
  }

  /** Who answers in the names of both from now on; on declarations the gemeente decides. */
  async letAnswer(retourBy: RetourBy): Promise<void> {
    const { store } = this.ground;
    const macs = await macsOf(store.db);
    const change = `retour_by = '${retourBy}', declarations = null`;
    await changeSigned(store.pool, macs, signedParty, change);
  }

  /** The gateway decides on declarations from now on. */
  async letDecide(): Promise<void> {
    const { store } = this.ground;
    const macs = await macsOf(store.db);
    await changeSigned(store.pool, macs, signedParty, "declarations = 'gateway'");
  }

  /** A process that starts now. */
  start(options: ProcessOptions = {}): Gateway {
    return new Gateway(this.ground, {
      announce: (id) => this.announced.push(id),
      report: (what) => this.#hear(what),
      rewrite: this.rewrite,
      isDefect: (name) => this.defective && (name === 'deliver' || name === 'deliver-many'),
      ...options,
    });
  }

  now(): number {
    this.#clock += 1;
    return this.#clock;
  }

  /** Posts a message, the same bytes again until there is an answer. */
  async post(gateway: () => Gateway, party: string, bytes: string): Promise<string> {
    const began = this.now();
    const { id, repeated } = await untilAnswered(() =>
      gateway().intake.submit(callOf(this.#callerFor(party)), Buffer.from(bytes)),
    );
    const status = repeated ? 200 : 202;
    const hash = this.ground.keys.contentHash(Buffer.from(bytes)).toString('hex');
    this.answers.push({ bytes: hash, id, status, began, answered: this.now() });
    this.trace.push(`${party} got ${status} ${id}`);
    return id;
  }

  /** The recipient takes over what is in its mailbox. */
  async acknowledge(gateway: () => Gateway, party: string): Promise<void> {
    const query = { party, limit: 100, after: 0, waitSeconds: 0 };
    const caller = principalOf(this.#callerFor(party));
    await untilAnswered(async () => {
      const { mailbox } = gateway();
      const { items } = await mailbox.list(caller, query);
      const ids = items.map((item) => item.id);
      if (ids.length > 0) await mailbox.acknowledge(caller, ids);
    });
  }

  #callerFor(party: string): string {
    return this.mandated ? softwareHouse : party;
  }

  /** Replays all that failed. */
  replay(gateway: () => Gateway): Promise<void> {
    const request = { kind: 'replay', reason: 'fixed', filter: {} } as const;
    return this.#operate((key) => gateway().operations.start(request, operator, key));
  }

  /** Puts all that was acknowledged back into the mailbox. */
  redeliver(gateway: () => Gateway, party: string): Promise<void> {
    const request = { kind: 'redelivery', party, reason: 'an old backup' } as const;
    return this.#operate((key) => gateway().operations.start(request, operator, key));
  }

  dismiss(gateway: () => Gateway, id: string): Promise<void> {
    return this.#operate(() => gateway().operations.dismiss(id, 'sent by letter', operator));
  }

  /** An operator who gets no answer asks again, with the same Idempotency-Key. */
  async #operate(work: (key: string) => Promise<unknown>): Promise<void> {
    this.#requests += 1;
    const key = `request ${this.#requests}`;
    try {
      await untilAnswered(() => work(key));
    } catch (error) {
      // There is nothing to replay, redeliver or give up (any more).
      const late =
        error instanceof Problem && ['nothing-selected', 'not-failed'].includes(error.code);
      if (!late) throw error;
    }
  }

  /** Redis is emptied. */
  loseAnnouncements(): void {
    this.announced.length = 0;
  }

  /** Time goes by: what was announced and not done is due again. */
  async passTime(): Promise<void> {
    await this.ground.store.pool.query('update outbox set next_announce_at = now()');
  }

  /**
   * Everything is started anew and goes well from now on: until nothing is left to be done, an
   * operator replays what failed. What never comes to rest is found by the invariants.
   */
  async resume(): Promise<void> {
    this.trace.push('restart');
    this.defective = false;
    this.loseAnnouncements();
    const gateway = this.start();
    for (let round = 0; round < 40; round++) {
      await this.passTime();
      await gateway.relayRound();
      for (let id = this.announced.shift(); id; id = this.announced.shift()) await gateway.step(id);
      await gateway.runnerRound();
      const { rows } = await this.ground.store.pool.query<{ work: boolean; failed: boolean }>(`
        select exists (select from outbox where id not in (
            select held.id from message held join message before using (line)
            where before.status = 'failed' and before.acceptance < held.acceptance
          )) or exists (select from operation where finished_at is null) as work,
          exists (select from message where status = 'failed') as failed`);
      if (rows[0]?.failed) await this.replay(() => gateway);
      else if (!rows[0]?.work && this.announced.length === 0) return;
    }
    this.trace.push('no rest');
  }

  /** @returns what is wrong, now that all is at rest; nothing if all is well */
  async violations(): Promise<string[]> {
    const { answers, ground } = this;
    const { keys } = ground;
    const found = await violationsOf({ pool: ground.store.pool, answers, keys });
    return [...this.#surprises, ...found];
  }

  #hear(what: string): void {
    this.trace.push(what);
    if (!/(ECONNRESET|42703)$/.test(what)) this.#surprises.push(`nobody made this fail: ${what}`);
  }
}

/** Asks again when a failure that the test made took the answer away. */
async function untilAnswered<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof Injected)) throw error;
    }
  }
}

function principalOf(party: string): Principal {
  return { role: 'party', credential: { name: 'key', keyId: null }, party, actsFor: [party] };
}

function callOf(party: string): Call {
  return { principal: principalOf(party), address: '127.0.0.1', requestId: null };
}
