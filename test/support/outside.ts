import { expect } from 'vitest';
import { createStaffKey } from '../../src/parties/credentials/api-keys.ts';
import { localCall } from '../../src/parties/principal.ts';
import { openStore, type Store } from '../../src/store/database.ts';
import { makeDatabase } from './database.ts';
import { Caller, testEnvironment } from './gateway.ts';
import { macsOf } from './macs.ts';
import { jw315 } from './messages.ts';
import { type GatewayProcess, startProcess } from './process.ts';

/** A database with an aanbieder and a gemeente, for gateways that run as processes of their own. */
export class Outside {
  readonly url: string;
  /** Past everything between a gateway and its database. */
  readonly store: Store;
  readonly #drop: () => Promise<void>;
  readonly #running: GatewayProcess[] = [];
  readonly #keys = new Map<string, string>();

  private constructor(url: string, drop: () => Promise<void>) {
    this.url = url;
    this.store = openStore({ url, size: 2 });
    this.#drop = drop;
  }

  static async make(make = makeDatabase): Promise<Outside> {
    const { url, drop } = await make();
    return new Outside(url, drop);
  }

  /** Starts a gateway with these settings beside those of any test. */
  async start(settings: Record<string, string>): Promise<GatewayProcess> {
    const gateway = await startProcess({ ...testEnvironment(this.url), ...settings });
    this.#running.push(gateway);
    return gateway;
  }

  /** The aanbieder and the gemeente, who call this gateway. The gemeente answers itself. */
  async callers({ address }: GatewayProcess): Promise<{ sender: Caller; recipient: Caller }> {
    const { key } = await createStaffKey(
      this.store.db,
      await macsOf(this.store.db),
      localCall('test'),
      'administrator',
    );
    const administrator = new Caller(address, key);
    for (const [code, kind] of [
      ['12345678', 'aanbieder'],
      ['0363', 'gemeente'],
    ] as const) {
      const party = { kind, name: code, retourBy: 'party' };
      const put = async () =>
        (await administrator.send('PUT', `/v1/parties/${code}`, party)).status;
      // A machine that is busy with other tests says 503 for a moment.
      await expect.poll(put, { timeout: 60_000 }).not.toBe(503);
      const made = await administrator.send('POST', `/v1/parties/${code}/api-keys`);
      this.#keys.set(code, made.body.key);
    }
    return {
      sender: new Caller(address, this.#keys.get('12345678')),
      recipient: new Caller(address, this.#keys.get('0363')),
    };
  }

  /** How many messages there are of each status. */
  async statuses(): Promise<Record<string, number>> {
    const { rows } = await this.store.pool.query<{ status: string; count: number }>(
      'select status, count(*)::integer as count from message group by status',
    );
    return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
  }

  async remove(): Promise<void> {
    await Promise.all(this.#running.map((gateway) => gateway.kill('SIGKILL')));
    await this.store.close();
    await this.#drop();
  }
}

/** Posts some messages at once, each again until it is taken, as senders do. */
export async function postAll(sender: Caller, count: number): Promise<void> {
  await Promise.all(
    Array.from({ length: count }, async () => {
      const xml = jw315();
      const post = async () => (await sender.post(xml)).status;
      await expect.poll(post, { timeout: 60_000, interval: 500 }).toBeOneOf([200, 202]);
    }),
  );
}

/** Posts some messages at once, and counts what was answered. */
export async function postSome(sender: Caller, count: number): Promise<Map<number, number>> {
  const answers = new Map<number, number>();
  await Promise.all(
    Array.from({ length: count }, async () => {
      const { status, headers } = await sender.post(jw315());
      if (status === 503) expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
      answers.set(status, (answers.get(status) ?? 0) + 1);
    }),
  );
  return answers;
}
