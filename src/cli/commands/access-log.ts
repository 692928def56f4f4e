import { once } from 'node:events';
import { type Command, Option } from 'commander';
import { csvOf, jsonArrayOf } from '../../http/access-log/access-log-export.ts';
import { logSources } from '../../messages/views/log-sources.ts';
import { concludeLog } from '../../operations/verifications/model.ts';
import { AccessLog } from '../../parties/access-log/log.ts';
import {
  type LogVerification,
  type LogVerifyOptions,
  verifyAccessLog,
} from '../../parties/access-log/verify.ts';
import { logFaultText } from '../../texts/verification-texts.ts';
import { ProgressBar } from '../bar.ts';
import { endings } from '../ending.ts';
import { verifyAndKeep } from '../kept-verification.ts';
import { addPeriod, messageId, partyCode } from '../options.ts';
import { type Printed, print } from '../print.ts';
import { callAtTerminal, withKeys } from '../session.ts';

interface ExportOptions extends Printed {
  readonly format: 'csv' | 'json';
  readonly party?: string;
  readonly message?: string;
  readonly client?: string;
  readonly from?: Date;
  readonly to?: Date;
}

/** `ijw access-log`: who read or changed what. */
export function defineAccessLog(log: Command): void {
  log
    .command('verify')
    .description('walk the log and name the first batch that is not as it was sealed')
    .addHelpText('after', '\nIt ends with 1 when the log is not whole.')
    .action(verify);

  addPeriod(
    log
      .command('export')
      .description('print the rows, newest first; the export is logged too')
      .addOption(new Option('--format <format>', 'how').choices(['csv', 'json']).default('csv'))
      .option('--party <code>', 'about the data of this party', partyCode)
      .option('--message <id>', 'about this message', messageId)
      .option('--client <id>', 'about this child, by its random id', messageId),
    'done',
  ).action(exportRows);
}

async function verify(options: Printed): Promise<void> {
  const result = await withKeys(async (store, keys) => {
    using progress = new ProgressBar();
    const walk = (walked: LogVerifyOptions) => verifyAccessLog(store.pool, keys, walked);
    const wish = { what: 'access-log', walk, conclude: concludeLog } as const;
    return await verifyAndKeep(store, keys, wish, progress.shown('batches'));
  });
  print(result, options, textOf);
  if (!result.sound) process.exitCode = endings.notAllWell;
}

function textOf({ sound, rows, batches, closedMonths, fault }: LogVerification): string {
  const walked = `${rows} rows in ${batches} batches are as they were sealed.`;
  const gone =
    closedMonths.length > 0
      ? [`Of ${closedMonths.join(', ')} the rows are gone, and the closing hash holds.`]
      : [];
  const verdict = sound ? 'The access log is whole.' : 'THE ACCESS LOG IS NOT WHOLE.';
  return [...(fault ? [logFaultText(fault, 'en')] : []), walked, ...gone, verdict].join('\n');
}

async function exportRows(options: ExportOptions): Promise<void> {
  const { party, message, client, from, to } = options;
  const format = options.json ? 'json' : options.format;
  await withKeys(async ({ pool }, keys) => {
    const rows = new AccessLog(pool, keys, logSources).export(callAtTerminal(), {
      ...(party && { party }),
      ...(message && { messageId: message }),
      ...(client && { clientId: client }),
      ...(from && { from }),
      ...(to && { to }),
    });
    for await (const text of format === 'csv' ? csvOf(rows) : jsonArrayOf(rows))
      if (!process.stdout.write(text)) await once(process.stdout, 'drain');
  });
}
