import type { BerichtOf } from '../../../../src/standard/messages/berichten.ts';
import type { AgreedProduct } from '../../../../src/standard/rules/engine/past.ts';
import { pastAllocations } from '../../../../src/standard/rules/level3/past-allocations.ts';
import type { Draft } from '../case.ts';
import { nth } from '../cases/nth.ts';
import { allocation, altered, type History, history, request, testHistories } from '../history.ts';

const spic = { categorie: '45', code: 'B09P' };
const first = 'Client/ToegewezenProducten/ToegewezenProduct[1]';
const second = 'Client/ToegewezenProducten/ToegewezenProduct[2]';
const third = 'Client/ToegewezenProducten/ToegewezenProduct[3]';

const numbers: readonly History[] = [
  history('TR332', 'JW301/valid-complete.xml', 'the number of another client', {
    breaks: (_, past) => {
      past.allocations = [allocation('240031101', { product: spic, ofClient: false })];
    },
    holds: (_, past) => {
      past.allocations = [allocation('240031101', { product: spic })];
    },
    at: [`${first}/ToewijzingNummer`],
  }),
  history('TR332', 'JW301/valid-complete.xml', 'the number of an allocation elsewhere', {
    breaks: (_, past) => {
      past.allocations = [allocation('240031101', { product: spic, ofAanbieder: false })];
    },
    holds: (_, past) => {
      past.allocations = [allocation('240031109', { product: spic, ofAanbieder: false })];
    },
    at: [`${first}/ToewijzingNummer`],
  }),
  history('TR332', 'JW301/valid-complete.xml', 'another code, another category, or none', {
    breaks: (_, past) => {
      past.allocations = [
        allocation('240031101', { product: { ...spic, code: 'B09I' } }),
        allocation('240031102', { product: { categorie: '53' } }),
        allocation('239900077', { product: undefined }),
      ];
    },
    holds: (_, past) => {
      past.allocations = [
        allocation('240031101', { product: spic }),
        allocation('240031102', { product: { categorie: '54' } }),
        allocation('239900077', { product: { categorie: '45', code: '45A03' } }),
      ];
    },
    at: [first, second, third].map((path) => `${path}/ToewijzingNummer`),
  }),
  history('TR332', 'JW301/valid-complete.xml', 'deleted, and still taken; other notation', {
    breaks: ({ client }, past) => {
      nth(client.toegewezenProducten.toegewezenProduct, 1).toewijzingNummer = '0240031101';
      const deleted = { redenWijziging: '13', einddatum: '2024-03-01' };
      past.allocations = [allocation('240031101', deleted)];
    },
    holds: ({ client }, past) => {
      nth(client.toegewezenProducten.toegewezenProduct, 1).toewijzingNummer = '0240031101';
      const deleted = { redenWijziging: '13', einddatum: '2024-03-01' };
      past.allocations = [allocation('240031101', { ...deleted, product: spic })];
    },
    at: [`${first}/ToewijzingNummer`],
  }),
  history('TR332', 'JW301/valid-complete.xml', 'two gemeenten that became one used it', {
    breaks: (_, past) => {
      past.allocations = [
        allocation('240031101', { ofClient: false, product: spic }),
        allocation('240031101', { ofAanbieder: false, product: spic }),
      ];
    },
    holds: (_, past) => {
      past.allocations = [
        allocation('240031101', { ofClient: false, product: spic }),
        allocation('240031101', { product: spic }),
      ];
    },
    at: [`${first}/ToewijzingNummer`],
  }),
];

const [a, b] = ['DIJK-2024-0091-A', 'DIJK-2024-0091-B'];

type Allocated = Draft<
  BerichtOf<'JW301'>
>['client']['toegewezenProducten']['toegewezenProduct'][number];

/** An allocation of the message, as it was before it. */
function known({ commentaar: _, ...product }: Allocated, before: Partial<Allocated>) {
  return allocation(product.toewijzingNummer, { ...product, ...before });
}

