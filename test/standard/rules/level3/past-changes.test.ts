import type { BerichtOf } from '../../../../src/standard/messages/berichten.ts';
import { pastChanges } from '../../../../src/standard/rules/level3/past-changes.ts';
import { pastClients } from '../../../../src/standard/rules/level3/past-clients.ts';
import type { Draft } from '../case.ts';
import { nth } from '../cases/nth.ts';
import { allocation, altered, type History, history, testHistories } from '../history.ts';

const complete = 'JW317/valid-complete.xml';
const verzoek = 'Client/Verzoek';
const ongewijzigd = `${verzoek}/OngewijzigdeProducten/OngewijzigdProduct`;
const teWijzigen = `${verzoek}/TeWijzigenProducten/TeWijzigenProduct`;
const other = { ofClient: false } as const;
const elsewhere = { ofAanbieder: false } as const;
const deleted = { redenWijziging: '13', ingangsdatum: '2024-05-01', einddatum: '2024-05-01' };
// The request of the fixture is dated 2024-04-08.

type Verzoek = Draft<BerichtOf<'JW317'>>['client']['verzoek'];
type Change = NonNullable<Verzoek['teWijzigenProducten']>['teWijzigenProduct'][number];
type Addition = NonNullable<Verzoek['nieuweProducten']>['nieuwProduct'][number];
interface Bericht {
  readonly client: { readonly verzoek: Verzoek };
}

/** Other wishes in the nth TeWijzigenProduct. */
function wants(n: number, values: Partial<Change>) {
  return ({ client: { verzoek } }: Bericht) => {
    Object.assign(nth(verzoek.teWijzigenProducten?.teWijzigenProduct, n), values);
  };
}

/** Other wishes in the nth NieuwProduct. */
function adds(n: number, values: Partial<Addition>) {
  return ({ client: { verzoek } }: Bericht) => {
    Object.assign(nth(verzoek.nieuweProducten?.nieuwProduct, n), values);
  };
}

const referred: readonly History[] = [
  history('TR304', complete, 'an unchanged allocation of another client', {
    breaks: (_, past) => {
      past.allocations = altered(past, '240031207', other);
    },
    holds: (_, past) => {
      past.allocations = [...past.allocations, allocation('7', other)];
    },
    at: ['Client/Bsn'],
  }),
  history('TR304', complete, 'a changed allocation of another client, once for all', {
    breaks: (_, past) => {
      past.allocations = past.allocations.map((one) => ({ ...one, ...other }));
    },
    holds: (_, past) => {
      // Two gemeenten became one, and both used the number.
      past.allocations = [
        ...past.allocations,
        ...past.allocations.map((one) => ({ ...one, ...other })),
      ];
    },
    at: ['Client/Bsn'],
  }),
  history('TR304', complete, 'nothing is revealed of what the other client was allocated', {
    breaks: (_, past) => {
      past.allocations = altered(past, '240031101', other);
    },
    holds: (_, past) => {
      const product = { categorie: '45', code: 'B09I' };
      past.allocations = altered(past, '240031101', { product });
    },
    at: ['Client/Bsn'],
  }),
  history('TR349', complete, 'an allocation of which nothing is said', {
    breaks: (_, past) => {
      past.allocations = [...past.allocations, allocation('7', { einddatum: '2024-04-08' })];
    },
    holds: (_, past) => {
      past.allocations = [...past.allocations, allocation('7', { einddatum: '2024-04-07' })];
    },
    at: [verzoek],
  }),
  history('TR349', complete, 'one without an end; and one that another aanbieder has', {
    breaks: (_, past) => {
      past.allocations = [...past.allocations, allocation('7', { einddatum: undefined })];
    },
    holds: (_, past) => {
      past.allocations = [
        ...past.allocations,
        allocation('7', { einddatum: undefined, ...elsewhere }),
        allocation('8', other),
      ];
    },
    at: [verzoek],
  }),
  history('TR349', complete, 'one that is yet to begin, unless it was deleted', {
    breaks: (_, past) => {
      past.allocations = [
        ...past.allocations,
        allocation('7', { ...deleted, redenWijziging: '10' }),
      ];
    },
    holds: (_, past) => {
      past.allocations = [
        ...past.allocations,
        allocation('7', deleted),
        allocation('8', { ...deleted, redenWijziging: '01' }),
      ];
    },
    at: [verzoek],
  }),
  history('TR350', complete, 'a number that nobody knows; other notation', {
    breaks: (_, past) => {
      past.allocations = past.allocations.filter(
        ({ toewijzingNummer }) => toewijzingNummer !== '240031207',
      );
    },
    holds: ({ client }) => {
      nth(client.verzoek.ongewijzigdeProducten?.ongewijzigdProduct, 1).toewijzingNummer =
        '00240031207';
    },
    at: [ongewijzigd],
  }),
  history('TR350', complete, 'ended the day before', {
    breaks: (_, past) => {
      past.allocations = altered(past, '240031207', { einddatum: '2024-04-07' });
    },
    holds: (_, past) => {
      past.allocations = altered(past, '240031207', { einddatum: '2024-04-08' });
    },
    at: [ongewijzigd],
  }),
  history('TR350', complete, 'deleted, and so in the way of no other product', {
    breaks: (_, past) => {
      const product = { categorie: '45', code: 'B09P' };
      past.allocations = altered(past, '240031207', { ...deleted, product });
    },
    holds: (_, past) => {
      const product = { categorie: '45', code: 'B09I' };
      past.allocations = altered(past, '240031207', { ...deleted, redenWijziging: '10', product });
    },
    at: [ongewijzigd],
  }),
  history('TR350', complete, 'of another aanbieder: as if it were not there', {
    breaks: ({ client }, past) => {
      client.verzoek.ongewijzigdeProducten?.ongewijzigdProduct.push({ toewijzingNummer: '7' });
      past.allocations = [...past.allocations, allocation('7', elsewhere)];
    },
    holds: ({ client }, past) => {
      client.verzoek.ongewijzigdeProducten?.ongewijzigdProduct.push({ toewijzingNummer: '7' });
      past.allocations = [...past.allocations, allocation('7')];
    },
    at: [`${ongewijzigd}[2]`],
  }),
  history('TR351', complete, 'deleted before it began', {
    breaks: (_, past) => {
      past.allocations = altered(past, '240031101', deleted);
    },
    holds: (_, past) => {
      past.allocations = altered(past, '240031101', { ...deleted, einddatum: '2024-05-02' });
    },
    at: [`${teWijzigen}[1]`],
  }),
  history('TR351', complete, 'ended; its content is compared all the same', {
    breaks: (_, past) => {
      past.allocations = altered(past, '240031102', { einddatum: '2024-04-07' });
    },
    holds: (_, past) => {
      past.allocations = altered(past, '240031102', { einddatum: '2024-04-08' });
    },
    at: [`${teWijzigen}[2]`],
  }),
];

