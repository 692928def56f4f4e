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
    row: {
      'not-believed': 'was changed or added by someone else; it is not believed',
      revived: 'was revoked or withdrawn, and is back',
      misplaced: 'is in the mailbox of another party than it was sent to',
      'no-key': 'is not under the master key, or was changed',
      gone: 'it, its key or its content is gone, and there is no record that it was forgotten or deleted',
      miscounted: 'has another number than there are',
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
      gone: 'de rij, de sleutel of de inhoud is weg, zonder dat dit volgens de regels is vergeten of opgeruimd',
      miscounted: 'noemt een ander aantal dan er zijn',
    },
    sound: 'Alles is zoals de gateway het schreef.',
    notSound:
      'NIET ALLES IS ZOALS DE GATEWAY HET SCHREEF. Zoek uit wie in de database kan schrijven.',
  },
} as const;
