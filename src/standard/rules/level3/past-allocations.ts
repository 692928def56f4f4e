import type { BerichtOf } from '../../messages/berichten.ts';
import { centsText, readCents } from '../../money.ts';
import { prestaties, startProducten, stopProducten } from '../engine/classes.ts';
import { holdsOn } from '../engine/days.ts';
import { at, inside, type Located } from '../engine/located.ts';
import {
  isOpen,
  isOwn,
  normalNumber,
  type OwnAllocation,
  type Past,
  type PastAllocation,
  type PastRequest,
} from '../engine/past.ts';
import { pastRule } from '../engine/past-rule.ts';
import { gekozenProducten, toegewezenProducten } from '../engine/products.ts';
import { keyOf } from '../engine/repeated.ts';
import type { Rule } from '../engine/rule.ts';
import { isCredit, whileIncomplete } from '../engine/services.ts';

/** What an allocation must agree with: earlier allocations, open requests, the agreed products. */
export const pastAllocations: readonly Rule[] = [
  pastRule({
    code: 'TR332',
    level: 3,
    retourCode: '9332',
    messages: ['JW301'],
    berichtklasse: 'ToegewezenProduct.ToewijzingNummer',
    sentence: {
      nl: 'Dit ToewijzingNummer is al eerder gebruikt, voor een andere cliënt, een andere aanbieder of een ander product. Geef deze toewijzing een nieuw nummer.',
      en: 'This ToewijzingNummer was used before, for another client, another provider or another product. Give this allocation a new number.',
    },
    reading: {
      nl: 'Een nummer blijft voor altijd bij zijn cliënt, aanbieder en product, ook nadat de toewijzing is verwijderd.',
      en: 'A number stays with its client, provider and product for ever, also after the allocation was deleted.',
    },
    check: (bericht, { allocations }) => {
      // After a redivision two municipalities may have used one number: one that fits is enough.
      const uses = Map.groupBy(allocations, ({ toewijzingNummer }) => toewijzingNummer);
      return toegewezenProducten(bericht)
        .filter(({ value: { toewijzingNummer, product } }) =>
          uses.get(normalNumber(toewijzingNummer))?.every((use) => !isFor(use, product)),
        )
        .map((product) => at(product, 'toewijzingNummer'));
    },
  }),
  pastRule({
    code: 'TR379',
    level: 3,
    retourCode: '9379',
    messages: ['JW301'],
    berichtklasse: 'ToegewezenProduct.ReferentieAanbieder',
    sentence: {
      nl: 'ReferentieAanbieder hoort alleen bij een toewijzing waarmee u een open verzoek voor deze cliënt toekent, en alleen de eerste keer. Kent u een verzoek om wijziging (JW317) toe, vul de referentie dan in bij alle toewijzingen van dit bericht. Haal ReferentieAanbieder in alle andere gevallen weg.',
      en: 'ReferentieAanbieder goes only with an allocation that honours an open request for this client, and only the first time. When you honour a request for change (JW317), fill in its reference with all allocations of this message. Take ReferentieAanbieder out in all other cases.',
    },
    reading: {
      nl: 'Na een JW317 staat de referentie bij elke toewijzing in het bericht, ook bij toewijzingen die niet zijn veranderd (IV093). Na een JW315 staat de referentie alleen bij een toewijzing die daardoor nieuw of gewijzigd is; bij een bestaande toewijzing van een ander product blijft ReferentieAanbieder leeg (IV094). Is de referentie vergeten, dan mag die later alsnog bij een ongewijzigde toewijzing van het gevraagde product. Een verzoek dat al is toegekend of afgewezen, is niet meer open: de referentie is dan fout, ook als de toewijzing ongewijzigd terugkomt. Een ontbrekende referentie wordt alleen afgekeurd als een andere toewijzing in het bericht de referentie van een JW317 heeft; in andere gevallen is het niet te bewijzen.',
      en: 'After a JW317 every allocation of the message carries its reference, unchanged ones too (IV093). After a JW315 only an allocation carries it that is new or was changed by that; an existing allocation of another product leaves it empty (IV094). When it was forgotten, it may yet be filled in with an unchanged allocation of the requested product. A request that was honoured before, or refused, is not open any more: the reference is wrong then, also when the allocation comes again unchanged. That a reference is missing is refused only where another allocation of the message carries that of a JW317; elsewhere it cannot be proven.',
    },
    check: (bericht, { allocations, requests }) => {
      const known = new Map(allocations.filter(isOwn).map((one) => [one.toewijzingNummer, one]));
      const open = new Map<string | undefined, PastRequest>(
        requests
          .filter((request) => request.ofClient && isOpen(request))
          .map((request) => [request.referentieAanbieder, request]),
      );
      const products = toegewezenProducten(bericht).map((product) => ({
        ...product,
        before: known.get(normalNumber(product.value.toewijzingNummer)),
        request: open.get(product.value.referentieAanbieder),
      }));
      const honoursChange = products.some(({ request }) => request?.type === 'JW317');
      // An allocation that existed and did not change may carry a reference that was forgotten, if no other honours it.
      const honoured = new Set(
        products
          .filter(({ value, before }) => !before || !isSame(value, before))
          .map(({ request }) => request),
      );
      return products
        .filter(({ value, before, request }) => {
          if (value.referentieAanbieder === undefined) return honoursChange;
          if (request?.type !== 'JW315') return !request;
          if (!before) return false;
          const unchanged = isSame(value, before) && honoured.has(request);
          return unchanged || isOther(value.product, request.product);
        })
        .map((product) => at(product, 'referentieAanbieder'));
    },
  }),
  pastRule({
    code: 'TR385',
    level: 3,
    retourCode: '9385',
    messages: ['JW301'],
    berichtklasse: 'ToegewezenProduct.RedenWijziging',
    sentence: {
      nl: 'Op deze toewijzing is hulp gedeclareerd en toegekend. Verwijderen (RedenWijziging 13) kan dan niet. Geef de toewijzing een Einddatum, of laat de aanbieder eerst crediteren.',
      en: 'Help was declared and granted on this allocation. It cannot be deleted then (RedenWijziging 13). Give the allocation an Einddatum, or let the provider credit first.',
    },
    reading: {
      nl: `Wat is toegekend en daarna weer is gecrediteerd, telt niet mee. ${whileIncomplete.nl}`,
      en: `What was granted and credited after that does not count. ${whileIncomplete.en}`,
    },
    needsPast: 'grantedOn',
    needsAll: true,
    check: (bericht, { grantedOn }) =>
      toegewezenProducten(bericht)
        .filter(
          ({ value }) =>
            value.redenWijziging === '13' &&
            grantedOn?.toewijzingNummers.has(normalNumber(value.toewijzingNummer)),
        )
        .map((product) => at(product, 'redenWijziging')),
  }),
  pastRule({
    code: 'TR381',
    level: 4,
    retourCode: 'S329',
    messages: ['JW301', 'JW305', 'JW307', 'JW315', 'JW317', 'JW323'],
    berichtklasse: 'Product.Code; in JW323 Prestatie.ProductCode',
    sentence: {
      nl: 'Gemeente en aanbieder hebben deze productcode niet afgesproken: niet met deze categorie, of niet voor de dag waarop de zorg ingaat. Kijk in het contract of de productenlijst wat op die dag geldt, en pas de code, de categorie of de dag aan.',
      en: 'Municipality and provider have not agreed on this product code: not with this category, or not for the day on which the help begins. See in the contract or the product list what holds on that day, and change the code, the category or the day.',
    },
    reading: {
      nl: 'Getoetst wordt aan de contracten en de productenlijst van gemeente en aanbieder. Elke regel daarvan heeft een eerste en een laatste dag. Een toewijzing wordt getoetst aan wat gold op de Ingangsdatum van de eerste versie. Wat eenmaal is toegewezen, houdt zijn code: latere versies, starts, stops en declaraties met dat product zijn goed, ook als het contract of de lijst verandert. Dat geldt ook voor de stop van hulp waarvan de start bekend is. Is de toewijzing niet bekend, dan telt ToewijzingIngangsdatum, of anders de Begindatum van de start, de stop of de ProductPeriode. Wat met StatusAanlevering 3 wordt ingetrokken, wordt niet getoetst; een creditering ook niet (IV085).',
      en: 'Asked are the contracts and the product list of the two, whose lines hold from a day until a day. An allocation is judged by what held on the Ingangsdatum of its first version. What was once allocated keeps its code: later versions, starts, stops and declarations with that product are right, also when the contract or the list changes. So is the stop of help whose start is known. When the allocation is not known, ToewijzingIngangsdatum counts, or else the Begindatum of the start, the stop or the ProductPeriode. What is taken back with StatusAanlevering 3 is not tested; nor is a credit (IV085).',
    },
    check: (bericht, past) => {
      if (!past.agreedProducts) return [];
      const products = codedProducts(bericht);
      // A contract may have thousands of lines: only those of these codes are looked at.
      const codes = new Set(products.map(({ product }) => product.code));
      const named = past.agreedProducts.filter(({ code }) => codes.has(code));
      const lines = Map.groupBy(named, productKey);
      const kept = keptIn(past);
      return products
        .filter(({ care, product, begin }) => {
          const known = care.toewijzingNummer
            ? kept.allocations.get(normalNumber(care.toewijzingNummer))
            : undefined;
          if (known && productKey(known.product) === productKey(product)) return false;
          if (bericht.type === 'JW307' && kept.starts.has(startKey({ ...care, product })))
            return false;
          const day = known?.begin ?? begin;
          return !lines.get(productKey(product))?.some((line) => holdsOn(line, day));
        })
        .map(({ path }) => path);
    },
  }),
];