const dates: readonly History[] = [
  history('TR357', complete, 'from Dagtekening itself, and from the day after', {
    breaks: wants(1, { gewensteIngangsdatum: '2024-04-08' }),
    holds: wants(1, { gewensteIngangsdatum: '2024-04-09' }),
    at: [`${teWijzigen}[1]/GewensteIngangsdatum`],
  }),
  history('TR357', complete, 'from the begin of the allocation, and the day after', {
    breaks: wants(1, { gewensteIngangsdatum: '2024-03-02' }),
    holds: wants(1, { gewensteIngangsdatum: '2024-03-01' }),
    at: [`${teWijzigen}[1]/GewensteIngangsdatum`],
  }),
  history('TR373', complete, 'of a Budget, the day after and on its Ingangsdatum', {
    breaks: wants(2, { gewensteIngangsdatum: '2024-05-01' }),
    holds: wants(2, { gewensteIngangsdatum: '2024-03-01' }),
    at: [`${teWijzigen}[2]`],
  }),
  history('TR373', complete, 'of a Budget that stays as it is', {
    breaks: wants(2, { gewensteIngangsdatum: '2024-05-01', budget: '250000' }),
    holds: wants(2, { budget: '250000' }),
    at: [`${teWijzigen}[2]`],
  }),
  history('TR373', complete, 'a Budget that goes', {
    breaks: wants(2, { gewensteIngangsdatum: '2024-05-01', budget: undefined }),
    holds: wants(2, { budget: undefined }),
    at: [`${teWijzigen}[2]`],
  }),
  history('TR373', complete, 'from a total to a volume per month, and from that to a total', {
    breaks: (_, past) => {
      const omvang = { volume: '2', eenheid: '82', frequentie: '6' };
      past.allocations = altered(past, '240031101', { omvang });
    },
    holds: wants(1, { omvang: { volume: '2', eenheid: '82', frequentie: '6' } }),
    at: [`${teWijzigen}[1]`],
  }),
  history('TR373', complete, 'of a total that stays as it is, and to a Budget', {
    breaks: (bericht, past) => {
      const omvang = { volume: '2', eenheid: '82', frequentie: '6' };
      wants(1, { omvang })(bericht);
      past.allocations = altered(past, '240031101', { omvang });
    },
    holds: (bericht, past) => {
      wants(1, { omvang: undefined, budget: '100' })(bericht);
      past.allocations = altered(past, '240031101', { product: { categorie: '44' } });
    },
    at: [`${teWijzigen}[1]`],
  }),
  history('TR373', complete, 'a week before its Ingangsdatum is not on it', {
    breaks: (_, past) => {
      const total = { omvang: { volume: '2', eenheid: '82', frequentie: '6' } };
      past.allocations = altered(past, '240031101', { ...total, ingangsdatum: '2024-05-08' });
    },
    holds: (_, past) => {
      const total = { omvang: { volume: '2', eenheid: '82', frequentie: '6' } };
      past.allocations = altered(past, '240031101', { ...total, ingangsdatum: '2024-05-01' });
    },
    at: [`${teWijzigen}[1]`],
  }),
];

