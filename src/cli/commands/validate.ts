import { styleText } from 'node:util';
import type { Command } from 'commander';
import { unreadableWords } from '../../texts/cli/file-words.ts';
import { type ValidateWords, validateWords } from '../../texts/cli/validate-words.ts';
import type { PresentedValidation } from '../../texts/validation-texts.ts';
import { endings, WrongUsage } from '../ending.ts';
import { type Language, openGateway } from '../gateway.ts';
import type { Judge, Judged } from '../judge.ts';
import { type MessageFile, messageFiles, readXml, Unreadable } from '../message-files.ts';
import { addLanguage } from '../options.ts';
import { isOfOne, Patience } from '../patience.ts';
import { json, type Printed } from '../print.ts';

/** The result for a file: its findings, or why it was not judged. */
type Result = { readonly file: string } & Judged;

interface Options extends Printed {
  readonly lang: Language;
  readonly gateway?: boolean;
}

const help = `
Of folders and ZIP files it takes names that end in .xml, in order.
The past is not known here; with --gateway the rules against the past are checked too.`;

/** `ijw validate`: the dry run of the gateway on files; without `--gateway` it needs no server or database. */
export function defineValidate(command: Command): void {
  addLanguage(
    command
      .argument(
        '<files...>',
        'files with a message each, folders or ZIP files; - is standard input',
      )
      .option('--gateway', 'let the gateway judge, as for a post by the party of the key'),
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
    const location = line > 0 ? `${file}:${line}` : file;
    const where = element && styleText('dim', ` (${element})`);
    return `${location}  ${styleText('yellow', rule.padEnd(width))}  ${message}${where}`;
  });
  lines.push(`${start}${styleText('red', words.faults(findingCount))}`);
  if (findings.length < findingCount) lines.push(words.notShown(findingCount - findings.length));
  const blocked = notAssessed.filter((code) => !needPast.has(code));
  if (blocked.length > 0) lines.push(words.notAssessed(blocked.join(', ')));
  console.log([...lines, ...before].join('\n'));
}

/** Prints the lines below all files. */
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
