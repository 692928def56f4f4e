import type { AllocationDetails, Delivery } from '../../../ledger/views/allocations.ts';
import type { ChangeForm, DraftForm, StartForm, StopForm } from '../../../messages/drafts/forms.ts';
import { deliveryWords as say } from '../../../texts/console/allocation-words.ts';
import {
  changeReasons,
  inEuros,
  messageDayText,
  plainDay,
  stopReasons,
} from '../../../texts/console/amount-words.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { typedDay } from '../../frame/day.ts';
import type { Faults } from '../../frame/form.ts';
import { standing } from './progress.ts';

/** What can be drafted of an allocation. */
export const draftKinds = ['start', 'stop', 'change'] as const;
export type DraftKind = (typeof draftKinds)[number];

/** What was typed in a form, by field. */
export interface Typed {
  readonly kind: DraftKind;
  readonly fields: Readonly<Record<string, string>>;
}

/** What is to be drafted, or what is wrong with what was typed. */
export type Wish =
  | { readonly form: DraftForm; readonly faults?: never }
  | { readonly form?: never; readonly faults: Faults };

/** The form of a draft that somebody wishes. */
export function wishOf(item: AllocationDetails, typed: Typed, language: Language): Wish {
  const { kind, fields } = typed;
  const field = (name: string) => fields[`${kind}-${name}`]?.trim() ?? '';
  const faults = new Map<string, string>();
  const fault = (name: string, text: string) => void faults.set(`${kind}-${name}`, text);
  const wish = { item, field, fault, language };
  const form = kind === 'start' ? startOf(wish) : kind === 'stop' ? stopOf(wish) : changeOf(wish);
  return form && faults.size === 0 ? { form } : { faults };
}

interface Reading {
  readonly item: AllocationDetails;
  readonly field: (name: string) => string;
  readonly fault: (name: string, text: string) => void;
  readonly language: Language;
}

/** What a choice of the form is called, of one that was reported. */
export function reportKey(how: 'correct' | 'remove', { begin, end, reason }: Delivery): string {
  return [how, begin, end ?? '', reason ?? ''].join(' ');
}

/** What was chosen to do: a new report, or something with one that stands. */
function chosenOf({ item, field, fault, language }: Reading, kind: 'start' | 'stop') {
  const what = field('what');
  if (what === 'new') return { how: 'new' } as const;
  const own = standing(item.deliveries)[kind === 'start' ? 'starts' : 'stops'];
  for (const how of ['correct', 'remove'] as const) {
    const of = own.find((one) => reportKey(how, one) === what);
    if (of) return { how, of } as const;
  }
  fault('what', (what ? say.faults['no-such-delivery'] : say.whatUnfit)[language]);
  return undefined;
}

function startOf(reading: Reading): StartForm | undefined {
  const chosen = chosenOf(reading, 'start');
  if (!chosen) return undefined;
  const { item, field, fault, language } = reading;
  const removes = chosen.how === 'new' ? {} : { removes: { begindatum: chosen.of.begin } };
  const form = { kind: 'start', allocationId: item.id, ...removes } as const;
  if (chosen.how === 'remove') return form;
  const begindatum = typedDay(field('begin'));
  if (!begindatum) fault('begin', say.dayUnfit[language]);
  return begindatum ? { ...form, reports: { begindatum } } : undefined;
}

function stopOf(reading: Reading): StopForm | undefined {
  const chosen = chosenOf(reading, 'stop');
  if (!chosen) return undefined;
  const { item, field, fault, language } = reading;
  const removes =
    chosen.how === 'new'
      ? {}
      : {
          removes: {
            begindatum: chosen.of.begin,
            einddatum: chosen.of.end ?? '',
            redenBeeindiging: chosen.of.reason ?? '',
          },
        };
  const form = { kind: 'stop', allocationId: item.id, ...removes } as const;
  if (chosen.how === 'remove') return form;
  const einddatum = typedDay(field('end'));
  const redenBeeindiging = Object.hasOwn(stopReasons, field('reason'))
    ? field('reason')
    : undefined;
  const start = standing(item.deliveries).starts.at(-1);
  const begun = start && plainDay(start.begin);
  if (!einddatum) fault('end', say.dayUnfit[language]);
  else if (begun && einddatum < begun) {
    const day = messageDayText(begun, language);
    fault('end', say.stopBeforeStart[language].replace('{day}', day));
  }
  if (!redenBeeindiging) fault('reason', say.reasonMissing[language]);
  return einddatum && redenBeeindiging
    ? { ...form, reports: { einddatum, redenBeeindiging } }
    : undefined;
}