interface Product {
  readonly categorie: string;
  readonly code?: string;
}

/** Whether an allocation is that of the message's client, at its aanbieder, for this product. */
function isFor(allocation: PastAllocation, product: Product | undefined): boolean {
  return isOwn(allocation) && productKey(allocation.product) === productKey(product);
}

/** Whether what was allocated cannot be what was asked. */
function isOther(allocated: Product | undefined, asked: Product | undefined): boolean {
  if (!allocated || !asked) return false;
  if (allocated.categorie !== asked.categorie) return true;
  return ![undefined, asked.code].includes(allocated.code) && asked.code !== undefined;
}

type Version = Omit<OwnAllocation, 'toewijzingNummer' | 'firstBegin' | 'ofClient' | 'ofAanbieder'>;

/** Whether two versions of an allocation say the same, apart from the request that they name. */
function isSame(a: Version, b: Version): boolean {
  return versionKey(a) === versionKey(b);
}

function versionKey({ product, omvang, budget, ...version }: Version): string {
  return keyOf(
    productKey(product),
    version.toewijzingsdatum,
    version.toewijzingstijd,
    version.ingangsdatum,
    version.einddatum,
    version.redenWijziging,
    omvang && keyOf(normalNumber(omvang.volume), omvang.eenheid, omvang.frequentie),
    budget && centsText(readCents(budget)),
  );
}

