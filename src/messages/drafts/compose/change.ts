import type {
  OngewijzigdProduct,
  Product,
  ToegewezenProduct,
} from '../../../ledger/model/events.ts';
import type { Allocation, ClientState } from '../../../ledger/model/state.ts';
import { dutchDate, isAfter, isBefore } from '../../../standard/calendar.ts';
import type { BerichtOf } from '../../../standard/messages/berichten.ts';
import { normalNumber } from '../../../standard/rules/engine/past.ts';
import {
  type ChangeForm,
  type Composed,
  FormRefused,
  type WantedChange,
  type WantedProduct,
} from '../forms.ts';
import { basisOf, toName } from './current.ts';
import { amountKey, isSameDay } from './honour.ts';
import { dayAfter, headerOf, newReference, type Setting } from './setting.ts';

type Verzoek = BerichtOf<'JW317'>['client']['verzoek'];
type ToChange = NonNullable<Verzoek['teWijzigenProducten']>['teWijzigenProduct'][number];
type New = NonNullable<Verzoek['nieuweProducten']>['nieuwProduct'][number];

/** What a JW317 is composed of. */
export interface ChangeFacts {
  readonly setting: Setting;
  readonly bsn: string;
  /** Of the child at the aanbieder, for the gemeente. */
  readonly state: ClientState;
}

/**
 * A JW317: every current allocation of the child is in it (TR349), as one that changes or as one that does not.
 *
 * @throws {FormRefused} `no-current-allocation` (TR351, TR352), `nothing-to-change` (TR353), `wanted-date` (TR357, TR373,
 *   TR380, CS003)
 */
export function composeChange(form: ChangeForm, { setting, bsn, state }: ChangeFacts): Composed {
  const today = dutchDate(setting.now);
  const current = toName(state, today);
  if (current.length === 0) throw new FormRefused('no-current-allocation', 'client');
  if (form.changes.length + form.products.length === 0)
    throw new FormRefused('nothing-to-change', 'changes');
  const changes = changesByNumber(form.changes, current, today);
  const unchanged = current
    .filter(({ toewijzingNummer }) => !changes.has(toewijzingNummer))
    .map(({ content }): OngewijzigdProduct => ({ toewijzingNummer: content.toewijzingNummer }));
  const products = form.products.map((one, index) => newProduct(one, index, today));
  const verzoek: Verzoek = {
    referentieAanbieder: form.referentieAanbieder ?? newReference(),
    redenVerzoek: form.redenVerzoek,
    ...(unchanged.length > 0 && { ongewijzigdeProducten: { ongewijzigdProduct: unchanged } }),
    ...(changes.size > 0 && {
      teWijzigenProducten: { teWijzigenProduct: [...changes.values()] },
    }),
    ...(products.length > 0 && { nieuweProducten: { nieuwProduct: products } }),
  };
  return {
    bericht: { type: 'JW317', header: headerOf('JW317', setting), client: { bsn, verzoek } },
    lacking: [],
    basis: basisOf(current),
    afterPrevious: false,
  };
}

function changesByNumber(
  wanted: readonly WantedChange[],
  current: readonly Allocation[],
  today: string,
): Map<string, ToChange> {
  const changes = new Map<string, ToChange>();
  for (const [index, change] of wanted.entries()) {
    const field = `changes/${index}`;
    const number = normalNumber(change.toewijzingNummer);
    const found = current.find(({ toewijzingNummer }) => toewijzingNummer === number);
    if (!found) throw new FormRefused('no-current-allocation', `${field}/toewijzingNummer`);
    // The second change of one allocation would be a class with the same key (TR101).
    if (changes.has(number)) throw new FormRefused('nothing-to-change', field);
    changes.set(number, toChange(change, found.content, { field, today }));
  }
  return changes;
}

interface Place {
  readonly field: string;
  readonly today: string;
}

