import { pastRequests } from '../../../../src/standard/rules/level3/past-requests.ts';
import { nth } from '../cases/nth.ts';
import { type History, history, request, testHistories } from '../history.ts';

const other = { ofClient: false } as const;

const references: readonly History[] = [
  history('TR347', 'JW315/valid-complete.xml', 'a reference of an earlier request', {
    breaks: (_, past) => {
      past.usedReferences = new Set(['DIJK-2024-0091-B']);
    },
    holds: (_, past) => {
      past.usedReferences = new Set(['DIJK-2024-0091', 'dijk-2024-0091-b']);
    },
    at: ['Client/AangevraagdeProducten/AangevraagdProduct[2]/ReferentieAanbieder'],
  }),
  history('TR347', 'JW315/valid-budget-without-product.xml', 'one product has no number', {
    breaks: ({ client }, past) => {
      const product = nth(client.aangevraagdeProducten.aangevraagdProduct, 1);
      past.usedReferences = new Set([product.referentieAanbieder]);
    },
    holds: ({ client }, past) => {
      const product = nth(client.aangevraagdeProducten.aangevraagdProduct, 1);
      past.usedReferences = new Set([product.referentieAanbieder]);
      product.referentieAanbieder = 'DIJK-NEW';
    },
    at: ['Client/AangevraagdeProducten/AangevraagdProduct/ReferentieAanbieder'],
  }),
  history('TR347', 'JW317/valid-complete.xml', 'a reference that was honoured, long ago', {
    breaks: (_, past) => {
      past.requests = [request('DIJK-2024-0130', { honoured: true })];
      past.usedReferences = new Set(['DIJK-2024-0130']);
    },
    holds: (_, past) => {
      past.requests = [request('DIJK-2024-0129', { honoured: true })];
      past.usedReferences = new Set(['DIJK-2024-0129']);
    },
    at: ['Client/Verzoek/ReferentieAanbieder'],
  }),
];

const open: readonly History[] = [
  history('TR374', 'JW315/valid-complete.xml', 'a request without an answer', {
    breaks: (_, past) => {
      past.requests = [request('A')];
    },
    holds: (_, past) => {
      past.requests = [request('A', { answers: ['1'] })];
    },
    at: ['Client'],
  }),
  history('TR374', 'JW315/valid-complete.xml', 'under investigation is open still', {
    breaks: (_, past) => {
      past.requests = [request('A', { answers: ['2'] })];
    },
    holds: (_, past) => {
      past.requests = [request('A', { answers: ['2', '1'] })];
    },
    at: ['Client'],
  }),
  history('TR374', 'JW315/valid-complete.xml', 'of two requested products one is honoured', {
    breaks: (_, past) => {
      past.requests = [request('A', { honoured: true }), request('B')];
    },
    holds: (_, past) => {
      past.requests = [request('A', { honoured: true }), request('B', { honoured: true })];
    },
    at: ['Client'],
  }),
  history('TR374', 'JW315/valid-complete.xml', 'the request of another client is another case', {
    breaks: (_, past) => {
      past.requests = [request('A', other), request('B')];
    },
    holds: (_, past) => {
      past.requests = [request('A', other)];
    },
    at: ['Client'],
  }),
  history('TR374', 'JW317/valid-complete.xml', 'an open request for change', {
    breaks: (_, past) => {
      past.requests = [request('A', { type: 'JW317' })];
    },
    holds: (_, past) => {
      past.requests = [request('A', { type: 'JW317', honoured: true })];
    },
    at: ['Client/Verzoek'],
  }),
  history('TR374', 'JW317/valid-complete.xml', 'honoured after investigation', {
    breaks: (_, past) => {
      past.requests = [request('A', { answers: ['2'] })];
    },
    holds: (_, past) => {
      past.requests = [request('A', { answers: ['2'], honoured: true })];
    },
    at: ['Client/Verzoek'],
  }),
];

testHistories(pastRequests, [...references, ...open]);
