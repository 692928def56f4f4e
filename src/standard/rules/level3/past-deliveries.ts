import { isBefore } from '../../calendar.ts';
import type { BerichtOf } from '../../messages/berichten.ts';
import { startProducten, stopProducten } from '../engine/classes.ts';
import { at, type Located } from '../engine/located.ts';
import { isOwn, normalNumber, type Past, type PastProduct } from '../engine/past.ts';
import { pastRule } from '../engine/past-rule.ts';
import { keyOf } from '../engine/repeated.ts';
import type { Rule } from '../engine/rule.ts';

const withoutRemoved = {
  nl: 'Een stop die zelf is ingetrokken, geldt als nooit gestuurd.',
  en: 'A stop that was itself taken back counts as never sent.',
} as const;

/**
 * Starts and stops (JW305, JW307) compared with earlier ones. A removal (StatusAanlevering 3) is processed before the
 * other classes of its message (TR063), and what it removes counts as never sent. The other classes follow in order,
 * each compared with those before it too.
 */
export const pastDeliveries: readonly Rule[] = [
  // Care that is based on a task has no number, so only a number that is there can be wrong.
  pastRule({
    code: 'TR019',
    level: 3,
    retourCode: '9019',
    messages: ['JW305', 'JW307'],
    berichtklasse: 'StartProduct.ToewijzingNummer, StopProduct.ToewijzingNummer',
    sentence: {
      nl: 'Deze gemeente heeft voor deze cliënt geen toewijzing met dit ToewijzingNummer aan deze aanbieder gestuurd. Neem het nummer over uit de JW301.',
      en: 'This municipality sent this provider no allocation with this ToewijzingNummer for this client. Take the number from the JW301.',
    },
    reading: {
      nl: 'ToewijzingNummer mag ontbreken, want voor taakgerichte hulp is er geen nummer. Staat er wel een nummer, dan wordt het getoetst. Een toewijzing die is verwijderd (RedenWijziging 13) geldt als nooit gestuurd (OP033x1). Wat met StatusAanlevering 3 wordt ingetrokken, wordt niet getoetst.',
      en: 'ToewijzingNummer may be absent, for task-based care has none; when it is there it is tested. An allocation that was deleted (RedenWijziging 13) counts as never sent (OP033x1). What is taken back with StatusAanlevering 3 is not tested.',
    },
    *check(bericht, { allocations }) {
      const own = allocations.filter(isOwn).filter(({ redenWijziging }) => redenWijziging !== '13');
      const known = new Set(own.map(({ toewijzingNummer }) => toewijzingNummer));
      for (const delivery of deliveries(bericht).filter(isSent)) {
        const { toewijzingNummer } = delivery.value;
        if (toewijzingNummer !== undefined && !known.has(normalNumber(toewijzingNummer)))
          yield at(delivery, 'toewijzingNummer');
      }
    },
  }),
  pastRule({
    code: 'TR063',
    level: 3,
    retourCode: '9063',
    messages: ['JW305', 'JW307'],
    berichtklasse: 'StartProduct, StopProduct',
    sentence: {
      nl: 'StatusAanlevering 3 trekt een eerdere melding in, maar die is niet ontvangen of al ingetrokken. Neem alle gegevens precies over uit de eerdere melding, of haal dit onderdeel weg.',
      en: 'StatusAanlevering 3 takes back an earlier report, but none was received, or it was taken back already. Copy all data exactly from the earlier report, or take this part out.',
    },
    reading: {
      nl: 'Binnen een bericht wordt StatusAanlevering 3 vóór StatusAanlevering 1 verwerkt. Wat wordt ingetrokken, wordt niet aan andere inhoudelijke regels getoetst.',
      en: 'Within a message StatusAanlevering 3 is processed first, before StatusAanlevering 1. What is taken back is held against no other rule on its content.',
    },
    *check(bericht, past) {
      const current = keysBefore(bericht, past);
      for (const { value, path } of named(bericht))
        if (value.removes && !current.delete(value.key)) yield path;
    },
  }),
  pastRule({
    code: 'TR071',
    level: 3,
    retourCode: '9071',
    messages: ['JW305'],
    berichtklasse: 'StartProduct',
    sentence: {
      nl: 'Deze start kan niet worden ingetrokken, want er is al een stop (JW307) voor gemeld. Trek eerst die stop in met StatusAanlevering 3.',
      en: 'This start cannot be taken back, for a stop (JW307) was reported for it. First take back that stop with StatusAanlevering 3.',
    },
    reading: withoutRemoved,
    *check(bericht, past) {
      const stopped = stoppedStarts(past);
      for (const { value, path } of startProducten(bericht))
        if (isRemoval(value) && stopped.has(startKey(value))) yield path;
    },
  }),
  pastRule({
    code: 'TR074',
    level: 3,
    retourCode: '9074',
    messages: ['JW305', 'JW307'],
    berichtklasse: 'StartProduct, StopProduct',
    sentence: {
      nl: 'Deze start of stop is al eerder gemeld, met dezelfde gegevens. Haal dit onderdeel weg.',
      en: 'This start or stop was reported before, with the same data. Take this part out.',
    },
    *check(bericht, past) {
      const current = keysBefore(bericht, past);
      const all = named(bericht);
      for (const { value } of all) if (value.removes) current.delete(value.key);
      for (const { value, path } of all) {
        if (value.removes) continue;
        if (current.has(value.key)) yield path;
        current.add(value.key);
      }
    },
  }),
  pastRule({
    code: 'TR326',
    level: 3,
    retourCode: '9326',
    messages: ['JW305'],
    berichtklasse: 'StartProduct',
    sentence: {
      nl: 'Voor deze toewijzing of dit product is al een start gemeld die nog loopt. Meld eerst de stop daarvan (JW307), of trek de eerdere start in met StatusAanlevering 3.',
      en: 'A start that still runs was reported for this allocation or product. First report its stop (JW307), or take the earlier start back with StatusAanlevering 3.',
    },
    reading: withoutRemoved,
    *check(bericht, past) {
      const products = startProducten(bericht);
      const stopped = stoppedStarts(past);
      const running = notRemoved(past.starts, products, startKey)
        .filter((start) => !stopped.has(startKey(start)))
        .map(careKey);
      const current = new Set(running);
      for (const { value, path } of products.filter(isSent)) {
        const care = careKey(value);
        if (current.has(care)) yield path;
        current.add(care);
      }
    },
  }),
  // A temporary stop ends a start for TR326 alone: the definitive stop after it names the same start.
  pastRule({
    code: 'TR382',
    level: 3,
    retourCode: '9069',
    messages: ['JW307'],
    berichtklasse: 'StopProduct',
    sentence: {
      nl: 'Deze stop hoort niet bij de laatst gemelde start. Neem ToewijzingNummer, Product en Begindatum over uit de laatste JW305, of meld eerst de start.',
      en: 'This stop does not go with the start that was reported last. Copy ToewijzingNummer, Product and Begindatum from the last JW305, or report the start first.',
    },
    reading: withoutRemoved,
    *check(bericht, past) {
      const starts = past.starts.filter(({ removed }) => !removed);
      // Of several with one key a Map keeps the last.
      const last = new Map(starts.map((start) => [careKey(start), startKey(start)]));
      for (const { value, path } of stopProducten(bericht).filter(isSent))
        if (last.get(careKey(value)) !== startKey(value)) yield path;
    },
  }),
  pastRule({
    code: 'TR413',
    level: 3,
    retourCode: '9413',
    messages: ['JW307'],
    berichtklasse: 'StopProduct',
    sentence: {
      nl: 'Voor deze start is al een tijdelijke stop gemeld (RedenBeeindiging 20). Meld een definitieve stop, of trek de eerdere tijdelijke stop in met StatusAanlevering 3.',
      en: 'A temporary stop (RedenBeeindiging 20) was reported for this start before. Report a definitive stop, or take the earlier temporary stop back with StatusAanlevering 3.',
    },
    reading: withoutRemoved,
    *check(bericht, past) {
      for (const { stop, before } of sentStops(bericht, past))
        if (isTemporary(stop.value) && before?.temporary) yield stop.path;
    },
  }),
  pastRule({
    code: 'TR414',
    level: 3,
    retourCode: '9414',
    messages: ['JW307'],
    berichtklasse: 'StopProduct.Einddatum',
    sentence: {
      nl: 'Einddatum ligt vóór de Einddatum van de stop die al voor deze start is gemeld. Vul dezelfde dag of een latere in, of trek de eerdere stop in met StatusAanlevering 3.',
      en: 'Einddatum lies before that of the stop that was reported for this start already. Fill in the same day or a later one, or take the earlier stop back with StatusAanlevering 3.',
    },
    reading: withoutRemoved,
    *check(bericht, past) {
      for (const { stop, before } of sentStops(bericht, past))
        if (before && isBefore(stop.value.einddatum, before.einddatum)) yield at(stop, 'einddatum');
    },
  }),
  pastRule({
    code: 'TR415',
    level: 3,
    retourCode: '9415',
    messages: ['JW307'],
    berichtklasse: 'StopProduct',
    sentence: {
      nl: 'Voor deze start is al een definitieve stop gemeld. Haal dit onderdeel weg, of trek de eerdere stop in met StatusAanlevering 3.',
      en: 'A definitive stop was reported for this start before. Take this part out, or take the earlier stop back with StatusAanlevering 3.',
    },
    reading: withoutRemoved,
    *check(bericht, past) {
      for (const { stop, before } of sentStops(bericht, past))
        if (before?.definitive) yield stop.path;
    },
  }),
];

