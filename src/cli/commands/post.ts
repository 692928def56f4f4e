import { styleText } from 'node:util';
import type { Command } from 'commander';
import { unreadableWords } from '../../texts/cli/file-words.ts';
import { type PostWords, postWords } from '../../texts/cli/post-words.ts';
import { type ProblemDocument, problemLines } from '../../texts/cli/problem-words.ts';
import { endings } from '../ending.ts';
import { type Gateway, type Language, openGateway } from '../gateway.ts';
import { type MessageFile, messageFiles, readXml, Unreadable } from '../message-files.ts';
import { addLanguage } from '../options.ts';
import { isOfOne, Patience } from '../patience.ts';
import { json, type Printed } from '../print.ts';

/** How many times to wait 30 seconds for the judgement of one message. */
const mostWaits = 2;
const waitSeconds = 30;
const badStatuses: readonly string[] = ['rejected', 'failed', 'dismissed'];
const inMailbox: readonly string[] = ['accepted', 'delivered'];

/** A message in an answer of the gateway to its sender. */
interface Message {
  readonly id: string;
  readonly type: string;
  readonly status: string;
  /** What its retour reports, or it reports itself; null: there is none yet; absent: it was not looked up. */
  readonly outcome?: 'approved' | 'refused' | null;
  /** Of a retour: the message that it answers. */
  readonly heenbericht?: string | null;
  /** It was taken in an earlier call. */
  readonly repeated: boolean;
  /** How it may be sent again, when it was rejected. */
  readonly rejection?: { readonly message: string };
  readonly findings?: readonly {
    readonly rule: string;
    readonly path: string;
    readonly message: string;
  }[];
}

/** The result for a file. */
interface Result {
  readonly file: string;
  readonly message?: Message;
  /** Why the gateway did not take it. */
  readonly problem?: ProblemDocument;
  /** Why it was not sent. */
  readonly error?: string;
}

interface Options extends Printed {
  readonly lang: Language;
  readonly wait?: boolean;
}

const help = `
Of folders and ZIP files it takes names that end in .xml, in order. It is safe to repeat: a message that was
taken before is not taken again, and the same is printed. It ends with 1 when a file was not taken, or with --wait
was rejected or not judged.`;

/** `ijw post`: sends messages for the party of the key. */
export function definePost(command: Command): void {
  addLanguage(
    command
      .argument(
        '<files...>',
        'files with a message each, folders or ZIP files; - is standard input',
      )
      .option('--wait', 'wait for the result of each before the next one is sent'),
  )
    .addHelpText('after', help)
    .action(run);
}

async function run(paths: readonly string[], options: Options): Promise<void> {
  const gateway = await openGateway('party', options.lang);
  const poster = new Poster(gateway, options.wait ?? false);
  const results: Result[] = [];
  try {
    for await (const file of messageFiles(paths)) {
      const result = await send(file, poster, options.lang);
      results.push(result);
      if (!options.json) print(result, options.lang);
    }
  } finally {
    // Also prints the messages that were sent before an error.
    if (options.json) console.log(json(results));
    else if (results.length > 1) console.log(summary(results, options.lang));
  }
  const bad = options.wait ? [...badStatuses, 'received'] : badStatuses;
  if (!results.every((result) => isWell(result, bad))) process.exitCode = endings.notAllWell;
}

async function send(file: MessageFile, poster: Poster, lang: Language): Promise<Result> {
  const { name } = file;
  try {
    const xml = await readXml(file);
    return { file: name, message: await poster.post(xml) };
  } catch (error) {
    if (error instanceof Unreadable)
      return { file: name, error: unreadableWords(error.code, lang) };
    if (isOfOne(error)) return { file: name, problem: error.problem };
    throw error;
  }
}

/** Posts one message after the other, and waits when the gateway is busy. */
class Poster {
  readonly #gateway: Gateway;
  #wait: boolean;
  readonly #patience = new Patience();

  constructor(gateway: Gateway, wait: boolean) {
    this.#gateway = gateway;
    this.#wait = wait;
  }

  /** @throws {Refused} @throws {Unreachable} */
  async post(xml: Buffer): Promise<Message> {
    const message = await this.#patience.ask(() => this.#gateway.post<Message>(xml));
    return this.#wait ? this.#outcome(message) : message;
  }

  async #outcome(posted: Message): Promise<Message> {
    let message = posted;
    for (let waits = 0; waits < mostWaits; waits++) {
      const now = await this.#patience.ask(() =>
        this.#gateway.ask<Message>('GET', `/v1/messages/${posted.id}`, { query: { waitSeconds } }),
      );
      message = { ...now, repeated: posted.repeated };
      if (message.status !== 'received') return message;
    }
    // No worker judges messages now, so waiting for the others is useless.
    this.#wait = false;
    return message;
  }
}

function isWell({ message }: Result, bad: readonly string[] = badStatuses): boolean {
  return message !== undefined && !bad.includes(message.status);
}

function print({ file, message, problem, error }: Result, lang: Language): void {
  const words = postWords[lang];
  const start = styleText('bold', file);
  if (error !== undefined) console.error(`${file}: ${error}`);
  if (problem) {
    const [first, ...others] = problemLines(problem, lang);
    console.log(`${start}: ${styleText('red', words.refused)}. ${[first, ...others].join('\n')}`);
  }
  if (!message) return;
  const { id, type, status, repeated, findings = [] } = message;
  const what = [words.statuses[status] ?? status, answerTo(message, words)].filter(Boolean);
  const said = repeated ? `${what.join(', ')}; ${words.known}` : what.join(', ');
  const coloured = styleText(isWell({ file, message }) ? 'green' : 'red', said);
  console.log(`${start}: ${type}, ${coloured} (${id})`);
  if (findings.length > 0 && inMailbox.includes(status)) console.log(`  ${words.advice}`);
  for (const { rule, path, message: sentence } of findings)
    console.log(`  ${path}  ${styleText('yellow', rule)}  ${sentence}`);
  if (message.rejection) console.log(`  ${message.rejection.message}`);
}

/** The answer of the recipient; none for a retour, because a retour has no answer. */
function answerTo({ status, outcome, heenbericht }: Message, words: PostWords): string | undefined {
  if (outcome === undefined || heenbericht || !inMailbox.includes(status)) return undefined;
  return words.outcomes[outcome ?? 'none'];
}

function summary(results: readonly Result[], lang: Language): string {
  return postWords[lang].summary({
    files: results.length,
    taken: results.filter(({ message }) => message !== undefined).length,
    wrong: results.filter((result) => !isWell(result)).length,
  });
}