const references: readonly History[] = [
  history('TR379', 'JW301/valid-complete.xml', 'a reference that nobody gave', {
    breaks: (_, past) => {
      past.requests = [request(a), request('DIJK-2024-0091-C')];
    },
    holds: (_, past) => {
      past.requests = [request(a), request(b), request('DIJK-2024-0091-C')];
    },
    at: [`${second}/ReferentieAanbieder`],
  }),
  history('TR379', 'JW301/valid-complete.xml', 'what was honoured before is not open', {
    breaks: (_, past) => {
      past.requests = [request(a, { honoured: true }), request(b)];
    },
    holds: ({ client }, past) => {
      delete nth(client.toegewezenProducten.toegewezenProduct, 1).referentieAanbieder;
      past.requests = [request(a, { honoured: true }), request(b)];
    },
    at: [`${first}/ReferentieAanbieder`],
  }),
  history('TR379', 'JW301/valid-complete.xml', 'what was honoured before comes again, unchanged', {
    breaks: ({ client }, past) => {
      past.requests = [request(a, { honoured: true }), request(b)];
      past.allocations = [known(nth(client.toegewezenProducten.toegewezenProduct, 1), {})];
    },
    holds: ({ client }, past) => {
      const again = nth(client.toegewezenProducten.toegewezenProduct, 1);
      past.requests = [request(a, { honoured: true }), request(b)];
      past.allocations = [known(again, {})];
      delete again.referentieAanbieder;
    },
    at: [`${first}/ReferentieAanbieder`],
  }),
  history('TR379', 'JW301/valid-complete.xml', 'and with another end under the same moment', {
    breaks: ({ client }, past) => {
      past.requests = [request(a, { honoured: true }), request(b)];
      const before = { einddatum: '2024-12-31' };
      past.allocations = [known(nth(client.toegewezenProducten.toegewezenProduct, 1), before)];
    },
    holds: ({ client }, past) => {
      const again = nth(client.toegewezenProducten.toegewezenProduct, 1);
      past.requests = [request(a, { honoured: true }), request(b)];
      past.allocations = [known(again, { einddatum: '2024-12-31' })];
      delete again.referentieAanbieder;
    },
    at: [`${first}/ReferentieAanbieder`],
  }),
  history('TR379', 'JW301/valid-complete.xml', 'unchanged beside one that honours the JW315 anew', {
    breaks: ({ client }, past) => {
      const products = client.toegewezenProducten.toegewezenProduct;
      const again = nth(products, 1);
      past.requests = [request(a, { product: spic }), request(b)];
      past.allocations = [known(again, { referentieAanbieder: undefined })];
      nth(products, 3).referentieAanbieder = a;
    },
    holds: ({ client }, past) => {
      // Forgotten the first time, and made up for.
      const again = nth(client.toegewezenProducten.toegewezenProduct, 1);
      past.requests = [request(a, { product: spic }), request(b)];
      past.allocations = [known(again, { referentieAanbieder: undefined })];
    },
    at: [`${first}/ReferentieAanbieder`],
  }),
  history('TR379', 'JW301/valid-complete.xml', 'changed beside one that honours the JW315 anew', {
    breaks: ({ client }, past) => {
      const products = client.toegewezenProducten.toegewezenProduct;
      past.requests = [request(a, { product: spic }), request(b)];
      past.allocations = [known(nth(products, 1), { referentieAanbieder: undefined })];
      nth(products, 3).referentieAanbieder = a;
    },
    holds: ({ client }, past) => {
      const products = client.toegewezenProducten.toegewezenProduct;
      past.requests = [request(a, { product: spic }), request(b)];
      past.allocations = [known(nth(products, 1), { einddatum: '2024-12-31' })];
      nth(products, 3).referentieAanbieder = a;
    },
    at: [`${first}/ReferentieAanbieder`],
  }),
  history(
    'TR379',
    'JW301/valid-complete.xml',
    'a JW315 for another product than one that existed',
    {
      breaks: ({ client }, past) => {
        const again = nth(client.toegewezenProducten.toegewezenProduct, 1);
        past.requests = [request(a, { product: { ...spic, code: 'B09I' } }), request(b)];
        past.allocations = [known(again, { einddatum: '2024-12-31' })];
      },
      holds: ({ client }, past) => {
        const again = nth(client.toegewezenProducten.toegewezenProduct, 1);
        past.requests = [request(a, { product: { categorie: '45' } }), request(b)];
        past.allocations = [known(again, { einddatum: '2024-12-31' })];
      },
      at: [`${first}/ReferentieAanbieder`],
    },
  ),
  history(
    'TR379',
    'JW301/valid-complete.xml',
    'a JW315 for another category; newly made it may be',
    {
      breaks: ({ client }, past) => {
        const again = nth(client.toegewezenProducten.toegewezenProduct, 1);
        past.requests = [request(a, { product: { categorie: '46' } }), request(b)];
        past.allocations = [known(again, { einddatum: '2024-12-31' })];
      },
      holds: (_, past) => {
        past.requests = [request(a, { product: { categorie: '46' } }), request(b)];
      },
      at: [`${first}/ReferentieAanbieder`],
    },
  ),
  history('TR379', 'JW301/valid-complete.xml', 'a JW317, also named by what did not change', {
    breaks: ({ client }, past) => {
      const products = client.toegewezenProducten.toegewezenProduct;
      past.requests = [request('CHANGE', { type: 'JW317' })];
      past.allocations = products.map((product) => known(product, {}));
      for (const product of products) product.referentieAanbieder = 'CHANGE';
      delete nth(products, 3).referentieAanbieder;
    },
    holds: ({ client }, past) => {
      const products = client.toegewezenProducten.toegewezenProduct;
      past.requests = [request('CHANGE', { type: 'JW317' })];
      past.allocations = products.map((product) => known(product, {}));
      for (const product of products) product.referentieAanbieder = 'CHANGE';
    },
    at: [`${third}/ReferentieAanbieder`],
  }),
  history('TR379', 'JW301/valid-complete.xml', 'a JW317 that one names and others do not', {
    breaks: ({ client }, past) => {
      const products = client.toegewezenProducten.toegewezenProduct;
      past.requests = [request('CHANGE', { type: 'JW317' })];
      for (const product of products) delete product.referentieAanbieder;
      nth(products, 2).referentieAanbieder = 'CHANGE';
    },
    holds: ({ client }, past) => {
      const products = client.toegewezenProducten.toegewezenProduct;
      past.requests = [request('CHANGE')];
      for (const product of products) delete product.referentieAanbieder;
      nth(products, 2).referentieAanbieder = 'CHANGE';
    },
    at: [`${first}/ReferentieAanbieder`, `${third}/ReferentieAanbieder`],
  }),
  history('TR379', 'JW301/valid-complete.xml', 'refused; and allocated after investigation', {
    breaks: (_, past) => {
      past.requests = [request(a, { answers: ['2'] }), request(b, { answers: ['2', '1'] })];
    },
    holds: (_, past) => {
      past.requests = [request(a, { answers: ['2'] }), request(b, { answers: ['2'] })];
    },
    at: [`${second}/ReferentieAanbieder`],
  }),
  history('TR379', 'JW301/valid-complete.xml', 'the request of another client', {
    breaks: (_, past) => {
      past.requests = [request(a, { ofClient: false }), request(b)];
    },
    holds: (_, past) => {
      past.requests = [request(a), request(b), request('C', { ofClient: false })];
    },
    at: [`${first}/ReferentieAanbieder`],
  }),
  history('TR379', 'JW301/valid-complete.xml', 'a request for change is named by all', {
    breaks: ({ client }, past) => {
      const products = client.toegewezenProducten.toegewezenProduct;
      for (const product of products) product.referentieAanbieder = 'CHANGE';
      past.requests = [request('CHANGE', { type: 'JW317', ofClient: false })];
    },
    holds: ({ client }, past) => {
      const products = client.toegewezenProducten.toegewezenProduct;
      for (const product of products) product.referentieAanbieder = 'CHANGE';
      past.requests = [request('CHANGE', { type: 'JW317' })];
    },
    at: [first, second, third].map((path) => `${path}/ReferentieAanbieder`),
  }),
  history('TR379', 'JW301/valid-complete.xml', 'that a reference is missing proves nothing', {
    breaks: (_, past) => {
      past.requests = [request(b)];
    },
    holds: ({ client }) => {
      for (const product of client.toegewezenProducten.toegewezenProduct)
        delete product.referentieAanbieder;
    },
    at: [`${first}/ReferentieAanbieder`],
  }),
];

