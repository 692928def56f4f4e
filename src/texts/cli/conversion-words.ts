import type { HoldReason, UnmappedReason } from '../../ledger/conversion/model.ts';
import type { Language } from '../problem-text.ts';

/** The texts of a preview of a conversion in a terminal. */
export interface ConversionWords {
  /** Names of facts. */
  readonly facts: {
    readonly conversion: string;
    readonly day: string;
    readonly state: string;
    readonly gemeenten: string;
    readonly aanbieders: string;
    readonly made: string;
    readonly shared: string;
    readonly digest: string;
    readonly leftOut: string;
    readonly declaredUnused: string;
    readonly rows: string;
    readonly mapped: string;
    readonly unmapped: string;
    readonly held: string;
    readonly lower: string;
    readonly equal: string;
    readonly higher: string;
    readonly unknown: string;
    readonly remains: string;
    readonly price: string;
    readonly difference: string;
    /** Sums are of rows of which both amounts are known. */
    readonly bothKnown: (sum: string) => string;
    readonly notSummed: string;
  };
  readonly states: Readonly<Record<'making' | 'ready' | 'failed', string>>;
  readonly all: string;
  readonly by: (moment: string, who: string) => string;
  readonly notShared: string;
  /** How far it is, while it is made; the total may not be known yet. */
  readonly progress: (done: number, total: number | null) => string;
  /** Cases of which the ledger cannot be read, and figures that are of no allocation that was looked at. */
  readonly leftOut: (count: number) => string;
  readonly declaredUnused: (count: number) => string;
  readonly sumsHeader: readonly [what: string, count: string, amount: string];
  readonly agreedBy: (gemeente: number, aanbieder: number, both: number) => string;
  readonly unmappedTitle: string;
  readonly heldTitle: string;
  readonly pairTitle: string;
  readonly barsTitle: string;
  readonly reasonHeader: readonly [count: string, reason: string];
  /** Above sums per gemeente and aanbieder. */
  readonly pairHeader: readonly string[];
  /** In a few words; a list of rows has a whole sentence. */
  readonly reasons: Readonly<Record<UnmappedReason | HoldReason, string>>;
}

const dutch: ConversionWords = {
  facts: {
    ...{ conversion: 'omzetting', day: 'naar', state: 'stand', gemeenten: 'gemeenten' },
    ...{ aanbieders: 'aanbieders', made: 'gemaakt', shared: 'gedeeld', digest: 'digest' },
    ...{ leftOut: 'overgeslagen', declaredUnused: 'ongebruikt' },
    ...{ rows: 'toewijzingen', mapped: 'gekoppeld', unmapped: 'niet gekoppeld' },
    ...{ held: 'tegengehouden', lower: 'lager', equal: 'gelijk', higher: 'hoger' },
    ...{ unknown: 'onbekend', remains: 'blijft over', price: 'prijs van de SPIC’s' },
    ...{ difference: 'verschil', notSummed: 'niet meegeteld in deze bedragen' },
    bothKnown: (sum) => `${sum}, waar beide bedragen bekend zijn`,
  },
  states: { making: 'wordt gemaakt', ready: 'klaar', failed: 'mislukt' },
  all: 'alle',
  by: (moment, who) => `${moment}, door ${who}`,
  notShared: 'nee, aanbieders zien deze omzetting nog niet',
  progress: (done, total) =>
    total === null ? `${done} bekeken` : `${done} van de ${total} bekeken`,
  leftOut: (count) => `${count}, omdat het grootboek daarvan niet te lezen is`,
  declaredUnused: (count) => `${count} van de declaratiecijfers: de toewijzing is niet bekeken`,
  sumsHeader: ['', 'aantal', 'bedrag'],
  agreedBy: (gemeente, aanbieder, both) =>
    `Akkoord: gemeente ${gemeente}, aanbieder ${aanbieder}, allebei ${both}.`,
  unmappedTitle: 'Niet gekoppeld aan een SPIC:',
  heldTitle: 'Tegengehouden (een toewijzing kan meer redenen hebben):',
  pairTitle: 'Per gemeente en aanbieder:',
  barsTitle: 'Verschil per toewijzing:',
  reasonHeader: ['aantal', 'reden'],
  pairHeader: [
    ...['gemeente', 'aanbieder', 'rijen', 'gekoppeld', 'tegengehouden'],
    ...['niet meegeteld', 'blijft over', 'prijs', 'verschil', 'akkoord'],
  ],
  reasons: {
    'no-rule': 'geen regel in de omzettabel past',
    'no-product': 'de toewijzing noemt geen product',
    'no-contract': 'de SPIC staat op de dag van de omzetting in geen contract',
    'no-tariff': 'in het contract staat geen tarief voor de SPIC',
    'age-unknown': 'de leeftijd is niet bekend, en een regel vraagt ernaar',
    'remains-unknown': 'wat er overblijft is niet bekend, en een regel vraagt ernaar',
    'end-needed': '70/30 vraagt om een einddatum, en die is er niet',
    'unit-differs': 'het tarief van de SPIC heeft een andere eenheid dan het oude volume',
    'nothing-remains': 'er is niets over van het oude volume',
    'open-request': 'een verzoek is nog niet beantwoord',
    'granted-after-end': 'er zijn prestaties toegekend na de nieuwe einddatum',
    'undecided-after-end': 'over prestaties na de nieuwe einddatum is nog niet beslist',
    'begins-later': 'de toewijzing begint pas op of na de dag van de omzetting',
    'changes-over':
      'de zorg gaat al over naar een andere aanbieder, gemeente of manier van betalen',
    'same-spic': 'meer toewijzingen zouden dezelfde SPIC worden',
    'overlaps-kept': 'een toewijzing die blijft, overlapt met de SPIC',
    'care-overlaps': 'twee toewijzingen van dit kind zijn op dezelfde dag hetzelfde product',
    'client-data': 'gegevens van de cliënt ontbreken',
    'address-unsafe': 'het adres van de cliënt moet geheim blijven',
    'ledger-incomplete': 'de gemeente heeft nog niet vastgelegd dat alle toewijzingen bekend zijn',
  },
};