const together: readonly History[] = [
  history('TR361', complete, 'a new product on the last day of an unchanged one', {
    breaks: adds(1, {
      product: { categorie: '45', code: 'B04P' },
      gewensteIngangsdatum: '2025-03-17',
      einddatum: '2025-12-31',
    }),
    holds: adds(1, {
      product: { categorie: '45', code: 'B04P' },
      gewensteIngangsdatum: '2025-03-18',
      einddatum: '2025-12-31',
    }),
    at: [verzoek],
  }),
  history(
    'TR361',
    complete,
    'a changed product runs to the end that is wanted, not to that it had',
    {
      breaks: adds(1, {
        product: { categorie: '45', code: 'B09P' },
        gewensteIngangsdatum: '2025-04-30',
        einddatum: '2025-12-31',
      }),
      holds: adds(1, {
        product: { categorie: '45', code: 'B09P' },
        gewensteIngangsdatum: '2025-05-01',
        einddatum: '2025-12-31',
      }),
      at: [verzoek],
    },
  ),
  history('TR361', complete, 'what remains of the allocation before its Omvang changes', {
    breaks: adds(1, {
      product: { categorie: '45', code: 'B09P' },
      gewensteIngangsdatum: '2024-04-15',
      einddatum: '2024-04-30',
    }),
    holds: (bericht) => {
      // The same Omvang: nothing is allocated anew.
      wants(1, { omvang: { volume: '01', eenheid: '82', frequentie: '4' } })(bericht);
      adds(1, {
        product: { categorie: '45', code: 'B09P' },
        gewensteIngangsdatum: '2024-04-15',
        einddatum: '2024-04-30',
      })(bericht);
    },
    at: [verzoek],
  }),
  history('TR361', complete, 'the rest of the allocation ends where the allocation does', {
    breaks: (bericht, past) => {
      adds(1, { product: { categorie: '45', code: 'B09P' }, einddatum: '2024-04-30' })(bericht);
      past.allocations = altered(past, '240031101', { einddatum: '2024-04-15' });
    },
    holds: (bericht, past) => {
      adds(1, { product: { categorie: '45', code: 'B09P' }, einddatum: '2024-04-30' })(bericht);
      past.allocations = altered(past, '240031101', { einddatum: '2024-04-14' });
    },
    at: [verzoek],
  }),
  history('TR361', complete, 'the rest of an allocation meets an unchanged one', {
    breaks: (_, past) => {
      const product = { categorie: '45', code: 'B09P' };
      const days = { ingangsdatum: '2024-04-30', einddatum: '2024-04-30' };
      past.allocations = altered(past, '240031207', { product, ...days });
    },
    holds: (bericht, past) => {
      wants(1, { gewensteIngangsdatum: '2024-03-01' })(bericht);
      const product = { categorie: '45', code: 'B09P' };
      const days = { ingangsdatum: '2025-05-01', einddatum: undefined };
      past.allocations = altered(past, '240031207', { product, ...days });
    },
    at: [verzoek],
  }),
  history('TR361', complete, 'an Omvang that makes way for a Budget leaves a rest too', {
    breaks: (bericht, past) => {
      wants(1, { omvang: undefined, budget: '100' })(bericht);
      adds(2, {
        product: { categorie: '44' },
        gewensteIngangsdatum: '2024-04-30',
        einddatum: '2024-04-30',
      })(bericht);
      past.allocations = altered(past, '240031101', { product: { categorie: '44' } });
    },
    holds: (bericht, past) => {
      wants(1, { omvang: undefined, budget: '100' })(bericht);
      adds(2, {
        product: { categorie: '43' },
        gewensteIngangsdatum: '2024-04-30',
        einddatum: '2024-04-30',
      })(bericht);
      past.allocations = altered(past, '240031101', { product: { categorie: '44' } });
    },
    at: [verzoek],
  }),
  history('TR361', complete, 'one code under two categories is two products', {
    breaks: adds(1, {
      product: { categorie: '45', code: 'B04P' },
      gewensteIngangsdatum: '2025-03-17',
      einddatum: '2025-12-31',
    }),
    holds: adds(1, {
      product: { categorie: '46', code: 'B04P' },
      gewensteIngangsdatum: '2025-03-17',
      einddatum: '2025-12-31',
    }),
    at: [verzoek],
  }),
  history('TR361', complete, 'a change that reaches into an unchanged product', {
    breaks: (_, past) => {
      const product = { categorie: '45', code: 'B09P' };
      const ingangsdatum = '2025-04-30';
      const einddatum = undefined;
      past.allocations = altered(past, '240031207', { product, ingangsdatum, einddatum });
    },
    holds: (_, past) => {
      const product = { categorie: '45', code: 'B09P' };
      const ingangsdatum = '2025-05-01';
      const einddatum = undefined;
      past.allocations = altered(past, '240031207', { product, ingangsdatum, einddatum });
    },
    at: [verzoek],
  }),
  history('TR361', complete, 'a category without code, next to an allocated code of it', {
    breaks: adds(2, { product: { categorie: '45' } }),
    holds: adds(2, { product: { categorie: '47' } }),
    at: [verzoek],
  }),
];

