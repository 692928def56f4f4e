import type { Command } from 'commander';
import { type Reads, readBy } from '../../src/cli/ending.ts';
import { build, commandNames, readsOf } from '../../src/cli/program.ts';
import { code, documentOf, plain, table } from './markdown.ts';

const reads: Readonly<Record<Reads, string>> = {
  database: 'the database',
  gateway: 'the gateway',
  party: 'the gateway, with the key of a party',
  files: 'files',
};

export async function commandsPage(): Promise<string> {
  const commands = await Promise.all(commandNames.map(loaded));
  return documentOf('Commands', [
    'These are the arguments of `npx ijw`. `npx ijw COMMAND --help` says the same. How keys, moments, lists and exit codes work is in [operate](../guides/operate.md#the-command-line). Every command has `--json`, for scripts.',
    table(
      ['command', 'for', 'reads'],
      commands.map((command) => [
        `[${code(command.name())}](#${command.name()})`,
        command.description(),
        reads[readsOf(command.name()) ?? 'database'],
      ]),
    ),
    ...commands.flatMap((command) => [`## ${command.name()}`, ...partsOf(command, [])]),
  ]);
}

async function loaded(name: string): Promise<Command> {
  const command = (await build([name])).commands.find((one) => one.name() === name);
  if (!command) throw new Error(`There is no command ${name}.`);
  return command;
}

/** A command, or each of its parts. */
function partsOf(command: Command, before: readonly string[]): string[] {
  const words = [...before, command.name()];
  if (command.commands.length > 0) return command.commands.flatMap((part) => partsOf(part, words));
  const help = command.createHelp();
  const rows = [
    ...help
      .visibleArguments(command)
      .map((argument) => [`<${help.argumentTerm(argument)}>`, help.argumentDescription(argument)]),
    ...help
      .visibleOptions(command)
      .filter(({ long }) => long !== '--help' && long !== '--json')
      .map((option) => [help.optionTerm(option), help.optionDescription(option)]),
  ].map(([term = '', about = '']) => [code(term), plain(about)]);
  const own = readBy(command);
  const what = `${code(`ijw ${words.join(' ')}`)}: ${plain(command.description())}.`;
  return [
    own ? `${what} It reads ${reads[own]}.` : what,
    ...(rows.length > 0 ? [table(['word', 'for'], rows)] : []),
  ];
}
