import { isAfter } from '../../calendar.ts';
import { type BerichtType, berichtOfType } from '../../catalogue.ts';
import type { BerichtOf, Header } from '../../messages/berichten.ts';
import {
  antwoordOf,
  ongewijzigdeProducten,
  startProducten,
  stopProducten,
} from '../engine/classes.ts';
import { at, inside, located } from '../engine/located.ts';
import { isOwn, normalNumber, type Past } from '../engine/past.ts';
import {
  aangevraagdeProducten,
  teWijzigenProducten,
  toegewezenProducten,
} from '../engine/products.ts';
import { type Rule, rule } from '../engine/rule.ts';

/** Every heenbericht, a JW325 included. */
const heenberichten = [
  'JW301',
  'JW305',
  'JW307',
  'JW315',
  'JW317',
  'JW319',
  'JW323',
  'JW325',
] as const satisfies readonly BerichtType[];
type Heenbericht = BerichtOf<(typeof heenberichten)[number]>;

/** Rules that compare a message with what is outside all messages: the clock, and the list of the CBS. */
export const outside: readonly Rule[] = [
  rule({
    code: 'TR135',
    level: 4,
    retourCode: '8848',
    messages: heenberichten,
    berichtklasse: 'Header.BerichtIdentificatie',
    sentence: {
      nl: 'Dagtekening ligt in de toekomst. Vul de dag in waarop het bericht is gemaakt.',
      en: 'Dagtekening lies in the future. Fill in the day on which the message was made.',
    },
    reading: {
      nl: 'Een datum die niet bestaat wordt al door de XSD geweigerd; deze regel gaat over de toekomst, volgens de Nederlandse klok van de gateway.',
      en: 'A date that does not exist is refused by the XSD; this rule is about the future, by the Dutch clock of the gateway.',
    },
    check: (bericht, { today }) => {
      const identificatie = inside(headerOf(bericht), 'berichtIdentificatie');
      return isAfter(identificatie.value.dagtekening, today)
        ? [at(identificatie, 'dagtekening')]
        : [];
    },
  }),
  rule({
    code: 'TR378',
    level: 4,
    retourCode: 'S300',
    messages: heenberichten,
    berichtklasse: 'Header, Woonplaatsbeginsel',
    sentence: {
      nl: 'Deze gemeentecode bestaat niet, of niet op de datum waar het bericht over gaat. Controleer de code in de lijst van het CBS. Na een herindeling geldt de code van de nieuwe gemeente.',
      en: 'This municipality code does not exist, or not on the date that the message is about. Look the code up in the list of the CBS; after a merger the code of the new municipality holds.',
    },
    reading: {
      nl: 'Getoetst worden de gemeente in de Header en Woonplaatsbeginsel.Gemeente. De code moet gelden op de dag waarop de toewijzing ingaat. Dat is de dag die in het bericht staat. Noemt het bericht geen dag, dan is het de ingangsdatum van de toewijzing die de gateway bij het ToewijzingNummer kent (JW305, JW307, JW317), of bij een JW319 de gevraagde ingangsdatum. Is geen van die dagen bekend, dan telt Dagtekening. Woonplaatsbeginsel is goed als de code vandaag geldt, of gold op de gevraagde ingangsdatum. Na een herindeling mag de code van de opvolger ook voor eerdere dagen worden gebruikt. Een onbekende code wordt alleen geweigerd voor dagen vanaf 2021, waarvoor de lijst volledig is.',
      en: 'Tested are the municipality in the Header and Woonplaatsbeginsel.Gemeente. The day is that on which the allocation begins: as the message has it, or else as the allocation has it that the gateway knows by the ToewijzingNummer (JW305, JW307, JW317); for a JW319 that on which begins what was asked. Where none is there, it is Dagtekening. Woonplaatsbeginsel is right when the code holds today, or held on the day on which begins what was asked. After a redivision the successor is allowed for earlier days too. An unknown code is refused only for days from 2021, for which the list is complete.',
    },
    check: (bericht, { today, gemeenten, past }) => {
      const found: string[] = [];
      const header = headerOf(bericht);
      const field = berichtOfType(bericht.type).afzender === 'gemeente' ? 'afzender' : 'ontvanger';
      const code = header.value[field];
      const days = new Set(allocationDays(bericht, past));
      if (![...days].every((day) => gemeenten.allows(code, day))) found.push(at(header, field));
      const gemeente = bericht.type === 'JW319' ? woonplaats(bericht) : undefined;
      const lived = [today, ...requestDays(bericht, past)];
      if (gemeente && !lived.some((day) => gemeenten.allows(gemeente.value, day)))
        found.push(gemeente.path);
      return found;
    },
  }),
];

