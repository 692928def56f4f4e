import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { benchAccessLog } from './access-log.ts';
import { benchDelivery } from './delivery.ts';
import { benchLarge } from './large.ts';
import { benchLedger } from './ledger.ts';
import { benchMessages } from './messages.ts';
import { benchReplays } from './replays.ts';
import { benchRules } from './rules.ts';
import { benchValidations } from './validations.ts';

const usage = `npm run bench [-- section...] [--seconds n] [--rounds n] [--profile folder]

  sections    validations, rules, messages, large, delivery, ledger,
              access-log, replays; all when none is named
  --seconds   how long each round of posts or inserts lasts, 2 unless told
  --rounds    rounds per number of connections, 2 unless told
  --profile   writes a CPU profile of the gateway into this folder`;

const sections = [
  ...['validations', 'rules', 'messages', 'large', 'delivery', 'ledger', 'access-log', 'replays'],
];

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      seconds: { type: 'string', default: '2' },
      rounds: { type: 'string', default: '2' },
      profile: { type: 'string' },
    },
  });
  const seconds = Number(values.seconds);
  const rounds = Number(values.rounds);
  if (!(seconds > 0) || !(rounds >= 1) || positionals.some((name) => !sections.includes(name))) {
    console.error(usage);
    process.exitCode = 2;
    return;
  }
  const asked = (name: string) => positionals.length === 0 || positionals.includes(name);
  const cores = cpus();
  console.log(
    `Node ${process.version}, ${cores.length} cores (${cores[0]?.model.trim() ?? 'unknown'}), ${process.platform} ${process.arch}`,
  );
  if (asked('validations')) await benchValidations();
  if (asked('rules')) await benchRules();
  if (asked('messages')) await benchMessages({ seconds, rounds, profile: values.profile });
  if (asked('large')) await benchLarge(values.profile);
  if (asked('delivery')) await benchDelivery({ seconds, rounds, profile: values.profile });
  if (asked('ledger')) await benchLedger();
  if (asked('access-log')) await benchAccessLog();
  if (asked('replays')) await benchReplays(values.profile);
}

await main();
