import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { benchAccessLog } from './access-log.ts';
import { benchAgainst } from './against.ts';
import { benchBurst } from './burst.ts';
import { benchContracts } from './contracts.ts';
import { benchConversion } from './conversion.ts';
import { benchDeclarations } from './declarations.ts';
import { benchDelivery } from './delivery.ts';
import { benchFairness } from './fairness.ts';
import { benchForgetting } from './forgetting.ts';
import { benchLarge } from './large.ts';
import { benchLedger } from './ledger.ts';
import { benchLists } from './lists.ts';
import { benchMessages } from './messages.ts';
import { benchOutsider } from './outsider.ts';
import { benchPages } from './pages.ts';
import { benchReplays } from './replays.ts';
import { benchReport } from './report.ts';
import { benchRules } from './rules.ts';
import { printMarks } from './table.ts';
import { benchTerms } from './terms.ts';
import { benchUpgrade } from './upgrade.ts';
import { benchValidations } from './validations.ts';

const usage = `npm run bench [-- section...] [--seconds n] [--rounds n] [--rows n] [--profile folder]
npm run bench -- against --commit REV [--seconds n] [--rounds n] [--profile folder]
npm run bench -- upgrade --commit REV [--rows n]

  sections    validations, rules, messages, burst, large, declarations, delivery, ledger,
              access-log, replays, forgetting, outsider, contracts, terms, fairness;
              all of these when none is named; and lists, pages, conversion and report, which take long
  against     the present code beside an earlier commit, in alternation
  upgrade     the first start of the present code on data of an earlier version
  --seconds   how long each round of posts or inserts lasts, 2 by default
  --rounds    rounds per number of connections, 2 by default; 7 against an earlier commit
  --rows      how many rows the lists, the pages or the data are of, 1,000,000 by default
  --only      against an earlier commit, fairness: only what has this text in its name, as in 'polls'
  --profile   writes a CPU profile of the gateway into this folder`;

const sections = [
  ...[
    'validations',
    'rules',
    'messages',
    'burst',
    'large',
    'declarations',
    'delivery',
    'ledger',
    'access-log',
    'replays',
  ],
  'forgetting',
  'outsider',
  'contracts',
  'terms',
  'fairness',
  'lists',
  'pages',
  'conversion',
  'report',
];

/** A 99th percentile of less is that of a few calls. */
const fairSeconds = 8;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      seconds: { type: 'string', default: '2' },
      rounds: { type: 'string' },
      commit: { type: 'string' },
      rows: { type: 'string', default: '1000000' },
      profile: { type: 'string' },
      only: { type: 'string' },
    },
  });
  const seconds = Number(values.seconds);
  const { commit, profile, only } = values;
  const rounds = Number(values.rounds ?? (commit ? 7 : 2));
  const known = commit
    ? positionals.length === 1 && ['against', 'upgrade'].includes(positionals[0] ?? '')
    : positionals.every((name) => sections.includes(name));
  if (!(seconds > 0) || !(rounds >= 1) || !(Number(values.rows) >= 1000) || !known) {
    console.error(usage);
    process.exitCode = 2;
    return;
  }
  const asked = (name: string) =>
    positionals.includes(name) ||
    (positionals.length === 0 && !['lists', 'pages', 'conversion', 'report'].includes(name));
  const cores = cpus();
  console.log(
    `Node ${process.version}, ${cores.length} cores (${cores[0]?.model.trim() ?? 'unknown'}), ${process.platform} ${process.arch}`,
  );
  if (commit && positionals[0] === 'upgrade') return benchUpgrade(commit, Number(values.rows));
  if (commit) return benchAgainst({ commit, seconds, rounds, profile, only });
  if (asked('validations')) await benchValidations();
  if (asked('rules')) await benchRules();
  if (asked('messages')) await benchMessages({ seconds, rounds, profile });
  if (asked('burst')) await benchBurst(rounds);
  if (asked('large')) await benchLarge(profile);
  if (asked('declarations')) await benchDeclarations(profile);
  if (asked('delivery')) await benchDelivery({ seconds, rounds, profile });
  if (asked('ledger')) await benchLedger();
  if (asked('access-log')) await benchAccessLog();
  if (asked('replays')) await benchReplays(profile);
  if (asked('forgetting')) await benchForgetting();
  if (asked('outsider')) await benchOutsider();
  if (asked('contracts')) await benchContracts();
  if (asked('terms')) await benchTerms();
  if (asked('fairness'))
    await benchFairness({ seconds: Math.max(seconds, fairSeconds), only, profile });
  if (asked('lists')) await benchLists(Number(values.rows));
  if (asked('pages')) await benchPages(Number(values.rows));
  if (asked('conversion')) await benchConversion();
  if (asked('report')) await benchReport();
  printMarks();
}

await main();
