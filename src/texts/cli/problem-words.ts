import type { ProblemCode } from '../../problem.ts';
import type { Language } from '../problem-text.ts';

/** The part of a problem document of the gateway that a person at a terminal reads. */
export interface ProblemDocument {
  /** Its last part is the code. */
  readonly type: string;
  readonly title: string;
  readonly detail: string;
  readonly violations?: readonly {
    readonly line?: number;
    readonly element: string;
    readonly rule?: string;
    readonly message: string;
  }[];
  readonly violationCount?: number;
}

/** Other texts for details that are written for programs. */
const details: Partial<Record<ProblemCode, Readonly<Record<Language, string>>>> = {
  unauthorized: {
    nl: 'De gateway kent deze sleutel niet, of de sleutel is verlopen of ingetrokken. Geef een geldige sleutel in IJW_KEY of IJW_KEY_FILE.',
    en: 'The gateway does not know this key, or it has expired or was revoked. Give a valid key in IJW_KEY or IJW_KEY_FILE.',
  },
  forbidden: {
    nl: 'Met deze sleutel mag u dit niet. Gebruik een sleutel die dit wel mag.',
    en: 'This key may not do this. Use the key of who may.',
  },
  'not-found': {
    nl: 'Dit bestaat niet, of het is niet van u. Controleer de code of het nummer.',
    en: 'This does not exist, or it is not yours. Check the code or the id.',
  },
  'invalid-request': {
    nl: 'Verbeter de fouten hieronder en probeer het opnieuw.',
    en: 'Fix the faults below and try again.',
  },
  xsd: {
    nl: 'Het bericht is niet doorgestuurd. Verbeter de fouten hieronder en stuur het bericht opnieuw. De Identificatie mag dezelfde blijven.',
    en: 'Fix the faults below and send the message again.  It was not forwarded, and its Identificatie may stay the same.',
  },
  rules: {
    nl: 'Het bericht is niet doorgestuurd. Verbeter de fouten hieronder en stuur het bericht opnieuw. De Identificatie mag dezelfde blijven.',
    en: 'Fix the faults below and send the message again.  It was not forwarded, and its Identificatie may stay the same.',
  },
  'settings-left-out': {
    nl: 'Deze partij bestaat al, met andere instellingen. Geef alle instellingen op, of wijzig een deel met `ijw parties set`.',
    en: 'This party exists, with other settings. Name all of them, or change a part with `ijw parties set`.',
  },
  'expiry-passed': {
    nl: 'De sleutel zou al verlopen zijn. Kies een later moment, of laat --expires weg.',
    en: 'The key would have expired already. Choose a later moment, or leave --expires out.',
  },
  'one-selection': {
    nl: 'Geef de nummers van de berichten op, of kies berichten met een filter. Doe een van beide, niet allebei.',
    en: 'Name the messages by their ids, or choose them by a filter: one of these, not both.',
  },
  'nothing-selected': {
    nl: 'Er is niets gestart: geen enkel bericht voldoet aan het filter. Bekijk met `ijw messages` welke berichten er wel zijn.',
    en: 'Nothing was started: no message fits. See with `ijw messages` what there is.',
  },
  'successor-without-until': {
    nl: 'Een partij met een opvolger heeft ook een laatste dag. Geef --until en --successor op.',
    en: 'A party with a successor has a last day too. Give --until and --successor.',
  },
  'no-succession': {
    nl: 'Een softwarehuis of regionaal team heeft geen laatste dag en geen opvolger. Stopt het, trek dan alle machtigingen, aanwijzingen en sleutels ervan in.',
    en: 'A software house or regional office has no last day and no successor. When it stops, withdraw its mandates and designations and revoke its keys.',
  },
  'nothing-to-hold': {
    nl: 'Er is geen bericht, kind of partij met dit nummer of deze code, of de gegevens zijn al verwijderd. Controleer het nummer. Het nummer van een kind staat bij de toewijzingen van dat kind.',
    en: 'There is no message, child or party with this id or code, or it was forgotten already. Check the id; the allocations of a child show the id of that child.',
  },
  'mandate-to-itself': {
    nl: 'Een partij hoeft zichzelf niet te machtigen. Geef met --to op wie namens deze partij mag handelen.',
    en: 'A party needs no mandate of its own. Name with --to who may act for it.',
  },
  'mandate-to-regional-office': {
    nl: 'Een regionaal inkoop- of ondersteuningsteam leest en verstuurt geen berichten. Een gemeente wijst het aan met `ijw designations give`.',
    en: 'A regional office never reads or sends messages. A gemeente designates it: `ijw designations give`.',
  },
  'designation-period': {
    nl: 'De aanwijzing zou nooit gelden. Kies voor --until een later moment, of laat het weg.',
    en: 'The designation would never hold. Choose a later moment for --until, or leave it out.',
  },
  'mandate-period': {
    nl: 'De machtiging zou nooit gelden. Kies voor --until een later moment, of laat het weg.',
    en: 'The mandate would never hold. Choose a later moment for --until, or leave it out.',
  },
};

const titles: Partial<Record<ProblemCode, Readonly<Record<Language, string>>>> = {
  'invalid-request': { nl: 'De opdracht klopt niet', en: 'This is not right' },
};

/** The last part of the type of a problem: `not-found`. */
export function codeOf({ type }: Pick<ProblemDocument, 'type'>): string {
  return /[^:/#]*$/.exec(type)?.[0] ?? '';
}

/** A problem as lines: what is wrong and what to do, and below that each fault. */
export function problemLines(problem: ProblemDocument, language: Language): string[] {
  const { title, detail, violations = [], violationCount = violations.length } = problem;
  const code = codeOf(problem) as ProblemCode;
  const what = titles[code]?.[language] ?? title;
  const said = details[code]?.[language] ?? detail;
  const more = violationCount - violations.length;
  return [
    `${what}. ${said}`,
    ...violations.map(({ line, rule, element, message }) => {
      const where = [line ? `${line}` : '', element].filter(Boolean).join(' ');
      return `  ${[where, rule].filter(Boolean).join('  ')}  ${message}`;
    }),
    ...(more > 0 ? [language === 'nl' ? `  En nog ${more}.` : `  And ${more} more.`] : []),
  ];
}
