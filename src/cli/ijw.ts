import { Command, CommanderError, Option } from 'commander';
import { version } from '../version.ts';
import { endingOf, endings, footerOf, type Reads, readBy, sentenceOf } from './ending.ts';

/** A command: what it is for, and where it is; each is loaded when it is called, for most need little. */
interface Part {
  readonly description: string;
  readonly reads: Reads;
  readonly load: () => Promise<(command: Command) => void>;
}

const commands: Readonly<Record<string, Part>> = {
  parties: {
    description: 'who takes part: gemeenten, aanbieders and software houses',
    reads: 'gateway',
    load: async () => (await import('./commands/parties.ts')).defineParties,
  },
  keys: {
    description: 'keys and certificates of parties, and the master key',
    reads: 'gateway',
    load: async () => (await import('./commands/keys.ts')).defineKeys,
  },
  mandates: {
    description: 'who may act for whom',
    reads: 'gateway',
    load: async () => (await import('./commands/mandates.ts')).defineMandates,
  },
  holds: {
    description: 'legal holds: what is kept though its term is over',
    reads: 'gateway',
    load: async () => (await import('./commands/holds.ts')).defineHolds,
  },
  operators: {
    description: 'keys of administrators, operators and auditors',
    reads: 'database',
    load: async () => (await import('./commands/operators.ts')).defineOperators,
  },
  messages: {
    description: 'messages of all parties, newest first, without what parties wrote',
    reads: 'database',
    load: async () => (await import('./commands/messages.ts')).defineMessages,
  },
  replay: {
    description: 'give failed messages their step once more',
    reads: 'database',
    load: async () => (await import('./commands/replay.ts')).defineReplay,
  },
  redeliver: {
    description: 'put delivered messages back into the mailbox of a party',
    reads: 'database',
    load: async () => (await import('./commands/replay.ts')).defineRedeliver,
  },
  queue: {
    description: 'what is to be done, what is held up, what failed, and who works',
    reads: 'database',
    load: async () => (await import('./commands/queue.ts')).defineQueue,
  },
  ledger: {
    description: 'what was said before: its chains, their checkpoints, import',
    reads: 'database',
    load: async () => (await import('./commands/ledger.ts')).defineLedger,
  },
  verify: {
    description:
      'whether all is as the gateway wrote it: ledger, access log, rights, messages, keys',
    reads: 'database',
    load: async () => (await import('./commands/verify.ts')).defineVerify,
  },
  'access-log': {
    description: 'who read or changed what, when, from where and why',
    reads: 'database',
    load: async () => (await import('./commands/access-log.ts')).defineAccessLog,
  },
  forgetting: {
    description: 'what is forgotten when its term is over',
    reads: 'database',
    load: async () => (await import('./commands/forgetting.ts')).defineForgetting,
  },
  spic: {
    description: 'the catalogues that tell segment, profile and intensity of products',
    reads: 'database',
    load: async () => (await import('./commands/spic.ts')).defineSpic,
  },
  products: {
    description: 'the products that gemeenten and aanbieders agreed',
    reads: 'database',
    load: async () => (await import('./commands/products.ts')).defineProducts,
  },
  validate: {
    description: 'say what is wrong with messages in files; nothing is sent or kept',
    reads: 'files',
    load: async () => (await import('./commands/validate.ts')).defineValidate,
  },
  post: {
    description: 'send messages in files to the gateway, for the party of the key',
    reads: 'party',
    load: async () => (await import('./commands/post.ts')).definePost,
  },
};

/** The word that names the command: `ijw --help queue`, `ijw help queue` and `ijw queue` all do. */
function namedIn(words: readonly string[]): string | undefined {
  const [first, second] = words.filter((word) => !word.startsWith('-'));
  return first === 'help' ? second : first;
}

async function build(words: readonly string[]): Promise<Command> {
  const program = new Command('ijw')
    .description('The gateway for iJw messages, from a terminal.')
    .version(version)
    // Words that are wrong end with another code than what could not be done.
    .exitOverride()
    .addHelpText('after', footerOf());
  const named = namedIn(words);
  for (const [name, { description, reads, load }] of Object.entries(commands)) {
    const command = program.command(name).description(description);
    if (name !== named) continue;
    (await load())(command);
    finish(command, reads);
  }
  return program;
}

/** What all commands have: `--json` and the same end of their help. */
function finish(command: Command, reads: Reads): void {
  command.addHelpText('after', footerOf(readBy(command) ?? reads));
  if (command.commands.length === 0) {
    command.addOption(new Option('--json', 'JSON, for scripts'));
    return;
  }
  for (const part of command.commands) finish(part, reads);
}

function codeFor(error: unknown): number {
  if (!(error instanceof CommanderError)) return endingOf(error);
  // It has said what it has to say; help that was asked for is no error.
  return error.exitCode === 0 ? 0 : endings.usage;
}

try {
  await (await build(process.argv.slice(2))).parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) console.error(await sentenceOf(error));
  process.exit(codeFor(error));
}