const english: ConversionWords = {
  facts: {
    ...{ conversion: 'conversion', day: 'day', state: 'state', gemeenten: 'gemeenten' },
    ...{ aanbieders: 'aanbieders', made: 'made', shared: 'shared', digest: 'digest' },
    ...{ leftOut: 'left out', declaredUnused: 'not used' },
    ...{ rows: 'allocations', mapped: 'mapped', unmapped: 'not mapped', held: 'held back' },
    ...{ lower: 'lower', equal: 'equal', higher: 'higher', unknown: 'unknown' },
    ...{ remains: 'remains', price: 'price of the SPICs', difference: 'difference' },
    notSummed: 'left out of these sums',
    bothKnown: (sum) => `${sum}, where both are known`,
  },
  states: { making: 'being made', ready: 'ready', failed: 'failed' },
  all: 'all',
  by: (moment, who) => `${moment}, by ${who}`,
  notShared: 'no, aanbieders do not see it yet',
  progress: (done, total) =>
    total === null ? `${done} looked at` : `${done} of ${total} looked at`,
  leftOut: (count) => `${count}, of which the ledger cannot be read`,
  declaredUnused: (count) =>
    `${count} of the declared figures: their allocations were not looked at`,
  sumsHeader: ['', 'count', 'amount'],
  agreedBy: (gemeente, aanbieder, both) =>
    `Agreed: gemeente ${gemeente}, aanbieder ${aanbieder}, both ${both}.`,
  unmappedTitle: 'Not mapped to a SPIC:',
  heldTitle: 'Held back for now (an allocation may have several reasons):',
  pairTitle: 'Per gemeente and aanbieder:',
  barsTitle: 'Difference per allocation:',
  reasonHeader: ['count', 'reason'],
  pairHeader: [
    ...['gemeente', 'aanbieder', 'rows', 'mapped', 'held back'],
    ...['left out', 'remains', 'price', 'difference', 'agreed'],
  ],
  reasons: {
    'no-rule': 'no rule of the mapping fits',
    'no-product': 'the allocation names no product',
    'no-contract': 'the SPIC is in no contract on the day of conversion',
    'no-tariff': 'the contract has no tariff for the SPIC',
    'age-unknown': 'the age is not known, and a rule asks for it',
    'remains-unknown': 'what remains is not known, and a rule asks for it',
    'end-needed': '70/30 needs an Einddatum, and there is none',
    'unit-differs': 'the tariff of the SPIC is of another unit than the old volume',
    'nothing-remains': 'nothing is left of the old volume',
    'open-request': 'a request is not answered',
    'granted-after-end': 'Prestaties were granted after the new Einddatum',
    'undecided-after-end': 'Prestaties after the new Einddatum are not decided',
    'begins-later': 'it begins on the day of conversion or later',
    'changes-over': 'it changes over to another aanbieder, gemeente or way of paying already',
    'same-spic': 'several allocations would become the same SPIC',
    'overlaps-kept': 'an allocation that stays overlaps with the SPIC',
    'care-overlaps': 'two allocations of the child are the same product on one day',
    'client-data': 'data of the client is missing',
    'address-unsafe': 'the address of the client is to be kept secret',
    'ledger-incomplete': 'the gemeente did not say yet that all allocations are known',
  },
};

export const conversionWords: Readonly<Record<Language, ConversionWords>> = {
  nl: dutch,
  en: english,
};
