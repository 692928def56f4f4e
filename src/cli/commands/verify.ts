import type { Command } from 'commander';
import { type Verification, verifyChains } from '../../ledger/chain/verify.ts';
import { type Agreement, ledgerDifferences } from '../../ledger/projection/agreement.ts';
import { type RowVerification, verifyRows } from '../../operations/integrity/verify-rows.ts';
import { concludeLedger, concludeLog, concludeRows } from '../../operations/verifications/model.ts';
import { type LogVerification, verifyAccessLog } from '../../parties/access-log/verify.ts';
import { verifyWords } from '../../texts/cli/verify-words.ts';
import { rowFaultTexts } from '../../texts/verification-texts.ts';
import { ProgressBar } from '../bar.ts';
import { endings } from '../ending.ts';
import { verifyAndKeep } from '../kept-verification.ts';
import { addLanguage } from '../options.ts';
import { type Printed, print } from '../print.ts';
import { withKeys } from '../session.ts';

type Language = 'nl' | 'en';

/** The results of all verifications. */
interface Verified {
  readonly sound: boolean;
  readonly ledger: Verification;
  readonly tables: Agreement;
  readonly accessLog: LogVerification;
  readonly rows: RowVerification;
}

const help = `
It walks the chains of the ledger, compares its tables with the entries, walks the access log, and looks at
the rows that decide who may do what, those of messages, the lists that messages are judged by and all data
keys. It changes nothing but that it keeps what it found (\`ijw verifications\`), and takes minutes on a large database. It ends with 1 when anything is not as the gateway wrote it.`;

/** `ijw verify`: runs every verification. */
export function defineVerify(verify: Command): void {
  addLanguage(verify).addHelpText('after', help).action(verifyAll);
}

async function verifyAll(options: Printed & { lang: Language }): Promise<void> {
  const result = await withKeys(async (store, keys): Promise<Verified> => {
    const { pool } = store;
    using progress = new ProgressBar();
    const ledger = await verifyAndKeep(
      store,
      keys,
      {
        what: 'ledger',
        walk: (options) => verifyChains(pool, keys, options),
        conclude: concludeLedger,
      },
      progress.shown('entries'),
    );
    const tables = await ledgerDifferences(pool, keys, progress.shown('entries').onProgress);
    const accessLog = await verifyAndKeep(
      store,
      keys,
      {
        what: 'access-log',
        walk: (options) => verifyAccessLog(pool, keys, options),
        conclude: concludeLog,
      },
      progress.shown('batches'),
    );
    const rows = await verifyAndKeep(
      store,
      keys,
      { what: 'rows', walk: (options) => verifyRows(pool, keys, options), conclude: concludeRows },
      progress.shown('rows'),
    );
    const sound = ledger.sound && tables.agree && accessLog.sound && rows.sound;
    return { sound, ledger, tables, accessLog, rows };
  });
  print(result, options, (verified) => textOf(verified, options.lang));
  if (!result.sound) process.exitCode = endings.notAllWell;
}

function textOf({ sound, ledger, tables, accessLog, rows }: Verified, language: Language): string {
  const say = verifyWords[language];
  const broken = ledger.chains.flatMap(({ municipality, fault }) =>
    fault ? [say.chain(municipality, fault.kind, fault.number)] : [],
  );
  const looked = Object.values(rows.rows).reduce((sum, count) => sum + count, 0);
  return [
    say.ledger(ledger.entries, ledger.sound),
    ...broken,
    say.tables(tables.agree),
    say.accessLog(accessLog.rows, accessLog.sound),
    ...(accessLog.fault ? [say.batch(accessLog.fault.kind, accessLog.fault.batch)] : []),
    say.rows(looked, rows.faultCount),
    ...rows.faults.map(
      ({ table, id, kind }) => `  ${table} ${id}: ${rowFaultTexts[kind][language]}`,
    ),
    sound ? say.sound : say.notSound,
  ].join('\n');
}
