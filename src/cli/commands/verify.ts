import type { Command } from 'commander';
import { type RowVerification, verifyRows } from '../../exchange/verify-rows.ts';
import { type Agreement, ledgerDifferences } from '../../ledger/agreement.ts';
import { type Verification, verifyChains } from '../../ledger/verify.ts';
import { type LogVerification, verifyAccessLog } from '../../parties/access-log/verify.ts';
import { drawBar } from '../bar.ts';
import { endings } from '../ending.ts';
import { addLanguage } from '../options.ts';
import { type Printed, print } from '../print.ts';
import { withKeys } from '../session.ts';

type Language = 'nl' | 'en';

/** What came of all verifications. */
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
keys. It reads only, and takes minutes on a large database. It ends with 1 when anything is not as the gateway wrote it.`;

/** `ijw verify`: every verification that there is. */
export function defineVerify(verify: Command): void {
  addLanguage(verify).addHelpText('after', help).action(verifyAll);
}

async function verifyAll(options: Printed & { lang: Language }): Promise<void> {
  const draws = process.stderr.isTTY;
  const shown = (what: string) =>
    draws ? { onProgress: (done: number, total: number) => drawBar(done, total, what) } : {};
  const result = await withKeys(async ({ pool }, keys): Promise<Verified> => {
    const ledger = await verifyChains(pool, keys, shown('entries'));
    const tables = await ledgerDifferences(pool, keys, shown('entries').onProgress);
    const accessLog = await verifyAccessLog(pool, keys, shown('batches'));
    const rows = await verifyRows(pool, keys, shown('rows'));
    const sound = ledger.sound && tables.agree && accessLog.sound && rows.sound;
    return { sound, ledger, tables, accessLog, rows };
  });
  if (draws) process.stderr.write('\n');
  print(result, options, (verified) => textOf(verified, options.lang));
  if (!result.sound) process.exitCode = endings.notAllWell;
}

function textOf({ sound, ledger, tables, accessLog, rows }: Verified, language: Language): string {
  const say = words[language];
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
    ...rows.faults.map(({ table, id, kind }) => `  ${table} ${id}: ${say.row[kind]}`),
    sound ? say.sound : say.notSound,
  ].join('\n');
}

const words = {
  en: {
    ledger: (entries: number, sound: boolean) =>
      `Ledger: ${entries} entries, ${sound ? 'all chains are whole' : 'NOT ALL CHAINS ARE WHOLE'}.`,
    chain: (code: string, kind: string, number: number) =>
      `  ${code}: ${kind}, at entry ${number}. More: ijw ledger verify.`,
    tables: (agree: boolean) =>
      agree
        ? 'Tables of the ledger: as the entries say.'
        : 'Tables of the ledger: THEY DIFFER FROM THE ENTRIES. More: ijw ledger rebuild --check.',
    accessLog: (rows: number, sound: boolean) =>
      `Access log: ${rows} rows, ${sound ? 'whole' : 'NOT WHOLE'}.`,
    batch: (kind: string, batch: number) =>
      `  ${kind}, at batch ${batch}. More: ijw access-log verify.`,
    rows: (rows: number, faults: number) =>
      `Rows that decide, lists, messages and keys: ${rows} rows, ${faults === 0 ? 'all as the gateway wrote them' : `${faults} NOT AS THE GATEWAY WROTE THEM`}.`,
    row: {
      'not-believed': 'was changed, or put in by somebody else; it is not believed',
      revived: 'was revoked or withdrawn, and is back',
      misplaced: 'is in the mailbox of another party than it was sent to',
      'no-key': 'is not under the master key, or was changed',
      gone: 'its key or content is gone, and nothing says that it was forgotten',
      miscounted: 'tells another number than there are',
    },
    sound: 'All is as the gateway wrote it.',
    notSound: 'NOT ALL IS AS THE GATEWAY WROTE IT. Find out who can write in the database.',
  },
  nl: {
    ledger: (entries: number, sound: boolean) =>
      `Grootboek: ${entries} regels, ${sound ? 'alle ketens zijn heel' : 'NIET ALLE KETENS ZIJN HEEL'}.`,
    chain: (code: string, kind: string, number: number) =>
      `  ${code}: ${kind}, bij regel ${number}. Meer: ijw ledger verify.`,
    tables: (agree: boolean) =>
      agree
        ? 'Tabellen van het grootboek: komen overeen met de regels.'
        : 'Tabellen van het grootboek: WIJKEN AF VAN DE REGELS. Meer: ijw ledger rebuild --check.',
    accessLog: (rows: number, sound: boolean) =>
      `Toegangslog: ${rows} regels, ${sound ? 'heel' : 'NIET HEEL'}.`,
    batch: (kind: string, batch: number) =>
      `  ${kind}, bij blok ${batch}. Meer: ijw access-log verify.`,
    rows: (rows: number, faults: number) =>
      `Rechten, lijsten, berichten en sleutels: ${rows} rijen, ${faults === 0 ? 'alle zoals de gateway ze schreef' : `${faults} NIET ZOALS DE GATEWAY ZE SCHREEF`}.`,
    row: {
      'not-believed':
        'is gewijzigd of door iemand anders toegevoegd; de gateway gelooft deze rij niet',
      revived: 'was ingetrokken en is terug',
      misplaced: 'staat in de postbus van een andere partij dan de ontvanger',
      'no-key': 'past niet bij de hoofdsleutel, of is gewijzigd',
      gone: 'de sleutel of de inhoud is weg, zonder dat dit is vergeten volgens de regels',
      miscounted: 'noemt een ander aantal dan er zijn',
    },
    sound: 'Alles is zoals de gateway het schreef.',
    notSound:
      'NIET ALLES IS ZOALS DE GATEWAY HET SCHREEF. Zoek uit wie in de database kan schrijven.',
  },
} as const;