const agreed: readonly History[] = [
  history('TR381', 'JW301/valid-complete.xml', 'a code under another category', {
    breaks: (_, past) => {
      past.agreedProducts = list('45 45A03', '46 B09P', '54 B09P');
    },
    holds: (_, past) => {
      past.agreedProducts = list('45 45A03', '45 B09P');
    },
    at: [`${first}/Product/Code`],
  }),
  history('TR381', 'JW301/valid-complete.xml', 'an empty list agrees on nothing, no list on all', {
    breaks: (_, past) => {
      past.agreedProducts = [];
    },
    holds: (_, past) => {
      past.agreedProducts = undefined;
    },
    at: [`${first}/Product/Code`, `${third}/Product/Code`],
  }),
  // The first begins on 2024-03-01.
  history('TR381', 'JW301/valid-complete.xml', 'a line that ended the day before, and on the day', {
    breaks: (_, past) => {
      past.agreedProducts = list('45 45A03', ['45 B09P', undefined, '2024-02-29']);
    },
    holds: (_, past) => {
      past.agreedProducts = list('45 45A03', ['45 B09P', undefined, '2024-03-01']);
    },
    at: [`${first}/Product/Code`],
  }),
  history('TR381', 'JW301/valid-complete.xml', 'a line from the day after, and from the day', {
    breaks: (_, past) => {
      past.agreedProducts = list('45 45A03', ['45 B09P', '2024-03-02', undefined]);
    },
    holds: (_, past) => {
      past.agreedProducts = list('45 45A03', ['45 B09P', '2024-03-01', undefined]);
    },
    at: [`${first}/Product/Code`],
  }),
  history('TR381', 'JW301/valid-complete.xml', 'two lines with a gap between them', {
    breaks: (_, past) => {
      const before = ['45 B09P', undefined, '2024-02-15'] as const;
      past.agreedProducts = list('45 45A03', before, ['45 B09P', '2024-03-15', undefined]);
    },
    holds: (_, past) => {
      const before = ['45 B09P', undefined, '2024-02-15'] as const;
      past.agreedProducts = list('45 45A03', before, ['45 B09P', '2024-02-16', undefined]);
    },
    at: [`${first}/Product/Code`],
  }),
  history('TR381', 'JW301/valid-complete.xml', 'what was allocated keeps its code', {
    breaks: (_, past) => {
      past.agreedProducts = list('45 45A03');
      past.allocations = [allocation('240031109', { product: spic })];
    },
    holds: (_, past) => {
      past.agreedProducts = list('45 45A03');
      past.allocations = [allocation('240031101', { product: spic })];
    },
    at: [`${first}/Product/Code`],
  }),
  history('TR381', 'JW305/valid-complete.xml', 'a start', {
    breaks: (bericht, past) => {
      oneStart(bericht, { toewijzingNummer: undefined });
      past.agreedProducts = list('45 B09I');
    },
    holds: (bericht, past) => {
      oneStart(bericht, { toewijzingNummer: undefined });
      past.agreedProducts = list('45 B09P');
    },
    at: ['Client/StartProducten/StartProduct/Product/Code'],
  }),
  history('TR381', 'JW305/valid-complete.xml', 'a start on an allocation of its product', {
    breaks: (bericht, past) => {
      oneStart(bericht, {});
      past.agreedProducts = list('45 B09I');
      past.allocations = altered(past, '240031101', { product: { categorie: '45' } });
    },
    holds: (bericht, past) => {
      oneStart(bericht, {});
      past.agreedProducts = list('45 B09I');
    },
    at: ['Client/StartProducten/StartProduct/Product/Code'],
  }),
  history('TR381', 'JW305/valid-complete.xml', 'a start, by the begin of the first version', {
    breaks: (bericht, past) => {
      oneStart(bericht, { toewijzingIngangsdatum: '2024-03-01' });
      past.agreedProducts = list(['45 B09P', '2024-02-11', undefined]);
      const version = { product: { categorie: '45' }, firstBegin: '2024-02-10' };
      past.allocations = altered(past, '240031101', version);
    },
    holds: (bericht, past) => {
      oneStart(bericht, { toewijzingIngangsdatum: '2024-03-01' });
      past.agreedProducts = list(['45 B09P', undefined, '2024-02-10']);
      const version = { product: { categorie: '45' }, firstBegin: '2024-02-10' };
      past.allocations = altered(past, '240031101', version);
    },
    at: ['Client/StartProducten/StartProduct/Product/Code'],
  }),
  history('TR381', 'JW305/valid-complete.xml', 'a start without allocation, by the day it names', {
    breaks: (bericht, past) => {
      oneStart(bericht, { toewijzingNummer: undefined, toewijzingIngangsdatum: '2024-03-01' });
      past.agreedProducts = list(['45 B09P', '2024-03-02', undefined]);
    },
    holds: (bericht, past) => {
      oneStart(bericht, { toewijzingNummer: undefined, toewijzingIngangsdatum: undefined });
      past.agreedProducts = list(['45 B09P', '2024-03-02', '2024-03-04']);
    },
    at: ['Client/StartProducten/StartProduct/Product/Code'],
  }),
  history('TR381', 'JW305/valid-complete.xml', 'a start that is taken back', {
    breaks: (bericht, past) => {
      oneStart(bericht, { toewijzingNummer: undefined });
      past.agreedProducts = [];
    },
    holds: (bericht, past) => {
      const start = oneStart(bericht, { toewijzingNummer: undefined, statusAanlevering: '3' });
      past.starts = [{ product: spic, begindatum: start.begindatum, removed: false }];
      past.agreedProducts = [];
    },
    at: ['Client/StartProducten/StartProduct/Product/Code'],
  }),
  history('TR381', 'JW307/valid-complete.xml', 'a stop; without product there is nothing to ask', {
    breaks: (bericht, past) => {
      oneStop(bericht, {});
      past.agreedProducts = [];
      past.starts = [];
      past.allocations = altered(past, '240031101', { product: { categorie: '45' } });
    },
    holds: (bericht, past) => {
      delete oneStop(bericht, {}).product;
      past.starts = past.starts.map(({ product: _, ...start }) => start);
      past.agreedProducts = [];
    },
    at: ['Client/StopProducten/StopProduct/Product/Code'],
    alongside: ['TR382 Client/StopProducten/StopProduct'],
  }),
  history('TR381', 'JW307/valid-complete.xml', 'the stop of what was started keeps its code', {
    breaks: (bericht, past) => {
      oneStop(bericht, {});
      past.agreedProducts = [];
      past.allocations = altered(past, '240031101', { product: { categorie: '45' } });
      past.starts = past.starts.map((start) => ({ ...start, removed: true }));
    },
    holds: (bericht, past) => {
      oneStop(bericht, {});
      past.agreedProducts = [];
      past.allocations = altered(past, '240031101', { product: { categorie: '45' } });
    },
    at: ['Client/StopProducten/StopProduct/Product/Code'],
    alongside: ['TR382 Client/StopProducten/StopProduct'],
  }),
  history('TR381', 'JW307/valid-complete.xml', 'a stop that is taken back', {
    breaks: (bericht, past) => {
      oneStop(bericht, { toewijzingNummer: undefined });
      past.starts = [];
      past.agreedProducts = [];
    },
    holds: (bericht, past) => {
      const { statusAanlevering: _, ...stop } = oneStop(bericht, {
        toewijzingNummer: undefined,
        statusAanlevering: '3',
      });
      past.stops = [{ ...stop, removed: false }];
      past.starts = [];
      past.agreedProducts = [];
    },
    at: ['Client/StopProducten/StopProduct/Product/Code'],
    alongside: ['TR382 Client/StopProducten/StopProduct'],
  }),
  history('TR381', 'JW315/valid-complete.xml', 'a requested product; a category alone is free', {
    breaks: (_, past) => {
      past.agreedProducts = list('54 B09P');
    },
    holds: (_, past) => {
      past.agreedProducts = list('45 B09P');
    },
    at: ['Client/AangevraagdeProducten/AangevraagdProduct[1]/Product/Code'],
  }),
  history('TR381', 'JW315/valid-complete.xml', 'by ToewijzingIngangsdatum', {
    breaks: (_, past) => {
      past.agreedProducts = list(['45 B09P', '2024-03-02', undefined]);
    },
    holds: (_, past) => {
      past.agreedProducts = list(['45 B09P', '2024-03-01', '2024-03-01']);
    },
    at: ['Client/AangevraagdeProducten/AangevraagdProduct[1]/Product/Code'],
  }),
  history('TR381', 'JW317/valid-complete.xml', 'a new product; those allocated are not asked', {
    breaks: (_, past) => {
      past.agreedProducts = list('46 C07P');
    },
    holds: (_, past) => {
      past.agreedProducts = list('46 C07I');
    },
    at: ['Client/Verzoek/NieuweProducten/NieuwProduct[1]/Product/Code'],
  }),
  history('TR381', 'JW317/valid-complete.xml', 'by GewensteIngangsdatum', {
    breaks: (_, past) => {
      past.agreedProducts = list(['46 C07I', undefined, '2024-04-14']);
    },
    holds: (_, past) => {
      past.agreedProducts = list(['46 C07I', '2024-04-15', '2024-04-15']);
    },
    at: ['Client/Verzoek/NieuweProducten/NieuwProduct[1]/Product/Code'],
  }),
  history('TR381', 'JW323/valid-only-a-credit.xml', 'a declared product', {
    breaks: (bericht, past) => {
      onePrestatie(bericht);
      past.agreedProducts = list('45 B09I');
    },
    holds: (bericht, past) => {
      onePrestatie(bericht);
      past.agreedProducts = list('45 B09P');
    },
    at: ['Declaratie/Clienten/Client/Prestaties/Prestatie/ProductCode'],
  }),
  history('TR381', 'JW323/valid-only-a-credit.xml', 'on an allocation of its product', {
    breaks: (bericht, past) => {
      const { toewijzingNummer } = onePrestatie(bericht);
      past.agreedProducts = [];
      past.declared = [{ toewijzingNummer, product: { categorie: '45' } }];
    },
    holds: (bericht, past) => {
      const { toewijzingNummer } = onePrestatie(bericht);
      past.agreedProducts = [];
      past.declared = [{ toewijzingNummer, product: spic }];
    },
    at: ['Declaratie/Clienten/Client/Prestaties/Prestatie/ProductCode'],
  }),
  history('TR381', 'JW323/valid-only-a-credit.xml', 'by the begin of its allocation', {
    breaks: (bericht, past) => {
      const { toewijzingNummer } = onePrestatie(bericht);
      past.agreedProducts = list(['45 B09P', '2023-01-02', undefined]);
      past.declared = [{ toewijzingNummer, firstBegin: '2023-01-01' }];
    },
    holds: (bericht, past) => {
      const { toewijzingNummer } = onePrestatie(bericht);
      past.agreedProducts = list(['45 B09P', '2023-01-01', '2023-01-01']);
      past.declared = [{ toewijzingNummer, firstBegin: '2023-01-01' }];
    },
    at: ['Declaratie/Clienten/Client/Prestaties/Prestatie/ProductCode'],
  }),
];

