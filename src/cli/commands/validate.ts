import { styleText } from 'node:util';
import type { Command } from 'commander';
import type { PresentedValidation } from '../../http/validation-texts.ts';
import { endings, WrongUsage } from '../ending.ts';
import { unreadableWords } from '../file-words.ts';
import { type Language, openGateway } from '../gateway.ts';
import { type MessageFile, messageFiles, readXml, Unreadable } from '../message-files.ts';
import { addLanguage } from '../options.ts';
import { isOfOne, Patience } from '../patience.ts';
import { json, type Printed } from '../print.ts';
import { type ValidateWords, validateWords } from '../validate-words.ts';

/** Says what is wrong with messages. */
export interface Judge {
  /** Rules that no file by itself can tell of: they are one line below all files. */
  readonly needPast: ReadonlySet<string>;
  judge(bytes: Buffer): Promise<Judged>;
}

type Judged =
  | (PresentedValidation & {
      readonly error?: undefined;
      /** The gateway took it before, and says so. */
      readonly taken?: { readonly message: string } | null;
    })
  | { readonly error: string };

/** What came of a file: its findings, or why it was not judged. */
type Result = { readonly file: string } & Judged;

interface Options extends Printed {
  readonly lang: Language;
  readonly gateway?: boolean;
}

const help = `
Of folders and ZIP files what ends in .xml is taken, in order of name.
What was said before is not known here; with --gateway that is judged too.`;

/** `ijw validate`: the dry run of the gateway on files, by itself without a server or a database. */
export function defineValidate(command: Command): void {
  addLanguage(
    command
      .argument(
        '<files...>',
        'files with a message each, folders or ZIP files; - is standard input',
      )
      .option('--gateway', 'let the gateway judge, as it would what the party of the key posts'),
  )
    .addHelpText('after', help)
    .action(run);
}

async function run(paths: readonly string[], options: Options): Promise<void> {
  const words = validateWords[options.lang];
  const judge = await openJudge(options);
  const results: Result[] = [];
  for await (const file of messageFiles(paths)) {
    const result = await look(file, judge, options.lang);
    results.push(result);
    if (!options.json) print(result, words, judge);
  }
  if (options.json) console.log(json(results));
  else conclude(results, words, judge);
  if (results.some((result) => result.error !== undefined || !result.valid))
    process.exitCode = endings.notAllWell;
}

/** @throws {WrongUsage} when the settings cannot be used, with what to do */
async function openJudge({ gateway: asked, lang }: Options): Promise<Judge> {
  if (asked) {
    const gateway = await openGateway('party', lang);
    const patience = new Patience();
    return {
      needPast: new Set(),
      judge: (xml) =>
        patience
          .ask(() => gateway.ask<PresentedValidation>('POST', '/v1/validations', { xml }))
          .catch((error) => {
            if (isOfOne(error)) return { error: error.message };
            throw error;
          }),
    };
  }
  const { openLocalJudge } = await import('../local-judge.ts');
  try {
    return openLocalJudge(lang);
  } catch (error) {
    throw new WrongUsage((error as Error).message);
  }
}

async function look(file: MessageFile, { judge }: Judge, lang: Language): Promise<Result> {
  const { name } = file;
  let bytes: Buffer;
  try {
    bytes = await readXml(file);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { file: name, error: unreadableWords(error.code, lang) };
  }
  return { file: name, ...(await judge(bytes)) };
}

function print(result: Result, words: ValidateWords, { needPast }: Judge): void {
  const file = styleText('bold', result.file);
  if (result.error !== undefined) {
    console.error(`${result.file}: ${result.error}`);
    return;
  }
  const { type, findings, findingCount, notAssessed } = result;
  const start = type ? `${file}: ${type}, ` : `${file}: `;
  const before = result.taken ? [`  ${result.taken.message}`] : [];
  if (result.valid) {
    console.log([`${start}${styleText('green', words.allWell)}`, ...before].join('\n'));
    return;
  }
  const width = Math.max(...findings.slice(0, 1000).map(({ rule }) => rule.length));
  const lines = findings.map(({ line, rule, element, message }) => {
    const place = line > 0 ? `${file}:${line}` : file;
    const where = element && styleText('dim', ` (${element})`);
    return `${place}  ${styleText('yellow', rule.padEnd(width))}  ${message}${where}`;
  });
  lines.push(`${start}${styleText('red', words.faults(findingCount))}`);
  if (findings.length < findingCount) lines.push(words.untold(findingCount - findings.length));
  const blocked = notAssessed.filter((code) => !needPast.has(code));
  if (blocked.length > 0) lines.push(words.notAssessed(blocked.join(', ')));
  console.log([...lines, ...before].join('\n'));
}

/** What is said once, below all files. */
function conclude(results: readonly Result[], words: ValidateWords, { needPast }: Judge): void {
  if (results.length > 1) console.log(summary(results, words));
  const unasked = results.flatMap((result) =>
    result.error === undefined ? result.notAssessed : [],
  );
  const { size } = new Set(unasked.filter((code) => needPast.has(code)));
  if (size > 0) console.log(styleText('dim', words.needPast(size)));
}

function summary(results: readonly Result[], words: ValidateWords): string {
  return words.summary({
    files: results.length,
    wrong: results.filter((result) => result.error === undefined && !result.valid).length,
    notJudged: results.filter(({ error }) => error !== undefined).length,
  });
}
