import type { Product, ToegewezenProduct } from '../../../ledger/model/events.ts';
import type { ClientState } from '../../../ledger/model/state.ts';
import { compareDates } from '../../../standard/calendar.ts';
import type { BerichtOf } from '../../../standard/messages/berichten.ts';
import {
  type ClientFacts,
  type Composed,
  FormRefused,
  type Lacking,
  type ReportedStop,
  type StartForm,
  type StopForm,
} from '../forms.ts';
import { headerOf, type Setting } from './setting.ts';

/** What a start or stop is composed of. */
export interface DeliveryFacts {
  readonly setting: Setting;
  /** The number as the newest version of the allocation writes it. */
  readonly allocation: ToegewezenProduct;
  /** By which the ledger has it. */
  readonly number: string;
  readonly state: Pick<ClientState, 'starts' | 'stops'>;
  readonly client: ClientFacts;
  readonly lacking: readonly Lacking[];
}

type Start = BerichtOf<'JW305'>['client']['startProducten']['startProduct'][number];
type Stop = BerichtOf<'JW307'>['client']['stopProducten']['stopProduct'][number];

/**
 * A start, its removal, or its correction. A correction is one message that removes and reports; or two, where both have
 * the same logical key (TR101).
 *
 * @throws {FormRefused} `no-such-delivery` (TR063), `stop-stands` (TR071), `already-started` (TR326, TR074),
 *   `nothing-to-change`
 */
export function composeStart({ removes, reports }: StartForm, facts: DeliveryFacts): Composed[] {
  if (!removes && !reports) throw new FormRefused('nothing-to-change', 'reports');
  const starts = startsOf(facts);
  const removed = removes && starts.findLast((one) => isDay(one.begindatum, removes.begindatum));
  if (removes && !removed) throw new FormRefused('no-such-delivery', 'removes/begindatum');
  if (removed && stopsOf(facts, removed).length > 0)
    throw new FormRefused('stop-stands', 'removes/begindatum');
  if (reports) checkStart(reports.begindatum, facts, removed);
  const removal = removed && { ...startProduct(facts, removed), statusAanlevering: '3' };
  const report = reports && startProduct(facts, { ...reports, product: facts.allocation.product });
  return inMessages(removal, report, startKey).map((products, index) => ({
    bericht: {
      type: 'JW305',
      header: headerOf('JW305', facts.setting),
      client: { ...facts.client, startProducten: { startProduct: products } },
    },
    ...about(facts),
    afterPrevious: index > 0,
  }));
}

/** @throws {FormRefused} `already-started` */
function checkStart(begindatum: string, facts: DeliveryFacts, removed: Known | undefined): void {
  const left = startsOf(facts).filter((one) => one !== removed);
  const stands = left.some(
    (one) => stopsOf(facts, one).length === 0 || isDay(one.begindatum, begindatum),
  );
  if (stands) throw new FormRefused('already-started', 'reports/begindatum');
}

/**
 * A stop, its removal, or its correction, as {@link composeStart}. A stop names the Product and Begindatum of the last
 * start (TR382), as that was reported.
 *
 * @throws {FormRefused} `no-such-delivery`, `not-started` also where help stopped for good before (TR415),
 *   `nothing-to-change`
 */
export function composeStop({ removes, reports }: StopForm, facts: DeliveryFacts): Composed[] {
  if (!removes && !reports) throw new FormRefused('nothing-to-change', 'reports');
  const stops = facts.state.stops.filter((one) => !one.removed && isOf(facts, one));
  const removed = removes && stops.findLast((one) => isStop(one, removes));
  if (removes && !removed) throw new FormRefused('no-such-delivery', 'removes');
  const start = reports && startToStop(reports.begindatum, facts, removed);
  const removal = removed && {
    ...stopProduct(facts, removed, removed),
    statusAanlevering: '3',
  };
  const report = start && reports && stopProduct(facts, start, reports);
  return inMessages(removal, report, stopKey).map((products, index) => ({
    bericht: {
      type: 'JW307',
      header: headerOf('JW307', facts.setting),
      client: { ...facts.client, stopProducten: { stopProduct: products } },
    },
    ...about(facts),
    afterPrevious: index > 0,
  }));
}

/** @throws {FormRefused} `not-started` */
function startToStop(
  begindatum: string | undefined,
  facts: DeliveryFacts,
  removed: Known | undefined,
): Known {
  const start = startsOf(facts).at(-1);
  const field = 'reports/begindatum';
  if (!start || (begindatum !== undefined && !isDay(begindatum, start.begindatum)))
    throw new FormRefused('not-started', field);
  const definitive = stopsOf(facts, start).some(
    (stop) => stop !== removed && stop.redenBeeindiging !== temporarily,
  );
  if (definitive) throw new FormRefused('not-started', field);
  return start;
}

/** RedenBeeindiging of help that goes on later. */
const temporarily = '20';

/** A start or stop as far as it names a start. */
interface Known {
  readonly begindatum: string;
  readonly product?: Product;
}

function isOf({ number }: DeliveryFacts, one: { readonly toewijzingNummer?: string }): boolean {
  return one.toewijzingNummer === number;
}

function startsOf(facts: DeliveryFacts): Known[] {
  return facts.state.starts.filter((one) => !one.removed && isOf(facts, one));
}

/** The stops that were received for a start, and stand. */
function stopsOf(facts: DeliveryFacts, start: Known) {
  return facts.state.stops.filter(
    (stop) => !stop.removed && isOf(facts, stop) && keyOfStart(stop) === keyOfStart(start),
  );
}

function keyOfStart({ product, begindatum }: Known): string {
  return JSON.stringify([product?.categorie, product?.code ?? null, begindatum]);
}

function isStop(one: ReportedStop, removes: ReportedStop): boolean {
  return (
    one.redenBeeindiging === removes.redenBeeindiging &&
    isDay(one.begindatum, removes.begindatum) &&
    isDay(one.einddatum, removes.einddatum)
  );
}

function isDay(one: string, other: string): boolean {
  return compareDates(one, other) === 0;
}

function startProduct(
  { allocation }: DeliveryFacts,
  { product, begindatum }: { product?: Product | undefined; begindatum: string },
): Start {
  return {
    toewijzingNummer: allocation.toewijzingNummer,
    ...(product && { product }),
    begindatum,
    statusAanlevering: '1',
  };
}

function stopProduct(
  facts: DeliveryFacts,
  start: Known,
  { redenBeeindiging, einddatum }: Pick<ReportedStop, 'redenBeeindiging' | 'einddatum'>,
): Stop {
  const { statusAanlevering, ...named } = startProduct(facts, start);
  return { ...named, redenBeeindiging, einddatum, statusAanlevering };
}

/** What goes into which message: a removal and a report with one key cannot stand in the same (TR101). */
function inMessages<T>(
  removal: T | undefined,
  report: T | undefined,
  key: (one: T) => string,
): T[][] {
  if (removal === undefined || report === undefined)
    return [[removal, report].filter((one) => one !== undefined)];
  return key(removal) === key(report) ? [[removal], [report]] : [[removal, report]];
}

function startKey(start: Start): string {
  return keyOfStart(start);
}

function stopKey(stop: Stop): string {
  return JSON.stringify([keyOfStart(stop), stop.einddatum, stop.redenBeeindiging]);
}

function about({
  number,
  allocation,
  lacking,
}: DeliveryFacts): Pick<Composed, 'lacking' | 'basis'> {
  return { lacking, basis: { [number]: allocation } };
}