type Line =
  | string
  | readonly [product: string, from: string | undefined, until: string | undefined];

/** A list of lines such as `45 B09P`, with its first and last day where it has them. */
function list(...lines: readonly Line[]): AgreedProduct[] {
  return lines.map((line) => {
    const [product, from, until] = typeof line === 'string' ? [line] : line;
    const [categorie = '', code = ''] = product.split(' ');
    return { categorie, code, ...(from && { from }), ...(until && { until }) };
  });
}

type Start = Draft<BerichtOf<'JW305'>>['client']['startProducten']['startProduct'][number];
type Stop = Draft<BerichtOf<'JW307'>>['client']['stopProducten']['stopProduct'][number];

/** Leaves one start, of the SPIC, on 4 March 2024. */
function oneStart({ client }: Draft<BerichtOf<'JW305'>>, change: Partial<Start>): Start {
  const start = Object.assign(nth(client.startProducten.startProduct, 1), change);
  client.startProducten.startProduct = [start];
  return start;
}

/** Leaves one stop, of the SPIC. */
function oneStop({ client }: Draft<BerichtOf<'JW307'>>, change: Partial<Stop>): Stop {
  const stop = Object.assign(nth(client.stopProducten.stopProduct, 1), change);
  client.stopProducten.stopProduct = [stop];
  return stop;
}

