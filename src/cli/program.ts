import { Command, Option } from 'commander';
import { version } from '../app/version.ts';
import { footerOf, type Reads, readBy } from './ending.ts';

/** A command and its module, which is loaded only when the command is called, to start fast. */
interface Part {
  readonly description: string;
  readonly reads: Reads;
  readonly load: () => Promise<(command: Command) => void>;
}

const commands: Readonly<Record<string, Part>> = {
  parties: {
    description: 'the parties: gemeenten, aanbieders, software houses and regional offices',
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
  designations: {
    description: 'which regional office acts for which gemeenten, as their contract manager',
    reads: 'gateway',
    load: async () => (await import('./commands/designations.ts')).defineDesignations,
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
  sessions: {
    description: 'who is signed in to the console',
    reads: 'gateway',
    load: async () => (await import('./commands/sessions.ts')).defineSessions,
  },
  messages: {
    description: 'messages of all parties, newest first, without what parties wrote',
    reads: 'database',
    load: async () => (await import('./commands/messages.ts')).defineMessages,
  },
  replay: {
    description: 'process failed messages again',
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
    description: 'the ledger: its chains, their checkpoints, import',
    reads: 'database',
    load: async () => (await import('./commands/ledger.ts')).defineLedger,
  },
  verify: {
    description:
      'whether everything is as the gateway wrote it: ledger, access log, rights, messages, keys',
    reads: 'database',
    load: async () => (await import('./commands/verify.ts')).defineVerify,
  },
  verifications: {
    description: 'what was verified, when, and what was found',
    reads: 'database',
    load: async () => (await import('./commands/verifications.ts')).defineVerifications,
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
    description: 'the catalogues with segment, profile and intensity of products',
    reads: 'database',
    load: async () => (await import('./commands/spic.ts')).defineSpic,
  },
  products: {
    description: 'the products that gemeenten and aanbieders agreed',
    reads: 'database',
    load: async () => (await import('./commands/products.ts')).defineProducts,
  },
  contracts: {
    description: 'the contracts of gemeenten with aanbieders, with their tariffs',
    reads: 'database',
    load: async () => (await import('./commands/contracts.ts')).defineContracts,
  },
  declarations: {
    description: 'what was declared before, and between whom all declarations are known',
    reads: 'database',
    load: async () => (await import('./commands/declarations.ts')).defineDeclarations,
  },
  drafts: {
    description: 'of which gemeenten and aanbieders JW301s are drafted',
    reads: 'database',
    load: async () => (await import('./commands/drafts.ts')).defineDrafts,
  },
  'client-details': {
    description: 'what gemeenten know of children, for drafted JW301s',
    reads: 'database',
    load: async () => (await import('./commands/client-details.ts')).defineClientDetails,
  },
  conversion: {
    description: 'previews of running care as SPICs, what both sides say of them, and commits',
    reads: 'database',
    load: async () => (await import('./commands/conversion.ts')).defineConversion,
  },
  terms: {
    description: 'what parties have to do before a day, and whether it was in time',
    reads: 'database',
    load: async () => (await import('./commands/terms.ts')).defineTerms,
  },
  report: {
    description: 'what happened in a region, in full tens',
    reads: 'database',
    load: async () => (await import('./commands/report.ts')).defineReport,
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

/** The word that names the command, as in `ijw --help queue`, `ijw help queue` and `ijw queue`. */
function namedIn(words: readonly string[]): string | undefined {
  const [first, second] = words.filter((word) => !word.startsWith('-'));
  return first === 'help' ? second : first;
}

/** The words that name a command. */
export const commandNames: readonly string[] = Object.keys(commands);

/** What a command reads, unless its subcommand is marked otherwise. */
export function readsOf(command: string): Reads | undefined {
  return commands[command]?.reads;
}

/**
 * Builds the command line; only the command that the arguments name is loaded.
 *
 * @param words the arguments after `ijw`
 */
export async function build(words: readonly string[]): Promise<Command> {
  const program = new Command('ijw')
    .description('The gateway for iJw messages, from a terminal.')
    .version(version)
    // Wrong arguments have another exit code than a command that failed.
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

/** Adds to all commands: `--json` and the end of their help. */
function finish(command: Command, reads: Reads): void {
  command.addHelpText('after', footerOf(readBy(command) ?? reads));
  if (command.commands.length === 0) {
    command.addOption(new Option('--json', 'JSON, for scripts'));
    return;
  }
  for (const part of command.commands) finish(part, reads);
}
