/** The texts of `ijw verify`. */
export const verifyWords = {
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
    sound: 'Alles is zoals de gateway het schreef.',
    notSound:
      'NIET ALLES IS ZOALS DE GATEWAY HET SCHREEF. Zoek uit wie in de database kan schrijven.',
  },
} as const;