function productKey(product: Product | undefined): string {
  return keyOf(product?.categorie, product?.code);
}

/** What was allocated or started before: it keeps the product that it has. */
function keptIn({ allocations, declared = [], starts }: Past) {
  const own = [...declared, ...allocations.filter(isOwn)];
  return {
    allocations: new Map(own.map((one) => [one.toewijzingNummer, { ...one, begin: beginOf(one) }])),
    starts: new Set(starts.filter(({ removed }) => !removed).map(startKey)),
  };
}

function beginOf({
  firstBegin,
  ingangsdatum,
}: {
  readonly firstBegin?: string;
  readonly ingangsdatum?: string;
}): string | undefined {
  return firstBegin ?? ingangsdatum;
}

function startKey({ toewijzingNummer, product }: Care): string {
  return keyOf(toewijzingNummer && normalNumber(toewijzingNummer), productKey(product));
}

/** What a product of a message is for. */
interface Care {
  readonly toewijzingNummer?: string;
  readonly product?: Product;
}

interface Coded {
  readonly care: Care;
  readonly product: Product;
  /** When it begins, where its allocation is not known. */
  readonly begin: string;
  /** Of its code. */
  readonly path: string;
}

/** Every product with a code that a message names; of starts and stops those that it sends. */
function codedProducts(
  bericht: BerichtOf<'JW301' | 'JW305' | 'JW307' | 'JW315' | 'JW317' | 'JW323'>,
): Coded[] {
  switch (bericht.type) {
    case 'JW305':
      return startProducten(bericht).flatMap(codedDelivery);
    case 'JW307':
      return stopProducten(bericht).flatMap(codedDelivery);
    case 'JW323':
      return prestaties(bericht).flatMap((prestatie) => {
        if (isCredit(prestatie)) return [];
        const { toewijzingNummer, productCategorie, productCode, productPeriode } = prestatie.value;
        const product = { categorie: productCategorie, code: productCode };
        const path = at(prestatie, 'productCode');
        return coded({ toewijzingNummer, product }, productPeriode.begindatum, path);
      });
    default:
      return gekozenProducten(bericht).flatMap((chosen) => {
        const product = inside(chosen, 'product');
        return product ? coded(chosen.value, chosen.begin.value, at(product, 'code')) : [];
      });
  }
}

interface Delivery extends Care {
  readonly toewijzingIngangsdatum?: string;
  readonly begindatum: string;
  readonly statusAanlevering: string;
}

function codedDelivery(delivery: Located<Delivery>): Coded[] {
  const { statusAanlevering, toewijzingIngangsdatum, begindatum } = delivery.value;
  const product = inside(delivery, 'product');
  if (statusAanlevering === '3' || !product) return [];
  return coded(delivery.value, toewijzingIngangsdatum ?? begindatum, at(product, 'code'));
}

function coded(care: Care, begin: string, path: string): Coded[] {
  const { product } = care;
  return product?.code === undefined ? [] : [{ care, product, begin, path }];
}