function toChange(change: WantedChange, allocation: ToegewezenProduct, place: Place): ToChange {
  const einddatum = change.einddatum === undefined ? allocation.einddatum : change.einddatum;
  const amount = amountOf(change, allocation, einddatum ?? undefined, place.field);
  const otherAmount = amountKey(amount) !== amountKey(allocation);
  const otherEnd = (einddatum ?? undefined) !== allocation.einddatum;
  const { gewensteIngangsdatum: wanted } = change;
  const otherBegin = wanted !== undefined && !isSameDay(wanted, allocation.ingangsdatum);
  if (!otherAmount && !otherEnd && !otherBegin)
    throw new FormRefused('nothing-to-change', place.field);
  const gewensteIngangsdatum = beginOf(wanted, allocation, otherAmount, place);
  checkEnd(gewensteIngangsdatum, einddatum ?? undefined, place.field);
  return {
    toewijzingNummer: allocation.toewijzingNummer,
    gewensteIngangsdatum,
    ...(einddatum != null && { einddatum }),
    ...amount,
  };
}

/** The last day of help that may have an Omvang without a product or code (TR375, TR412). */
const lastWithoutCode = '2020-12-31';

/**
 * Omvang or Budget of a change. An allocation with a code takes an Omvang (TR411), which excludes a Budget (CD077,
 * CD078); one without takes no Omvang (TR375, TR412).
 *
 * @throws {FormRefused} `nothing-to-change` for what the allocation cannot have
 */
function amountOf(
  { omvang, budget }: WantedChange,
  allocation: ToegewezenProduct,
  einddatum: string | undefined,
  field: string,
): Pick<ToChange, 'omvang' | 'budget'> {
  const refuse = (what: 'omvang' | 'budget') => {
    throw new FormRefused('nothing-to-change', `${field}/${what}`);
  };
  const isOld = einddatum !== undefined && !isAfter(einddatum, lastWithoutCode);
  const isCoded = allocation.product?.code !== undefined;
  if (isCoded && budget !== undefined) refuse('budget');
  if (!isCoded && !isOld && omvang) refuse('omvang');
  if (omvang && budget !== undefined) refuse('budget');
  const kept = omvang || budget !== undefined ? { omvang, budget } : allocation;
  return {
    ...((isCoded || isOld) && kept.omvang && { omvang: kept.omvang }),
    ...(!isCoded && kept.budget !== undefined && { budget: kept.budget }),
  };
}

/**
 * When a change begins. By default as early as the rules allow: at the begin of an allocation that is for its whole
 * duration at once (TR373), that begins yet, or of which only the end changes; otherwise tomorrow (TR357).
 *
 * @throws {FormRefused} `wanted-date`
 */
function beginOf(
  wanted: string | undefined,
  { ingangsdatum, omvang, budget }: ToegewezenProduct,
  otherAmount: boolean,
  { field, today }: Place,
): string {
  const isTotal = budget !== undefined || omvang?.frequentie === '6';
  if (wanted === undefined)
    return isTotal || !otherAmount || isAfter(ingangsdatum, today) ? ingangsdatum : dayAfter(today);
  const isBegin = isSameDay(wanted, ingangsdatum);
  if (!isBegin && (isTotal || !isAfter(wanted, today)))
    throw new FormRefused('wanted-date', `${field}/gewensteIngangsdatum`);
  return wanted;
}

/** @throws {FormRefused} `wanted-date` for an end before the begin (CS003) */
function checkEnd(begin: string, einddatum: string | undefined, field: string): void {
  if (einddatum !== undefined && isBefore(einddatum, begin))
    throw new FormRefused('wanted-date', `${field}/einddatum`);
}

function newProduct(wanted: WantedProduct, index: number, today: string): New {
  const { product, einddatum, omvang, budget } = wanted;
  const field = `products/${index}`;
  const gewensteIngangsdatum = wanted.gewensteIngangsdatum ?? dayAfter(today);
  if (!isAfter(gewensteIngangsdatum, today))
    throw new FormRefused('wanted-date', `${field}/gewensteIngangsdatum`);
  checkEnd(gewensteIngangsdatum, einddatum, field);
  return {
    ...productOf(product),
    gewensteIngangsdatum,
    ...(einddatum !== undefined && { einddatum }),
    ...(omvang && { omvang }),
    ...(budget !== undefined && { budget }),
  };
}

function productOf(product: Product | undefined): { product?: Product } {
  return product ? { product } : {};
}
