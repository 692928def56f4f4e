import type { Fault } from '../../ledger/chain/link.ts';

interface Words {
  readonly none: string;
  readonly header: readonly [string, string, string, string, string];
  readonly whole: string;
  readonly sound: string;
  readonly notSound: string;
  readonly speed: (entries: number, seconds: string, perSecond: number) => string;
  readonly old: (entries: number, confirmed: number) => string;
  /** What cannot be known of old entries. */
  readonly aboutOld: string;
  readonly fault: (fault: Fault) => string;
}

/** The texts of `ijw ledger verify`. */
export const ledgerWords: Readonly<Record<'nl' | 'en', Words>> = {
  nl: {
    none: 'Er is geen keten.',
    header: ['gemeente', 'goede regels', 'controlepunten', 'oude regels', 'keten'],
    whole: 'heel',
    sound: 'Alle ketens zijn heel.',
    notSound: 'NIET ALLE KETENS ZIJN HEEL.',
    speed: (entries, seconds, perSecond) =>
      `${entries} regels in ${seconds.replace('.', ',')} s, ${perSecond} per seconde.`,
    old: (entries, confirmed) => `${entries}, waarvan ${confirmed} bevestigd`,
    aboutOld:
      'Oude regels zijn door een eerdere versie geschreven. Hierboven staat hoeveel daarvan een controlepunt bevestigt: die regels zijn sindsdien niet veranderd. Of iemand met toegang tot de database oude regels vóór die tijd heeft vervalst, is niet meer vast te stellen. Sinds de start van deze versie valt dat wel op.',
    fault: dutchFault,
  },
  en: {
    none: 'There is no chain.',
    header: ['municipality', 'right entries', 'checkpoints', 'old entries', 'chain'],
    whole: 'whole',
    sound: 'All chains are whole.',
    notSound: 'NOT ALL CHAINS ARE WHOLE.',
    speed: (entries, seconds, perSecond) =>
      `${entries} entries in ${seconds} s, ${perSecond} a second.`,
    old: (entries, confirmed) => `${entries}, ${confirmed} of them confirmed`,
    aboutOld:
      'Old entries were written by an earlier version. A checkpoint of then confirms as many as it says here: these were not changed since. Whether anyone with access to the database forged old entries before that cannot be found any more. From the start of this version on it cannot be done unseen.',
    fault: englishFault,
  },
};

function englishFault({ kind, number, to }: Fault): string {
  switch (kind) {
    case 'changed':
      return `entry ${number} was changed`;
    case 'missing':
      return `entry ${number} is missing`;
    case 'reordered':
      return `entry ${number} was elsewhere in the chain`;
    case 'rewritten':
      return to === undefined
        ? `entry ${number} was replaced by another`
        : `one or more of the entries ${number} to ${to} were replaced by others`;
    case 'cut-off':
      return `it was cut off: entry ${number} and what came after it are gone`;
    case 'beyond-head':
      return `entry ${number} is beyond the head of the chain, which was set back or is gone`;
    case 'downgraded':
      return `entry ${number} is written as versions before did, and was not there when the chains of those were closed`;
    case 'checkpoint':
      return `the checkpoint at entry ${number} was not made by this gateway, was changed, or is gone`;
  }
}

function dutchFault({ kind, number, to }: Fault): string {
  switch (kind) {
    case 'changed':
      return `regel ${number} is veranderd`;
    case 'missing':
      return `regel ${number} ontbreekt`;
    case 'reordered':
      return `regel ${number} stond op een andere plaats in de keten`;
    case 'rewritten':
      return to === undefined
        ? `regel ${number} is door een andere vervangen`
        : `een of meer van de regels ${number} tot en met ${to} zijn door andere vervangen`;
    case 'cut-off':
      return `de keten is afgekapt: regel ${number} en alles daarna is weg`;
    case 'beyond-head':
      return `regel ${number} staat voorbij het einde van de keten: dat einde is teruggezet of weg`;
    case 'downgraded':
      return `regel ${number} is geschreven zoals een eerdere versie deed, en was er niet toen die ketens werden afgesloten`;
    case 'checkpoint':
      return `het controlepunt bij regel ${number} is niet van deze gateway, is veranderd, of is weg`;
  }
}
