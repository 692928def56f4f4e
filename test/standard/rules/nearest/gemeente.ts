import type { BerichtOf } from '../../../../src/standard/messages/berichten.ts';
import type { Draft } from '../case.ts';
import { about } from './nearest.ts';

/** What cases of the Header are about: every heenbericht, and municipalities that came and went. */

export const messages = [
  'JW301/valid-complete.xml',
  'JW305/valid-complete.xml',
  'JW307/valid-complete.xml',
  'JW315/valid-complete.xml',
  'JW317/valid-complete.xml',
  'JW319/valid-complete.xml',
  'JW323/valid-complete.xml',
  'JW325/valid-complete.xml',
] as const;
export type Fixture = (typeof messages)[number];
export type Heenbericht = Draft<BerichtOf<'JW301'>>;

/** Any of the eight: its Header is all that is looked at. */
export const anyOf = (rule: string, from: Fixture) =>
  about(rule, from as 'JW301/valid-complete.xml') as ReturnType<typeof about<'JW301'>>;

/**
 * A code, a day, and whether it may not be named then. Beemster went over into Purmerend, and Land
 * van Cuijk took over others, on 1 January 2022; 9999 never was. The list is complete since 2021.
 */
export const codes = [
  ['0363', '2024-03-01', false],
  ['0370', '2021-12-31', false],
  ['0370', '2022-01-01', true],
  ['0370', '2020-12-31', false],
  ['0439', '2021-12-31', false],
  ['0439', '2022-01-01', false],
  ['0457', '2022-03-23', false],
  ['0457', '2022-03-24', true],
  ['1982', '2022-01-01', false],
  ['1982', '2021-12-31', false],
  ['9999', '2020-12-31', false],
  ['9999', '2021-01-01', true],
  ['9999', '2024-03-01', true],
] as const;

/** Who is the gemeente in the Header. */
export const field = (from: Fixture) =>
  ['JW301', 'JW319', 'JW325'].includes(from.slice(0, 5)) ? 'afzender' : 'ontvanger';
export const pathOf = (from: Fixture) =>
  field(from) === 'afzender' ? 'Header/Afzender' : 'Header/Ontvanger';

export const beemster = '0370';
export const [old, young] = ['2021-12-31', '2022-01-01'];
