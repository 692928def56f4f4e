import { randomInt } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';

const folder = new URL('../../fixtures/conversation/', import.meta.url);

/** The two parties of the demo; they are made when they do not exist. */
export const players = [
  { code: '12345678', kind: 'aanbieder', name: 'De Dijk' },
  { code: '0363', kind: 'gemeente', name: 'Amsterdam' },
] as const;

/** A message of the demo, with its sender and recipient. */
export interface Line {
  readonly file: string;
  readonly type: string;
  readonly xml: string;
  readonly from: string;
  readonly to: string;
  /** Whether it answers another message. */
  readonly isRetour: boolean;
}

/** The messages of `fixtures/conversation`, with new Identificaties, BSN and numbers. */
export async function readLines(): Promise<Line[]> {
  const fresh = freshFacts();
  const files = (await readdir(folder)).filter((file) => file.endsWith('.xml')).sort();
  const lines: Line[] = [];
  for (const file of files) {
    const xml = fresh(await readFile(new URL(file, folder), 'utf8'));
    const header = (name: string) => new RegExp(`<${name}>([0-9]+)</`).exec(xml)?.[1] ?? '';
    const isRetour = /<IdentificatieRetour>/.test(xml);
    const ends = [header('Afzender'), header('Ontvanger')];
    // A retour copies the Header of its heenbericht but goes the other way.
    if (isRetour) ends.reverse();
    const [from = '', to = ''] = ends;
    lines.push({ file, type: file.slice(3, 8), xml, from, to, isRetour });
  }
  return lines;
}

/**
 * Makes the parties, each with a key.
 *
 * @param retourBy who answers in their names
 * @returns gives the caller for the code of a party
 */
export async function enter(
  address: string,
  administratorKey: string,
  retourBy: 'gateway' | 'party',
): Promise<(code: string) => Caller> {
  const callers = new Map<string, Caller>();
  const administrator = new Caller(address, administratorKey);
  for (const { code, ...party } of players) {
    await administrator.send('PUT', `/v1/parties/${code}`, { ...party, retourBy });
    const { key } = await administrator.send('POST', `/v1/parties/${code}/api-keys`);
    callers.set(code, new Caller(address, key));
  }
  return (code) => callers.get(code) as Caller;
}

/** Polls until the message is there, past messages that are not acknowledged. */
export async function poll(recipient: Caller, id: string): Promise<number> {
  for (let after = 0; ; ) {
    const { items } = await recipient.send('GET', `/v1/inbox?after=${after}&waitSeconds=20`);
    const item = items.find((candidate: { id: string }) => candidate.id === id);
    if (item) return item.position;
    if (items.length === 0) throw new Error(`/v1/messages/${id} did not come into the mailbox.`);
    after = items.at(-1).position;
  }
}

/** What the ledger has of the allocation of the demo. */
export interface Story {
  readonly toewijzingNummer: string;
  readonly status: string;
  readonly entries: readonly {
    readonly kind: string;
    readonly effectiveDate: string;
  }[];
  readonly path: string;
}

/** Looks up the allocation of the demo, as one of its parties. */
export async function readStory(player: Caller, lines: readonly Line[]): Promise<Story> {
  const bsn = /<Bsn>([0-9]{9})</.exec(lines[0]?.xml ?? '')?.[1];
  const { items } = await player.send('POST', '/v1/allocations/searches', { bsn });
  const [allocation] = items;
  if (!allocation) throw new Error('The ledger knows no allocation of this play.');
  const path = allocation.links.entries.href;
  const { items: entries } = await player.send('GET', path);
  return { ...allocation, entries, path };
}

/**
 * Each run is about a new child, request and allocation, so that it can be repeated: Identificaties, references and
 * numbers may be used only once (TR056, TR347, TR332).
 */
function freshFacts(): (xml: string) => string {
  const play = Date.now().toString(36).slice(-8).toUpperCase();
  const identificaties = new Map<string, string>();
  // At most twelve characters: eight for the run, a dash, three for the message.
  const identificatie = (old: string) => {
    const next = `${play}-${String(identificaties.size + 1).padStart(3, '0')}`;
    if (!identificaties.has(old)) identificaties.set(old, next);
    return identificaties.get(old) ?? '';
  };
  const fresh: readonly (readonly [name: string, value: (old: string) => string])[] = [
    ['ijw:Identificatie', identificatie],
    ['Bsn', constant(testBsn())],
    ['ReferentieAanbieder', (old) => `${old}-${play}`],
    ['ToewijzingNummer', constant(String(Date.now() % 1e9))],
  ];
  return (xml) =>
    fresh.reduce(
      (text, [name, value]) =>
        text.replace(
          new RegExp(`(<${name}>)([^<]+)(<)`, 'g'),
          (_, open, old, close) => `${open}${value(old)}${close}`,
        ),
      xml,
    );
}

function constant(value: string): () => string {
  return () => value;
}

/** A BSN of the test range 999900006 to 999999990 that passes the elfproef. */
function testBsn(): string {
  for (;;) {
    const bsn = String(randomInt(999_900_006, 999_999_991));
    const weighed = [...bsn].map((digit, index) => Number(digit) * (index === 8 ? -1 : 9 - index));
    if (weighed.reduce((sum, one) => sum + one, 0) % 11 === 0) return bsn;
  }
}

/** Calls the gateway with a key. */
export class Caller {
  readonly #address: string;
  readonly #headers: Record<string, string>;

  constructor(address: string, key: string) {
    this.#address = address;
    this.#headers = { Authorization: `Bearer ${key}`, 'Accept-Language': 'en' };
  }

  post(xml: string) {
    return this.#call('POST', '/v1/messages', 'application/xml', xml).then(json);
  }

  send(method: string, path: string, body?: object) {
    return this.#call(method, path, body && 'application/json', body && JSON.stringify(body)).then(
      json,
    );
  }

  async read(path: string): Promise<string> {
    return (await this.#call('GET', path)).text();
  }

  async #call(method: string, path: string, type?: string, body?: string): Promise<Response> {
    // A link has the path of PUBLIC_URL before it, where a proxy is that this does not call.
    const own = path.replace(/^.*(?=\/v1\/)/, '');
    const response = await fetch(`${this.#address}${own}`, {
      method,
      headers: { ...this.#headers, ...(type && { 'Content-Type': type }) },
      body,
    });
    if (response.ok) return response;
    const problem = await json(response);
    throw new Error(`${method} ${path}: ${response.status} ${problem.title}. ${problem.detail}`);
  }
}

// biome-ignore lint/suspicious/noExplicitAny: the caller knows the form of the answer
function json(response: Response): Promise<any> {
  return response.json();
}
