import type { DifferenceBand } from '../region/report/conversions.ts';
import type { SignalKind } from '../region/signals/signal.ts';
import type { ProviderSize } from '../region/sizes/sizes.ts';
import type { TermKind } from '../region/terms/term.ts';
import type { Language } from './problem-text.ts';

type Words = Readonly<Record<Language, string>>;

const words = (nl: string, en: string): Words => ({ nl, en });

/** How the numbers of a report are to be read. */
export const howToRead = words(
  'Elk getal telt alleen volle tientallen: een tiental telt in de periode waarin het vol raakte, en wat overblijft telt in een later rapport. Een leeg vak is minder dan tien, en misschien niets.',
  'Each number counts full tens only: a ten counts in the period in which it became full, and what is left over counts in a later report. An empty cell is fewer than ten, and maybe nothing.',
);

/** What is said with a report. `{from}`, `{to}` and `{gemeenten}` are filled in. */
export const reportWords = {
  title: words('Regiorapport', 'Report of the region'),
  period: words('Van {from} tot en met {to}.', 'From {from} to {to}, both included.'),
  counted: words('Gemeenten: {gemeenten}.', 'Gemeenten: {gemeenten}.'),
  none: words('Er zijn geen gemeenten om over te tellen.', 'There are no gemeenten to count.'),
  leftOut: words(
    'Niet geteld: {gemeenten}. De tientallen van een regio tellen alle gemeenten van die regio samen, en niet al deze gemeenten hebben u aangewezen.',
    'Not counted: {gemeenten}. The tens of a region count all its gemeenten together, and not all of these have designated you.',
  ),
  nothing: words(
    'Hier is geen getal van tien of meer. Er kan wel iets zijn gebeurd: dat telt mee in een later rapport.',
    'There is no number of ten or more here. Something may have happened: it counts in a later report.',
  ),
} as const;

/** The titles of the tables of a report, at most 31 characters: they are names of sheets too. */
export const tableTitles = {
  messages: words('Aangenomen berichten', 'Accepted messages'),
  rules: words('Afgekeurd, per regel', 'Refused, by rule'),
  door: words('Geweigerd bij ontvangst', 'Refused at the door'),
  parties: words('Afgekeurd door een partij', 'Refused by a party'),
  brokenMost: words('Meest overtreden regels', 'Rules broken most'),
  terms: words('Termijnen', 'Terms'),
  converted: words('Omzetting naar SPICs', 'Conversion to SPICs'),
  signals: words('Knelpunten', 'Signals'),
  products: words('Toewijzing, start en stop', 'Allocations, starts and stops'),
} as const;
export type TableName = keyof typeof tableTitles;

/** The headers of columns. */
export const columnWords = {
  type: words('Bericht', 'Message'),
  small: words('Kleine aanbieders', 'Small aanbieders'),
  large: words('Grote aanbieders', 'Large aanbieders'),
  rule: words('Regel', 'Rule'),
  code: words('Code', 'Code'),
  why: words('Reden', 'Reason'),
  count: words('Aantal', 'Number'),
  sentence: words('Wat helpt', 'What helps'),
  link: words('Meer over deze regel', 'More about this rule'),
  term: words('Termijn', 'Term'),
  inTime: words('Op tijd', 'In time'),
  late: words('Te laat', 'Late'),
  missed: words('Niet gedaan', 'Missed'),
  median: words('Helft binnen', 'Half within'),
  p90: words('90% binnen', '90% within'),
  unit: words('Soort dagen', 'Kind of days'),
  outcome: words('Omzetting', 'Conversion'),
  signal: words('Knelpunt', 'Signal'),
  segment: words('Segment', 'Segment'),
  size: words('Aanbieder', 'Aanbieder'),
  categorie: words('Productcategorie', 'Product category'),
  product: words('Productcode', 'Product code'),
  spic: words('SPIC', 'SPIC'),
  allocated: words('Toegewezen', 'Allocated'),
  started: words('Gestart', 'Started'),
  stopped: words('Gestopt', 'Stopped'),
} as const;
export type ColumnName = keyof typeof columnWords;

/** What has to be done within a term. */
export const termWords: Readonly<Record<TermKind, Words>> = {
  retour: words('Retour sturen', 'Send the retour'),
  'declaration-answer': words('JW325 sturen', 'Send the JW325'),
  decision: words('Op een verzoek beslissen', 'Decide on a request'),
  investigation: words(
    'Na onderzoek op een verzoek beslissen',
    'Decide on a request after an investigation',
  ),
  residence: words('Afwijzen op woonplaats', 'Refuse on residence'),
  start: words('Start melden', 'Report the start'),
  stop: words('Stop melden', 'Report the stop'),
};

export const unitWords = {
  'working-days': words('werkdagen', 'working days'),
  'calendar-days': words('kalenderdagen', 'calendar days'),
} as const;

/** Whether a rule explains why a party refused. */
export const explainedWords = {
  yes: words('Volgens een regel', 'By a rule'),
  no: words('Zonder dat een regel is overtreden', 'Though no rule was broken'),
} as const;

/** How conversions ended; the differences are those of what was approved. */
export const conversionWords: Readonly<Record<'approved' | 'refused' | DifferenceBand, Words>> = {
  approved: words('Goedgekeurd', 'Approved'),
  refused: words('Afgekeurd', 'Refused'),
  'lower-over-2500': words('Meer dan € 2.500 lager', 'More than € 2,500 lower'),
  'lower-1000-to-2500': words('€ 1.000 tot en met € 2.500 lager', '€ 1,000 to € 2,500 lower'),
  'lower-under-1000': words('Minder dan € 1.000 lager', 'Less than € 1,000 lower'),
  equal: words('Gelijk', 'Equal'),
  'higher-under-1000': words('Minder dan € 1.000 hoger', 'Less than € 1,000 higher'),
  'higher-1000-to-2500': words('€ 1.000 tot en met € 2.500 hoger', '€ 1,000 to € 2,500 higher'),
  'higher-over-2500': words('Meer dan € 2.500 hoger', 'More than € 2,500 higher'),
  unknown: words('Verschil niet bekend', 'Difference not known'),
};

/** What does not fit. */
export const signalWords: Readonly<Record<SignalKind, Words>> = {
  budget: words('Budget van een kind past niet', 'The budget of a child does not fit'),
  'main-contractor': words('Geen hoofdaannemer te vinden', 'No main contractor to be found'),
  subcontractors: words('Onderaannemers in het plan genoemd', 'Subcontractors named in the plan'),
  tariff: words('Tarief B of C', 'Tariff B against C'),
  waiting: words('Wachttijd', 'Waiting'),
  other: words('Anders', 'Other'),
};

export const sizeWords: Readonly<Record<ProviderSize, Words>> = {
  small: words('Klein', 'Small'),
  large: words('Groot', 'Large'),
};

/** A SPIC in words. */
export function spicWords(
  { segment, profile, intensity }: Readonly<Record<'segment' | 'profile' | 'intensity', string>>,
  language: Language,
): string {
  const [segmentWord, profileWord, intensityWord] =
    language === 'nl' ? ['segment', 'profiel', 'intensiteit'] : ['segment', 'profile', 'intensity'];
  return `${segmentWord} ${segment}, ${profileWord} ${profile}, ${intensityWord} ${intensity}`;
}
