import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { readConfig } from '../../src/app/config.ts';
import { type Gateway, startGateway } from '../../src/app/gateway.ts';
import { createStaffKey } from '../../src/parties/credentials/api-keys.ts';
import { kindOf } from '../../src/parties/directory/codes.ts';
import { localCall } from '../../src/parties/principal.ts';
import { makeDatabase, runtimeUrlOf } from './database.ts';
import { testEncryptionKey } from './encryption-key.ts';
import { expectNothingPersonal } from './leaks.ts';

/** A gateway on a database of its own, with what a test needs to speak to it. */
export interface TestGateway extends Gateway {
  readonly address: string;
  readonly databaseUrl: string;
  readonly administrator: Caller;
  /** Everything that was logged. */
  readonly logged: readonly string[];
  /** Makes a party with a key; it answers what it receives itself by default. */
  party(code: string, more?: object): Promise<Caller>;
  /** Stops it and drops its database. */
  remove(): Promise<void>;
}

export { testEncryptionKey } from './encryption-key.ts';

/** The files of the standard that a gateway reads when it starts. */
export const standardFiles = {
  schemaDir: 'schemas/ijw/3.2',
  gemeentenFile: 'src/standard/lists/gemeenten.tsv',
};

/** Settings of a gateway on this database. */
export function testEnvironment(databaseUrl: string): Record<string, string> {
  return {
    DATABASE_URL: databaseUrl,
    ENCRYPTION_KEY: testEncryptionKey,
    PORT: '0',
    DRAIN_SECONDS: '0',
    // A test calls as often as it likes; test/http/server/door.test.ts and fairness.test.ts are about the limits.
    RATE_LIMIT_PER_MINUTE: '1000000',
    RATE_LIMIT_PROCESSOR_SECONDS: '1000000',
    RATE_LIMIT_BYTES_PER_MINUTE: '1000000000000',
  };
}

type Settings = Readonly<Record<string, string>>;

/** Settings of a gateway whose runtime has another role than the owner of its tables. */
export function asRuntime(databaseUrl: string): Settings {
  return { DATABASE_URL: runtimeUrlOf(databaseUrl), MIGRATION_DATABASE_URL: databaseUrl };
}

/**
 * Starts a gateway in this process.
 *
 * @param wanted settings besides those of tests, or what makes them of the address of its database, and may
 *   write there before the start
 */
export async function startTestGateway(
  wanted: Settings | ((databaseUrl: string) => Settings | Promise<Settings>) = {},
): Promise<TestGateway> {
  const { url, drop } = await makeDatabase();
  const settings = typeof wanted === 'function' ? await wanted(url) : wanted;
  const logged: string[] = [];
  const logger = pino({ level: 'debug' }, { write: (line) => logged.push(line) });
  const gateway = await startGateway(readConfig({ ...testEnvironment(url), ...settings }), logger);
  await firstStartDone(gateway);
  const address = gateway.address ?? '';
  const { key } = await createStaffKey(
    gateway.store.db,
    gateway.keys.rows,
    localCall('test'),
    'administrator',
  );
  const administrator = new Caller(address, key);
  return {
    ...gateway,
    address,
    databaseUrl: url,
    administrator,
    logged,
    party: async (code, more = {}) => {
      const path = `/v1/parties/${code}`;
      const settings = { name: `Party ${code}`, retourBy: 'party', ...more };
      const party = { kind: kindOf(code) ?? 'software-house', ...settings };
      const put = await whenCalm(() => administrator.send('PUT', path, party));
      // It is there, and what was set before stays.
      if (put.status === 409) await whenCalm(() => administrator.send('PATCH', path, settings));
      const made = await whenCalm(() => administrator.send('POST', `/v1/parties/${code}/api-keys`));
      return new Caller(address, made.body.key);
    },
    remove: async () => {
      await gateway.stop();
      await drop();
      expectNothingPersonal('The log', logged.join(''));
    },
  };
}

/**
 * Waits until the first start has signed everything, which takes a moment: it locks messages, and what forgets or drops
 * messages leaves those for another time.
 */
async function firstStartDone({ store }: Gateway): Promise<void> {
  const unsigned = "select from signing where state = 'unsigned'";
  while ((await store.pool.query(unsigned)).rowCount !== 0) await sleep(20);
}

/** Asks until the gateway is not too busy, as it may be at its start while the machine is. */
async function whenCalm(ask: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    const answer = await ask();
    if (answer.status !== 503) return answer;
    await sleep(500);
  }
}

/** An answer: its status, its headers and its JSON. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look at what they expect
  readonly body: any;
}

/** Somebody who calls the gateway over HTTP, with a key or with what else is in its headers. */
export class Caller {
  readonly #address: string;
  readonly #key: string | undefined;
  readonly #headers: Readonly<Record<string, string>>;

  constructor(address: string, key?: string, headers: Readonly<Record<string, string>> = {}) {
    this.#address = address;
    this.#key = key;
    this.#headers = headers;
  }

  get authorization(): Record<string, string> {
    return { ...(this.#key && { Authorization: `Bearer ${this.#key}` }), ...this.#headers };
  }

  /** Posts a message. */
  post(xml: string | Uint8Array, headers: Record<string, string> = {}): Promise<Answer> {
    return this.#answer('POST', '/v1/messages', xml, {
      'Content-Type': 'application/xml',
      'Accept-Language': 'en',
      ...headers,
    });
  }

  /** Sends a file of these bytes. */
  file(path: string, bytes: string | Uint8Array, type = 'text/csv'): Promise<Answer> {
    return this.#answer('POST', path, bytes, { 'Content-Type': type, 'Accept-Language': 'en' });
  }

  /** Sends JSON, or nothing. */
  send(method: string, path: string, json?: unknown): Promise<Answer> {
    return this.#answer(method, path, json === undefined ? undefined : JSON.stringify(json), {
      'Accept-Language': 'en',
      ...(json !== undefined && { 'Content-Type': 'application/json' }),
    });
  }

  get(path: string): Promise<Answer> {
    return this.send('GET', path);
  }

  /** A message that has left `received`, as this party sees it. */
  async settled(id: string): Promise<Answer> {
    for (let round = 1; ; round++) {
      const answer = await this.get(`/v1/messages/${id}?waitSeconds=30`);
      if (answer.body.status !== 'received') return answer;
      if (round === 4) throw new Error(`${id} is still received`);
    }
  }

  /** The bytes of a message. */
  async content(id: string): Promise<Buffer> {
    const response = await fetch(`${this.#address}/v1/messages/${id}/content`, {
      headers: this.authorization,
    });
    return Buffer.from(await response.arrayBuffer());
  }

  async #answer(
    method: string,
    path: string,
    body: string | Uint8Array | undefined,
    headers: Record<string, string>,
  ): Promise<Answer> {
    const response = await fetch(`${this.#address}${path}`, {
      method,
      // The API sends nobody elsewhere; pages do.
      redirect: 'manual',
      headers: { ...this.authorization, ...headers },
      body: body as RequestInit['body'],
    });
    const text = await response.text();
    if (response.status >= 400)
      expectNothingPersonal(`A ${response.status}`, JSON.stringify([text, ...response.headers]));
    const json = /json/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      headers: response.headers,
      body: json && text ? JSON.parse(text) : text,
    };
  }
}