function headerOf(bericht: Heenbericht) {
  return { value: bericht.header as Header, path: at(located(bericht), 'header') };
}

function woonplaats(bericht: BerichtOf<'JW319'>) {
  const woonplaatsbeginsel = inside(antwoordOf(bericht), 'woonplaatsbeginsel');
  return woonplaatsbeginsel && inside(woonplaatsbeginsel, 'gemeente');
}

/**
 * The days on which the municipality of the Header must exist: those on which the allocations begin that the message
 * is about, and Dagtekening where neither the message nor the past has these.
 */
function allocationDays(bericht: Heenbericht, past: Past | undefined): string[] {
  const { dagtekening } = bericht.header.berichtIdentificatie;
  switch (bericht.type) {
    case 'JW301':
      return toegewezenProducten(bericht).map(({ begin }) => begin.value);
    case 'JW315':
      return aangevraagdeProducten(bericht).map(({ begin }) => begin.value);
    case 'JW305':
    case 'JW307':
    case 'JW317': {
      const begins = past && beginsOf(past);
      const days = referred(bericht).map(
        ({ toewijzingNummer, toewijzingIngangsdatum }) =>
          toewijzingIngangsdatum ??
          (toewijzingNummer ? begins?.get(normalNumber(toewijzingNummer)) : undefined) ??
          dagtekening,
      );
      // A JW317 that refers to none breaks TR352; its gemeente must exist all the same.
      return days.length > 0 ? days : [dagtekening];
    }
    case 'JW319': {
      const days = requestDays(bericht, past);
      return days.length > 0 ? days : [dagtekening];
    }
    case 'JW323':
    case 'JW325':
      return [dagtekening];
  }
}

/** The day on which begins what a JW319 answers; none where that is not known. */
function requestDays(bericht: Heenbericht, past: Past | undefined): string[] {
  if (bericht.type !== 'JW319') return [];
  const { referentieAanbieder } = bericht.antwoord;
  const asked = past?.requests.find((one) => one.referentieAanbieder === referentieAanbieder);
  return asked?.begin === undefined ? [] : [asked.begin];
}

/** The days on which the client's own allocations at its aanbieder begin, by number. */
function beginsOf({ allocations }: Past): Map<string, string> {
  const own = allocations.filter(isOwn);
  return new Map(own.map(({ toewijzingNummer, ingangsdatum }) => [toewijzingNummer, ingangsdatum]));
}

/** What a message says of the allocations that it refers to. */
function referred(bericht: BerichtOf<'JW305' | 'JW307' | 'JW317'>): readonly Reference[] {
  switch (bericht.type) {
    case 'JW305':
      return startProducten(bericht).map(({ value }) => value);
    case 'JW307':
      return stopProducten(bericht).map(({ value }) => value);
    case 'JW317':
      return [...ongewijzigdeProducten(bericht), ...teWijzigenProducten(bericht)].map(
        ({ value }) => value,
      );
  }
}

interface Reference {
  readonly toewijzingNummer?: string;
  readonly toewijzingIngangsdatum?: string;
}