/** Lets the Prestatie be of the SPIC. */
function onePrestatie({ declaratie }: Draft<BerichtOf<'JW323'>>) {
  const prestatie = nth(nth(declaratie.clienten.client, 1).prestaties.prestatie, 1);
  // Of a credit the code is not asked (IV085).
  delete prestatie.productReferentie.vorigReferentieNummer;
  prestatie.ingediendBedrag.debetCredit = 'D';
  declaratie.totaalIngediendBedrag.debetCredit = 'D';
  return Object.assign(prestatie, { productCategorie: '45', productCode: 'B09P' });
}

function deleteFirst({ client }: Draft<BerichtOf<'JW301'>>): void {
  const first = nth(client.toegewezenProducten.toegewezenProduct, 1);
  Object.assign(first, { redenWijziging: '13', einddatum: first.ingangsdatum });
}

const deleted: readonly History[] = [
  history('TR385', 'JW301/valid-complete.xml', 'an allocation on which something was granted', {
    breaks: (bericht, past) => {
      deleteFirst(bericht);
      past.grantedOn = { complete: true, toewijzingNummers: new Set(['240031101']) };
    },
    holds: (bericht, past) => {
      deleteFirst(bericht);
      past.grantedOn = { complete: true, toewijzingNummers: new Set(['240031102']) };
    },
    at: ['Client/ToegewezenProducten/ToegewezenProduct[1]/RedenWijziging'],
  }),
  history('TR381', 'JW323/valid-complete.xml', 'a debit; of a credit nothing is asked (IV085)', {
    breaks: ({ declaratie }, past) => {
      const [first] = declaratie.clienten.client;
      declaratie.clienten.client = first ? [first] : [];
      declaratie.totaalIngediendBedrag.totaalBedrag = '381000';
      past.agreedProducts = list('45 B09I');
    },
    holds: ({ declaratie }, past) => {
      const [first] = declaratie.clienten.client;
      declaratie.clienten.client = first ? [first] : [];
      declaratie.totaalIngediendBedrag.totaalBedrag = '381000';
      past.agreedProducts = list('45 B09P');
    },
    at: ['Declaratie/Clienten/Client/Prestaties/Prestatie[1]/ProductCode'],
  }),
];

testHistories(pastAllocations, [...numbers, ...references, ...agreed, ...deleted]);