interface Delivery {
  readonly toewijzingNummer?: string;
  readonly product?: PastProduct;
  readonly begindatum: string;
}

interface Stop extends Delivery {
  readonly einddatum: string;
  readonly redenBeeindiging: string;
}

interface WithStatus {
  readonly statusAanlevering: string;
}

function isRemoval({ statusAanlevering }: WithStatus): boolean {
  return statusAanlevering === '3';
}

function isSent({ value }: Located<WithStatus>): boolean {
  return !isRemoval(value);
}

function isTemporary({ redenBeeindiging }: Stop): boolean {
  return redenBeeindiging === '20';
}

/**
 * The care that a start or stop is about: its ToewijzingNummer, and its Product when it has none
 * (TR326). Two without a number on one day are no doubles when their products differ.
 */
function careKey({ toewijzingNummer, product }: Delivery): string {
  return toewijzingNummer === undefined
    ? keyOf(product?.categorie, product?.code)
    : keyOf(normalNumber(toewijzingNummer));
}

/** The logical key of a start: that a stop names it by, too. */
function startKey({ toewijzingNummer, product, begindatum }: Delivery): string {
  const number = toewijzingNummer && normalNumber(toewijzingNummer);
  return keyOf(number, product?.categorie, product?.code, begindatum);
}

