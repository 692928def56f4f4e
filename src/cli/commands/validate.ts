import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { styleText } from 'node:util';
import { type Command, Option } from 'commander';
import { readConfig } from '../../config.ts';
import { failureReason } from '../../exchange/inspection-failed.ts';
import type { Language } from '../../http/problem-texts.ts';
import { type PresentedValidation, presentValidation } from '../../http/validation-texts.ts';
import { dutchDate } from '../../standard/calendar.ts';
import { Inspector } from '../../standard/inspector.ts';
import { InspectorError } from '../../standard/libxml2.ts';
import { loadGemeenten } from '../../standard/rules/gemeenten.ts';
import type { RuleContext } from '../../standard/rules/rule.ts';
import { rules } from '../../standard/rules/rules.ts';
import { tooComplex, type Validation, validate } from '../../standard/validation.ts';
import { json } from '../print.ts';
import { sentenceOf } from '../session.ts';
import { type ValidateWords, validateWords } from '../validate-words.ts';

/** What came of a file: its findings, or why it was not judged. */
type Result = { readonly file: string } & (
  | (PresentedValidation & { readonly error?: undefined })
  | { readonly error: string }
);

const findingsFound = 1;
const notJudged = 2;
/** Rules that no file by itself can tell of: they are one line below all files. */
const needPast = new Set(rules.filter((rule) => rule.needsPast).map(({ code }) => code));
const help = `
What was said before is not known here: POST /v1/validations of a gateway judges that too.
Settings come from the environment: SCHEMA_DIR and GEMEENTEN_FILE.
Exit codes: 0 all is well; 1 there are findings; 2 a file could not be read or judged.`;

/** `ijw validate`: the dry run of the gateway on files, without a server or a database. */
export function addValidate(program: Command): void {
  program
    .command('validate')
    .description('say what is wrong with messages in files; nothing is sent or kept')
    .argument('<files...>', 'files with a message each; - is standard input')
    .addOption(
      new Option('--lang <language>', 'language of the sentences')
        .choices(['nl', 'en'])
        .default('nl'),
    )
    .option('--json', 'JSON, for scripts: a list with an entry for each file')
    .addHelpText('after', help)
    // 1 tells of findings: a wrong word on the command line is 2.
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : notJudged))
    .action(run);
}

async function run(
  files: readonly string[],
  options: { readonly lang: Language; readonly json?: boolean },
): Promise<void> {
  const words = validateWords[options.lang];
  let judge: (bytes: Uint8Array) => Validation;
  try {
    judge = openJudge();
  } catch (error) {
    console.error(sentenceOf(error));
    process.exitCode = notJudged;
    return;
  }
  const results: Result[] = [];
  for (const file of files) {
    const result = await look(file, judge, options.lang);
    results.push(result);
    if (!options.json) print(result, words);
  }
  if (options.json) console.log(json(results));
  else conclude(results, words);
  if (results.some(({ error }) => error !== undefined)) process.exitCode = notJudged;
  else if (results.some(hasFindings)) process.exitCode = findingsFound;
}

/** @throws when the schemas or the list of municipalities cannot be used, with what to do */
function openJudge(): (bytes: Uint8Array) => Validation {
  const { SCHEMA_DIR, GEMEENTEN_FILE } = process.env;
  const { schemaDir, gemeentenFile } = readConfig({ SCHEMA_DIR, GEMEENTEN_FILE });
  const gemeenten = loadGemeenten(gemeentenFile);
  const inspector = Inspector.load(schemaDir);
  const context: RuleContext = { today: dutchDate(new Date()), gemeenten };
  return (bytes) => {
    try {
      return validate(inspector, bytes, context);
    } catch (error) {
      if (error instanceof InspectorError) return tooComplex;
      throw error;
    }
  };
}

async function look(
  file: string,
  judge: (bytes: Uint8Array) => Validation,
  lang: Language,
): Promise<Result> {
  const words = validateWords[lang];
  let bytes: Buffer;
  try {
    bytes = file === '-' ? await buffer(process.stdin) : await readFile(file);
  } catch (error) {
    return { file, error: words.unreadable((error as NodeJS.ErrnoException).code ?? '') };
  }
  try {
    return { file, ...presentValidation(judge(bytes), lang) };
  } catch (error) {
    // Its own text may quote the message.
    return { file, error: words.defect(failureReason(error)) };
  }
}

function hasFindings(result: Result): boolean {
  return result.error === undefined && !result.valid;
}

function print(result: Result, words: ValidateWords): void {
  const file = styleText('bold', result.file);
  if (result.error !== undefined) {
    console.error(`${result.file}: ${result.error}`);
    return;
  }
  const { type, findings, findingCount, notAssessed } = result;
  const start = type ? `${file}: ${type}, ` : `${file}: `;
  if (result.valid) {
    console.log(`${start}${styleText('green', words.allWell)}`);
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
  console.log(lines.join('\n'));
}

/** What is said once, below all files. */
function conclude(results: readonly Result[], words: ValidateWords): void {
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
    wrong: results.filter(hasFindings).length,
    notJudged: results.filter(({ error }) => error !== undefined).length,
  });
}
