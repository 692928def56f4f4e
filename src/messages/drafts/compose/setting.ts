import { randomInt } from 'node:crypto';
import { dutchDate } from '../../../standard/calendar.ts';
import type { Header } from '../../../standard/messages/berichten.ts';
import { versionsOf } from '../../../standard/templates.ts';
import type { DraftType } from '../forms.ts';

/** Who writes to whom, and when. */
export interface Setting {
  readonly afzender: string;
  readonly ontvanger: string;
  /** The moment of the decision. */
  readonly now: Date;
}

/** The Header of a new message, with an Identificatie that nobody used (TR056: it is random). */
export function headerOf(type: DraftType, { afzender, ontvanger, now }: Setting): Header {
  const { xsdVersie, ...codes } = versionsOf(type);
  const berichtIdentificatie = { identificatie: randomText(12), dagtekening: dutchDate(now) };
  return { ...codes, afzender, ontvanger, berichtIdentificatie, xsdVersie };
}

/** A DeclaratieNummer that nobody used: random, of the length that the schema allows. */
export function newDeclaratieNummer(): string {
  return randomText(12);
}

/** A ReferentieAanbieder or ReferentieNummer that nobody used: random, of a length that every message allows. */
export function newReference(): string {
  return randomText(20);
}

/** A ToewijzingNummer of nine digits, of which the first is not 0. The caller looks up whether it was used. */
export function randomNumber(): string {
  return String(randomInt(100_000_000, 1_000_000_000));
}

const signs = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

function randomText(length: number): string {
  return Array.from({ length }, () => signs[randomInt(signs.length)]).join('');
}

/** Toewijzingsdatum and Toewijzingstijd of a decision, by the clock in the Netherlands. */
export function decidedAt(now: Date): { toewijzingsdatum: string; toewijzingstijd: string } {
  return { toewijzingsdatum: dutchDate(now), toewijzingstijd: dutchClock.format(now) };
}

// Swedish times are written as in ISO 8601.
const dutchClock = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Amsterdam',
  timeStyle: 'medium',
});

/** The day after a day of our time. */
export function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}
