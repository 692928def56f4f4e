import { readdir, readFile } from 'node:fs/promises';

const folder = new URL('../../fixtures/conversation/', import.meta.url);

/** One step of the play: a message that was posted, polled, read and acknowledged. */
export interface PlayedStep {
  readonly number: number;
  readonly type: string;
  readonly from: string;
  readonly to: string;
  /** The id that the gateway gave. */
  readonly id: string;
  /** Status after the post, and after the recipient acknowledged it. */
  readonly statusAtPost: string;
  readonly statusAtEnd: string;
  readonly position: number;
  /** The message that this one answers, as the gateway links them. */
  readonly answers: string | undefined;
  readonly bytes: number;
}

/** The two who speak; they are made when they are not there. */
export const players = [
  { code: '12345678', kind: 'aanbieder', name: 'De Dijk' },
  { code: '0363', kind: 'gemeente', name: 'Amsterdam' },
] as const;

/**
 * Plays the conversation of `fixtures/conversation` over HTTP: makes the parties and their keys,
 * posts each message as who sends it, and polls, reads, compares and acknowledges it as who
 * receives it. Each play gives the messages Identificaties of its own, so it can be played again.
 *
 * @param address of the gateway, as in `http://127.0.0.1:8080`
 * @param administratorKey makes the parties
 * @param tell hears of each step when it is done
 * @throws when the gateway answers anything else than it should
 */
export async function playConversation(
  address: string,
  administratorKey: string,
  tell: (step: PlayedStep) => void,
): Promise<void> {
  const callers = new Map<string, Caller>();
  for (const { code, ...party } of players) {
    const administrator = new Caller(address, administratorKey);
    await administrator.send('PUT', `/v1/parties/${code}`, party);
    const { key } = await administrator.send('POST', `/v1/parties/${code}/api-keys`);
    callers.set(code, new Caller(address, key));
  }
  const fresh = freshIdentificaties();
  const files = (await readdir(folder)).filter((file) => file.endsWith('.xml')).sort();
  for (const [index, file] of files.entries()) {
    const type = file.slice(3, 8);
    const xml = fresh(await readFile(new URL(file, folder), 'utf8'));
    const header = (name: string) => new RegExp(`<${name}>([0-9]+)</`).exec(xml)?.[1] ?? '';
    const ends = [header('Afzender'), header('Ontvanger')];
    // A retour copies the Header of its heenbericht and travels the other way.
    if (/<IdentificatieRetour>/.test(xml)) ends.reverse();
    const [from = '', to = ''] = ends;
    const sender = callers.get(from) as Caller;
    const recipient = callers.get(to) as Caller;

    const posted = await sender.post(xml);
    const position = await poll(recipient, posted.id);
    const content = await recipient.read(`/v1/messages/${posted.id}/content`);
    if (content !== xml) throw new Error(`${file} did not come through byte for byte.`);
    await recipient.send('POST', '/v1/inbox/acknowledgements', { ids: [posted.id] });
    const message = await sender.send('GET', `/v1/messages/${posted.id}`);
    tell({
      number: index + 1,
      type,
      from,
      to,
      id: posted.id,
      statusAtPost: posted.status,
      statusAtEnd: message.status,
      position,
      answers: message.links.heenbericht?.href,
      bytes: Buffer.byteLength(xml),
    });
  }
}

/** Polls until the message is there, past what others left unacknowledged. */
async function poll(recipient: Caller, id: string): Promise<number> {
  for (let after = 0; ; ) {
    const { items } = await recipient.send('GET', `/v1/inbox?after=${after}&waitSeconds=20`);
    const item = items.find((candidate: { id: string }) => candidate.id === id);
    if (item) return item.position;
    if (items.length === 0) throw new Error(`/v1/messages/${id} did not come into the mailbox.`);
    after = items.at(-1).position;
  }
}

// Twelve characters at most: eight for the play, a dash, three for the message.
function freshIdentificaties(): (xml: string) => string {
  const play = Date.now().toString(36).slice(-8).toUpperCase();
  const given = new Map<string, string>();
  return (xml) =>
    xml.replace(/(<ijw:Identificatie>)([^<]+)(<)/g, (_, open, old, close) => {
      if (!given.has(old)) given.set(old, `${play}-${String(given.size + 1).padStart(3, '0')}`);
      return `${open}${given.get(old)}${close}`;
    });
}

class Caller {
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
    const response = await fetch(`${this.#address}${path}`, {
      method,
      headers: { ...this.#headers, ...(type && { 'Content-Type': type }) },
      body,
    });
    if (response.ok) return response;
    const problem = await json(response);
    throw new Error(`${method} ${path}: ${response.status} ${problem.title}. ${problem.detail}`);
  }
}

// biome-ignore lint/suspicious/noExplicitAny: what comes back is looked at where it is used
function json(response: Response): Promise<any> {
  return response.json();
}
