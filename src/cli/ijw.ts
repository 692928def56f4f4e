import { CommanderError } from 'commander';
import { endingOf, endings, sentenceOf } from './ending.ts';
import { build } from './program.ts';

function codeFor(error: unknown): number {
  if (!(error instanceof CommanderError)) return endingOf(error);
  // Commander has printed its message already; help that was asked for is no error.
  return error.exitCode === 0 ? 0 : endings.usage;
}

try {
  await (await build(process.argv.slice(2))).parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) console.error(await sentenceOf(error));
  process.exit(codeFor(error));
}