function changeOf({ item, field, fault, language }: Reading): ChangeForm | undefined {
  const redenVerzoek = Object.hasOwn(changeReasons, field('reason')) ? field('reason') : undefined;
  if (!redenVerzoek) fault('reason', say.reasonMissing[language]);
  const day = (name: string) => {
    const found = field(name) ? typedDay(field(name)) : undefined;
    if (field(name) && !found) fault(name, say.dayUnfit[language]);
    return found;
  };
  const [from, until] = [day('from'), day('until')];
  const end = item.end === null ? undefined : (plainDay(item.end) ?? item.end);
  const amount = amountOf({ item, field, fault, language });
  if (!redenVerzoek) return undefined;
  const change = {
    toewijzingNummer: item.toewijzingNummer,
    ...(from && { gewensteIngangsdatum: from }),
    ...(until !== end && { einddatum: until ?? null }),
    ...amount,
  };
  const { municipality: gemeente, client } = item;
  return { kind: 'change', gemeente, client, redenVerzoek, changes: [change], products: [] };
}

/** Omvang or Budget, where it is to be different. */
function amountOf({ item, field, fault, language }: Reading) {
  const { volume, unit, frequency, budgetCents } = item;
  if (volume !== null && unit !== null && frequency !== null) {
    const isMoney = unit === inEuros;
    const typed = isMoney ? centsTyped(field('volume')) : wholeTyped(field('volume'));
    if (typed === undefined)
      fault('volume', (isMoney ? say.budgetUnfit : say.volumeUnfit)[language]);
    if (typed === undefined || typed === volume) return {};
    return { omvang: { volume: typed, eenheid: unit, frequentie: frequency } };
  }
  if (budgetCents === null) return {};
  const budget = centsTyped(field('budget'));
  if (budget === undefined) fault('budget', say.budgetUnfit[language]);
  return budget === undefined || budget === String(budgetCents) ? {} : { budget };
}

function wholeTyped(typed: string): string | undefined {
  return /^[1-9][0-9]{0,7}$/.test(typed) ? typed : undefined;
}

/** An amount in euros as people type it, in cents. */
export function centsTyped(typed: string): string | undefined {
  const [, euros, cents = '00'] = /^(?:€ ?)?([0-9]{1,7})(?:[.,]([0-9]{2}))?$/.exec(typed) ?? [];
  if (euros === undefined) return undefined;
  return String(BigInt(euros) * 100n + BigInt(cents));
}

/** Cents as a field shows them. */
export function centsField(cents: string): string {
  const padded = cents.padStart(3, '0');
  return `${padded.slice(0, -2)},${padded.slice(-2)}`;
}

/** The field of the form that a fault of drafting is about, and what is wrong. */
export function draftFault(
  kind: DraftKind,
  code: string,
  element: string,
  language: Language,
): readonly [field: string, text: string | undefined] {
  const known = Object.entries(say.faults).find(([one]) => one === code)?.[1][language];
  return [`${kind}-${fieldOf(kind, element)}`, known];
}

function fieldOf(kind: DraftKind, element: string): string {
  if (element.startsWith('removes')) return 'what';
  if (kind === 'start') return 'begin';
  if (kind === 'stop') return element === 'reports' ? 'what' : 'end';
  if (element.endsWith('einddatum')) return 'until';
  if (element.endsWith('omvang')) return 'volume';
  if (element.endsWith('budget')) return 'budget';
  return element.endsWith('gewensteIngangsdatum') ? 'from' : 'until';
}
