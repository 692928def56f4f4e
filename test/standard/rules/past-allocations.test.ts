import { pastAllocations } from '../../../src/standard/rules/past-allocations.ts';
import { nth } from './cases/nth.ts';
import { allocation, type History, history, request, testHistories } from './history.ts';

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
  history('TR379', 'JW301/valid-complete.xml', 'a version that was sent before comes again', {
    breaks: ({ client }, past) => {
      const { toewijzingNummer, product, toewijzingsdatum } = nth(
        client.toegewezenProducten.toegewezenProduct,
        1,
      );
      past.requests = [request(a, { honoured: true }), request(b)];
      past.allocations = [
        allocation(toewijzingNummer, {
          product,
          referentieAanbieder: a,
          toewijzingsdatum,
          toewijzingstijd: '00:00:01',
        }),
      ];
    },
    holds: ({ client }, past) => {
      const { toewijzingNummer, product, toewijzingsdatum, toewijzingstijd } = nth(
        client.toegewezenProducten.toegewezenProduct,
        1,
      );
      past.requests = [request(a, { honoured: true }), request(b)];
      past.allocations = [
        allocation(toewijzingNummer, {
          product,
          referentieAanbieder: a,
          toewijzingsdatum,
          toewijzingstijd,
        }),
      ];
    },
    at: [`${first}/ReferentieAanbieder`],
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
      past.agreedProducts = new Set(['45 45A03', '46 B09P', '54 B09P']);
    },
    holds: (_, past) => {
      past.agreedProducts = new Set(['45 45A03', '45 B09P']);
    },
    at: [`${first}/Product/Code`],
  }),
  history('TR381', 'JW301/valid-complete.xml', 'an empty list agrees on nothing, no list on all', {
    breaks: (_, past) => {
      past.agreedProducts = new Set();
    },
    holds: (_, past) => {
      past.agreedProducts = undefined;
    },
    at: [`${first}/Product/Code`, `${third}/Product/Code`],
  }),
  history('TR381', 'JW305/valid-complete.xml', 'a start', {
    breaks: ({ client }, past) => {
      const start = nth(client.startProducten.startProduct, 1);
      start.product = spic;
      client.startProducten.startProduct = [start];
      past.agreedProducts = new Set(['45 B09I']);
    },
    holds: ({ client }, past) => {
      const start = nth(client.startProducten.startProduct, 1);
      start.product = spic;
      client.startProducten.startProduct = [start];
      past.agreedProducts = new Set(['45 B09P']);
    },
    at: ['Client/StartProducten/StartProduct/Product/Code'],
  }),
  history('TR381', 'JW307/valid-complete.xml', 'a stop; without product there is nothing to ask', {
    breaks: ({ client }, past) => {
      const stop = nth(client.stopProducten.stopProduct, 1);
      stop.product = spic;
      client.stopProducten.stopProduct = [stop];
      past.agreedProducts = new Set();
    },
    holds: ({ client }, past) => {
      const stop = nth(client.stopProducten.stopProduct, 1);
      delete stop.product;
      client.stopProducten.stopProduct = [stop];
      past.starts = past.starts.map(({ product: _, ...start }) => start);
      past.agreedProducts = new Set();
    },
    at: ['Client/StopProducten/StopProduct/Product/Code'],
  }),
  history('TR381', 'JW315/valid-complete.xml', 'a requested product; a category alone is free', {
    breaks: (_, past) => {
      past.agreedProducts = new Set(['54 B09P']);
    },
    holds: (_, past) => {
      past.agreedProducts = new Set(['45 B09P']);
    },
    at: ['Client/AangevraagdeProducten/AangevraagdProduct[1]/Product/Code'],
  }),
  history('TR381', 'JW317/valid-complete.xml', 'a new product; those allocated are not asked', {
    breaks: (_, past) => {
      past.agreedProducts = new Set(['46 C07P']);
    },
    holds: (_, past) => {
      past.agreedProducts = new Set(['46 C07I']);
    },
    at: ['Client/Verzoek/NieuweProducten/NieuwProduct[1]/Product/Code'],
  }),
  history('TR381', 'JW323/valid-only-a-credit.xml', 'a declared product', {
    breaks: ({ declaratie }, past) => {
      const client = nth(declaratie.clienten.client, 1);
      nth(client.prestaties.prestatie, 1).productCategorie = '45';
      nth(client.prestaties.prestatie, 1).productCode = 'B09P';
      past.agreedProducts = new Set(['45 B09I']);
    },
    holds: ({ declaratie }, past) => {
      const client = nth(declaratie.clienten.client, 1);
      nth(client.prestaties.prestatie, 1).productCategorie = '45';
      nth(client.prestaties.prestatie, 1).productCode = 'B09P';
      past.agreedProducts = new Set(['45 B09P']);
    },
    at: ['Declaratie/Clienten/Client/Prestaties/Prestatie/ProductCode'],
  }),
];

testHistories(pastAllocations, [...numbers, ...references, ...agreed]);