const amounts: readonly History[] = [
  history('TR375', complete, 'an allocation without product takes no Omvang', {
    breaks: ({ client }, past) => {
      const change = nth(client.verzoek.teWijzigenProducten?.teWijzigenProduct, 2);
      delete change.budget;
      change.omvang = { volume: '1', eenheid: '82', frequentie: '4' };
      alone(client.verzoek, change);
      past.allocations = [generic];
    },
    holds: ({ client }, past) => {
      alone(client.verzoek, nth(client.verzoek.teWijzigenProducten?.teWijzigenProduct, 2));
      past.allocations = [generic];
    },
    at: [`${teWijzigen}/Omvang`],
    // What has no Product has no Code of one either.
    alongside: [`TR412 ${teWijzigen}/Omvang`],
  }),
  history('TR375', complete, 'until 2020 it did', {
    breaks: ({ client }, past) => {
      alone(client.verzoek, formerly('2021-01-01'));
      past.allocations = [{ ...generic, ingangsdatum: '2020-01-01' }];
    },
    holds: ({ client }, past) => {
      alone(client.verzoek, formerly('2020-12-31'));
      past.allocations = [{ ...generic, ingangsdatum: '2020-01-01' }];
    },
    at: [`${teWijzigen}/Omvang`],
    alongside: [`TR412 ${teWijzigen}/Omvang`],
  }),
  history('TR411', complete, 'an allocation with a code takes an Omvang', {
    breaks: wants(1, { omvang: undefined }),
    holds: (bericht, past) => {
      wants(1, { omvang: undefined })(bericht);
      past.allocations = altered(past, '240031101', { product: { categorie: '44' } });
    },
    at: [`${teWijzigen}[1]/Omvang`],
  }),
  history('TR411', complete, 'a Budget does not take its place', {
    breaks: wants(1, { omvang: undefined, budget: '100', gewensteIngangsdatum: '2024-03-01' }),
    holds: wants(1, { gewensteIngangsdatum: '2024-03-01' }),
    at: [`${teWijzigen}[1]/Omvang`],
  }),
  history('TR412', complete, 'an allocation of a category takes no Omvang', {
    breaks: (_, past) => {
      past.allocations = altered(past, '240031101', { product: { categorie: '44' } });
    },
    holds: (bericht, past) => {
      wants(1, { omvang: undefined })(bericht);
      past.allocations = altered(past, '240031101', { product: { categorie: '44' } });
    },
    at: [`${teWijzigen}[1]/Omvang`],
  }),
  history('TR412', complete, 'until 2020 it did, but not without an end', {
    breaks: ({ client }, past) => {
      alone(client.verzoek, formerly(undefined));
      past.allocations = [{ ...category, ingangsdatum: '2020-01-01' }];
    },
    holds: ({ client }, past) => {
      alone(client.verzoek, formerly('2020-12-31'));
      past.allocations = [{ ...category, ingangsdatum: '2020-01-01' }];
    },
    at: [`${teWijzigen}/Omvang`],
  }),
];

const budget = { omvang: undefined, budget: '250000' };
const generic = allocation('240031102', { ...budget, product: undefined });
const category = allocation('240031102', { ...budget, product: { categorie: '54' } });

/** A request that wants this change and nothing else. */
function alone(request: Verzoek, change: Change): void {
  delete request.ongewijzigdeProducten;
  delete request.nieuweProducten;
  request.teWijzigenProducten = { teWijzigenProduct: [change] };
}

/** A volume per month for help that began in 2020. */
function formerly(einddatum: string | undefined): Change {
  const omvang = { volume: '1', eenheid: '82', frequentie: '4' };
  const change = { toewijzingNummer: '240031102', gewensteIngangsdatum: '2020-01-01', omvang };
  return { ...change, ...(einddatum && { einddatum }) };
}

const clients = pastClients.map((rule) => ({ ...rule, messages: ['JW317'] as const }));
testHistories([...clients, ...pastChanges], [...referred, ...dates, ...together, ...amounts]);
