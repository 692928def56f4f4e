import type { Fault } from '../../ledger/chain/link.ts';
import { chainFaultText } from '../verification-texts.ts';

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
    fault: (fault) => chainFaultText(fault, 'nl'),
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
    fault: (fault) => chainFaultText(fault, 'en'),
  },
};
