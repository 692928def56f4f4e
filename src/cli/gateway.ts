import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type GatewayWords, gatewayWords } from '../texts/cli/gateway-words.ts';
import { codeOf, type ProblemDocument, problemLines } from '../texts/cli/problem-words.ts';
import { findDataFolder } from './data-folder.ts';
import { endings, Unreachable, WrongUsage } from './ending.ts';
import { type CallAnswer, oneCall } from './one-call.ts';

/** Long enough to judge the largest message, in milliseconds. */
const answerMs = 120_000;

/** The most items that the gateway gives in one page. */
const longestPage = 1000;

/** A problem with which the gateway answered. */
export class Refused extends Error {
  readonly problem: ProblemDocument;
  /** Seconds after which to try again; absent: the same call would be refused again. */
  readonly retryAfter: number | undefined;
  /** The exit code; a gateway that answers 503 counts as unreachable. */
  readonly ending: number;

  constructor(problem: ProblemDocument, language: Language, { status, retryAfter }: CallAnswer) {
    super(problemLines(problem, language).join('\n'));
    this.problem = problem;
    this.retryAfter = retryAfter;
    this.ending = status === 503 ? endings.unreachable : endings.notAllWell;
  }
}

/** The language of the sentences of the gateway and of commands. */
export type Language = 'nl' | 'en';

/** The body and query of a call. */
export interface Asked {
  readonly json?: unknown;
  readonly xml?: Uint8Array;
  /** Undefined values are left out. */
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
}

/** A page of a list. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/** A gateway that commands call, with a key. */
export class Gateway {
  readonly address: string;
  readonly #key: string;
  readonly #language: Language;

  constructor(address: string, key: string, language: Language = 'en') {
    this.address = address;
    this.#key = key;
    this.#language = language;
  }

  /**
   * Makes one call.
   *
   * @param path below the address, already encoded
   * @returns the JSON of the answer
   * @throws {Refused} when the gateway answers with a problem
   * @throws {Unreachable} when no gateway answers
   */
  async ask<T>(method: string, path: string, asked: Asked = {}): Promise<T> {
    const { said } = await this.#call(method, path, asked);
    return said as T;
  }

  /** Posts a message. @returns the answer, and whether the message was taken before */
  async post<T>(xml: Uint8Array): Promise<T & { readonly repeated: boolean }> {
    const { said, status } = await this.#call('POST', '/v1/messages', { xml });
    return { ...(said as T), repeated: status === 200 };
  }