/** The logical key of a stop. */
function stopKey(stop: Stop): string {
  return keyOf(startKey(stop), stop.einddatum, stop.redenBeeindiging);
}

function deliveries(
  bericht: BerichtOf<'JW305' | 'JW307'>,
): readonly Located<Delivery & WithStatus>[] {
  return bericht.type === 'JW305' ? startProducten(bericht) : stopProducten(bericht);
}

/** The classes of a message, each as its logical key. */
function named(bericht: BerichtOf<'JW305' | 'JW307'>) {
  return bericht.type === 'JW305'
    ? startProducten(bericht).map((start) => nameOf(start, startKey))
    : stopProducten(bericht).map((stop) => nameOf(stop, stopKey));
}

function nameOf<T extends WithStatus>({ value, path }: Located<T>, key: (value: T) => string) {
  return { path, value: { key: key(value), removes: isRemoval(value) } };
}

/** The logical keys of what was sent before and not removed, of the kind that a message is about. */
function keysBefore(bericht: BerichtOf<'JW305' | 'JW307'>, { starts, stops }: Past): Set<string> {
  return new Set(
    bericht.type === 'JW305'
      ? starts.filter(({ removed }) => !removed).map(startKey)
      : stops.filter(({ removed }) => !removed).map(stopKey),
  );
}

/** Earlier deliveries that are left when the removals of a message are done. */
function notRemoved<T extends { readonly removed: boolean }, M extends WithStatus>(
  before: readonly T[],
  classes: readonly Located<M>[],
  key: (delivery: T | M) => string,
): T[] {
  const taken = classes.filter(({ value }) => isRemoval(value)).map(({ value }) => key(value));
  const removed = new Set(taken);
  return before.filter((one) => !one.removed && !removed.has(key(one)));
}

/** The starts for which a stop was received, by their logical keys. */
function stoppedStarts({ stops }: Past): ReadonlySet<string> {
  return new Set(stops.filter(({ removed }) => !removed).map(startKey));
}

/** The earlier stops of one start, as far as the rules on the next stop need them. */
interface Stopped {
  readonly temporary: boolean;
  readonly definitive: boolean;
  /** Of the last one. */
  readonly einddatum: string;
}

/** The stops that a message sends, each with those that came before it for the same start. */
function* sentStops(
  bericht: BerichtOf<'JW307'>,
  past: Past,
): Iterable<{
  readonly stop: Located<BerichtOf<'JW307'>['client']['stopProducten']['stopProduct'][number]>;
  readonly before: Stopped | undefined;
}> {
  const stopped = new Map<string, Stopped>();
  const take = (stop: Stop): Stopped | undefined => {
    const start = keyOf(careKey(stop), stop.begindatum);
    const before = stopped.get(start);
    stopped.set(start, {
      temporary: isTemporary(stop) || before?.temporary === true,
      definitive: !isTemporary(stop) || before?.definitive === true,
      einddatum: stop.einddatum,
    });
    return before;
  };
  const products = stopProducten(bericht);
  for (const stop of notRemoved(past.stops, products, stopKey)) take(stop);
  for (const stop of products.filter(isSent)) yield { stop, before: take(stop.value) };
}