  async #call(
    method: string,
    path: string,
    { json, xml, query = {} }: Asked,
  ): Promise<{ said: unknown; status: number }> {
    const url = new URL(`${this.address}${path}`);
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) url.searchParams.set(name, String(value));
    const body = xml ?? (json === undefined ? undefined : JSON.stringify(json));
    const type = xml ? 'application/xml' : 'application/json';
    const headers = {
      Authorization: `Bearer ${this.#key}`,
      'Accept-Language': this.#language,
      ...(body !== undefined && {
        'Content-Type': type,
        'Content-Length': Buffer.byteLength(body),
      }),
    };
    const signal = AbortSignal.timeout(answerMs);
    const answer = await oneCall(url, { method, headers, signal }, body).catch(
      (error: NodeJS.ErrnoException) => {
        const code = signal.aborted ? 'ETIMEDOUT' : (error.code ?? error.name);
        throw new Unreachable(gatewayWords[this.#language].away(this.address, code));
      },
    );
    const { status, text } = answer;
    const said = jsonOf(text);
    if (status >= 200 && status < 300 && said !== undefined) return { said, status };
    if (!isProblem(said))
      throw new Unreachable(gatewayWords[this.#language].noGateway(this.address));
    throw new Refused(said, this.#language, answer);
  }

  /** All items of a list without pages, or of all its pages. */
  async all<T>(path: string): Promise<readonly T[]> {
    const items: T[] = [];
    let next: string | null = null;
    do {
      const query: Asked['query'] = { cursor: next ?? undefined };
      const page: Page<T> = await this.ask<Page<T>>('GET', path, { query });
      items.push(...page.items);
      next = page.next;
    } while (next !== null);
    return items;
  }

  /**
   * Reads pages of a list, which may be short or empty, until there are `limit` items or no more pages.
   *
   * @param limit the most items
   * @param after the cursor where it begins: `next` of an earlier list
   */
  async list<T>(
    path: string,
    query: Asked['query'],
    { limit, after }: { readonly limit: number; readonly after?: string },
  ): Promise<Page<T>> {
    const items: T[] = [];
    let next: string | null = after ?? null;
    do {
      const page: Page<T> = await this.ask<Page<T>>('GET', path, {
        query: {
          ...query,
          limit: Math.min(limit - items.length, longestPage),
          cursor: next ?? undefined,
        },
      });
      items.push(...page.items);
      next = page.next;
    } while (next !== null && items.length < limit);
    return { items, next };
  }
}

/**
 * The gateway and the key in the settings; prints which on standard error.
 *
 * @param as whose key is needed. The key of the administrator of a gateway on this machine is found without a setting
 * @throws {WrongUsage} when there is no key
 */
export async function openGateway(
  as: 'administrator' | 'party',
  language: Language = 'en',
): Promise<Gateway> {
  const words = gatewayWords[language];
  const { IJW_GATEWAY, PORT } = process.env;
  const address = (IJW_GATEWAY?.trim() || `http://127.0.0.1:${PORT?.trim() || 8080}`).replace(
    /\/+$/,
    '',
  );
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (
    !url ||
    !/^https?:$/.test(url.protocol) ||
    url.username ||
    url.password ||
    url.search ||
    url.hash
  )
    throw new WrongUsage(words.badAddress);
  const { key, from } = await findKey(as, isHere(url), words);
  console.error(words.calls(address, nameOf(key, words), from));
  return new Gateway(address, key, language);
}

interface Found {
  readonly key: string;
  readonly from: string;
}

async function findKey(
  as: 'administrator' | 'party',
  here: boolean,
  words: GatewayWords,
): Promise<Found> {
  const { IJW_KEY, IJW_KEY_FILE } = process.env;
  const keyFile = IJW_KEY_FILE?.trim();
  if (IJW_KEY?.trim()) {
    if (keyFile) throw new WrongUsage(words.twoKeys);
    return { key: checked(IJW_KEY, 'IJW_KEY', words), from: 'IJW_KEY' };
  }
  if (keyFile) return readKey(keyFile, words);
  if (as === 'party') throw new WrongUsage(words.noKeyOfParty);
  const folder = here ? await findDataFolder(process.env) : undefined;
  if (!folder) throw new WrongUsage(words.noKey);
  return readKey(join(folder, 'operator.key'), words);
}

async function readKey(file: string, words: GatewayWords): Promise<Found> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new WrongUsage(words.unreadable(file, String((error as NodeJS.ErrnoException).code)));
  }
  return { key: checked(text, file, words), from: file };
}

function checked(text: string, from: string, words: GatewayWords): string {
  const key = text.trim();
  if (!/^[\x21-\x7e]+$/.test(key)) throw new WrongUsage(words.notAKey(from));
  return key;
}

/** Names a key by its prefix, which is not secret. */
function nameOf(key: string, words: GatewayWords): string {
  const [prefix] = /^ijw_[0-9a-f]{12}(?=_)/.exec(key) ?? [];
  return prefix ? words.key(prefix) : words.token;
}

function isHere({ hostname }: URL): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // The answer does not come from a gateway.
  }
}

function isProblem(value: unknown): value is ProblemDocument {
  if (typeof value !== 'object' || value === null) return false;
  const { type, title, detail } = value as Partial<ProblemDocument>;
  return (
    [type, title, detail].every((text) => typeof text === 'string') &&
    codeOf(value as ProblemDocument) !== ''
  );
}
