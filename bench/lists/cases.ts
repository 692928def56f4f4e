import { Kysely, PostgresDialect } from 'kysely';
import type { Pool } from 'pg';
import {
  findContract,
  listContracts,
  listVersions,
  type Viewer,
} from '../../src/ledger/contracts/read.ts';
import { listRows } from '../../src/ledger/conversion/read.ts';
import { type ConversionsSeen, listConversions } from '../../src/ledger/conversion/records.ts';
import type { RowsSeen } from '../../src/ledger/conversion/row-query.ts';
import { encodeEvent } from '../../src/ledger/model/codec.ts';
import { Allocations } from '../../src/ledger/views/allocations.ts';
import { listOpenRequests } from '../../src/ledger/views/open-requests.ts';
import { listDrafts } from '../../src/messages/drafts/list.ts';
import { Mailbox } from '../../src/messages/mailbox/mailbox.ts';
import { Declarations } from '../../src/messages/views/declarations.ts';
import { logSources } from '../../src/messages/views/log-sources.ts';
import { listMessages as listOwn } from '../../src/messages/views/message-list.ts';
import { receivedAt } from '../../src/messages/views/message-table.ts';
import { listOperationItems, listOperations } from '../../src/operations/operation-records.ts';
import { listMessages } from '../../src/operations/overview.ts';
import { type SearchCursor, Searches } from '../../src/operations/search.ts';
import { listVerifications } from '../../src/operations/verifications/read.ts';
import { listAccess } from '../../src/parties/access-log/read.ts';
import { listDesignations } from '../../src/parties/designations/designations.ts';
import { listParties } from '../../src/parties/directory/party-list.ts';
import { listMandates } from '../../src/parties/mandates/mandates.ts';
import type { Call, Principal } from '../../src/parties/principal.ts';
import { listSessions } from '../../src/parties/sessions/list.ts';
import { listSignals } from '../../src/region/signals/list.ts';
import type { SignalViewer } from '../../src/region/signals/viewer.ts';
import { listTerms, type TermFilter } from '../../src/region/terms/list.ts';
import type { TermViewer } from '../../src/region/terms/viewer.ts';
import { Terms } from '../../src/region/terms/views.ts';
import { listHolds } from '../../src/retention/legal-holds.ts';
import { listForgettings, listForgotten } from '../../src/retention/reports.ts';
import type { Bell } from '../../src/store/bell.ts';
import type { KeyRing } from '../../src/store/keys/keys.ts';
import type { Tables } from '../../src/store/tables.ts';
import {
  allocationOfCase,
  children,
  contract,
  conversion,
  firstMoment,
  identificaties,
  messages,
  operation,
  parties,
} from './fill.ts';

type Kind = 'common' | 'rare' | 'absent';
const kinds: readonly Kind[] = ['common', 'rare', 'absent'];

/** A filter of a list: a value of each kind; the same for kinds that it does not have. */
type Values = Readonly<Record<Kind, unknown>>;

/** A list as one of its callers sees it. */
export interface List {
  /** As in the routing table. */
  readonly route: string;
  readonly caller: string;
  readonly filters: Readonly<Record<string, Values>>;
  /** Where a page in the middle begins, in the words of `ask`; absent where there is no such thing. */
  readonly middle?: object;
  readonly ask: (pool: Pool, query: never, parts: Parts) => Promise<unknown>;
}

export interface Parts {
  readonly keys: KeyRing;
  readonly bell: Bell;
}

const one = (value: unknown): Values => ({ common: value, rare: value, absent: value });
const period = (name: 'from' | 'to'): Values => ({
  common: new Date(firstMoment + 30 * 86_400_000),
  rare: new Date(firstMoment + (name === 'from' ? 69.99 : 0.01) * 86_400_000),
  absent: new Date(name === 'from' ? Date.UTC(2100, 0, 1) : 0),
});
const party: Values = { common: parties.busy, rare: parties.quiet, absent: parties.silent };
const limit = 100;
/** Half of the rows lie before it. */
const halfway = `${(firstMoment + 35 * 86_400_000)
  .toString(16)
  .padStart(12, '0')
  .replace(/^(.{8})/, '$1-')}-7000-8000-000000000000`;

function principalOf(code: string): Principal {
  return {
    role: 'party',
    credential: { name: 'ijw_busy', keyId: null },
    party: code,
    actsFor: [code],
  };
}

function callOf(code: string): Call {
  return { principal: principalOf(code), address: null, requestId: null };
}

const operatorCall: Call = {
  ...callOf(parties.busy),
  principal: { role: 'operator', credential: { name: 'ijw_busy', keyId: null }, actsFor: [] },
};

const logFilters = {
  action: { common: 'read-content', rare: 'break-glass', absent: 'forget-client' },
  party: { common: parties.gemeente, rare: parties.quietGemeente, absent: parties.silent },
  messageId: messages,
  clientId: children,
  actor: { common: 'ijw_busy', rare: 'ijw_rare', absent: 'ijw_none' },
  from: period('from'),
  to: period('to'),
};
const logRoutes = [
  'GET /v1/access-log',
  'POST /v1/access-log/searches',
  'GET /v1/access-log/export',
];
const contractViewers: Readonly<Record<string, Viewer>> = {
  administrator: 'all',
  gemeente: { codes: [parties.gemeente] },
  'quiet gemeente': { codes: [parties.quietGemeente] },
  aanbieder: { codes: [parties.busy] },
  'silent aanbieder': { codes: [parties.silent] },
};
const logViewers = {
  auditor: null,
  'busy party': [parties.busy],
  'quiet party': [parties.quiet],
  'silent party': [parties.silent],
  'software house': [parties.house],
};

const operatorFilters = {
  status: { common: 'delivered', rare: 'rejected', absent: 'dismissed' },
  type: { common: 'JW315', rare: 'JW319', absent: 'JW325' },
  party,
  from: period('from'),
  to: period('to'),
  errorCode: { common: 'XX000', rare: 'XX001', absent: 'XX002' },
  held: { common: false, rare: true, absent: true },
};

function counterpartyOf(code: string): Values {
  return code.length === 4
    ? party
    : {
        common: parties.gemeente,
        rare: parties.quietGemeente,
        absent: parties.silentGemeente,
      };
}

const ownMessages = (caller: string, code: string, filters: Record<string, Values>): List => ({
  route: 'GET /v1/messages',
  caller,
  filters: {
    status: { common: 'delivered', rare: 'rejected', absent: 'dismissed' },
    type: operatorFilters.type,
    direction: { common: 'sent', rare: 'received', absent: 'received' },
    counterparty: counterpartyOf(code),
    identificatie: identificaties,
    changedSince: period('from'),
    newestFirst: { common: true, rare: true, absent: true },
    ...filters,
  },
  middle: { after: { changedAt: String((firstMoment + 35 * 86_400_000) * 1000), id: halfway } },
  ask: (pool, query: object) =>
    listOwn(pool, openMacs, principalOf(code), { ...query, limit }, refuse),
});

/** Believes all: the rows were written by no gateway. */
const openMacs = { check: () => undefined, believes: () => true } as never;
const refuse = (error: Error) => {
  throw error;
};

/** Decrypts nothing: what is read is counted, not what it says. */
const openKeys = {
  // Of the row of the access log, which is not written either.
  rows: { macOf: () => Buffer.alloc(32), believes: () => true, check: () => undefined },
  openClientKey: () => ({
    unseal: () =>
      encodeEvent({
        ...{ kind: 'requested', type: 'JW315', path: 'Client', effective: '2026-01-01' },
        content: {
          ...{ referentieAanbieder: 'R', toewijzingIngangsdatum: '2026-01-01' },
          verwijzer: { type: '01' },
        },
      }),
  }),
} as never;

const ownRequests = (caller: string, code: string): List => ({
  route: 'GET /v1/open-requests',
  caller,
  filters: {
    type: { common: 'JW315', rare: 'JW317', absent: 'JW319' },
    counterparty: counterpartyOf(code),
  },
  middle: {
    after: {
      ...{ since: new Date(firstMoment + 35 * 86_400_000), reference: '00' },
      ...{ municipality: '', client: halfway },
    },
  },
  ask: (pool, query: object) =>
    listOpenRequests(pool, openKeys, callOf(code), { ...query, limit }, receivedAt, refuse),
});

const ownAllocations = (caller: string, code: string, other: string): List => ({
  route: 'GET /v1/allocations',
  caller,
  filters: {
    status: { common: 'allocated', rare: 'deleted', absent: 'forgotten' },
    segment: { common: 'A', rare: 'B', absent: 'C' },
    profile: { common: '1', rare: '2', absent: '3' },
    intensity: { common: 'P', rare: 'Q', absent: 'R' },
    productCategory: { common: '45', rare: '50', absent: '99' },
    productCode: { common: '45A04', rare: '50X00', absent: '99X99' },
    ...(other === 'provider'
      ? { provider: party, municipality: one(code) }
      : {
          provider: one(code),
          municipality: {
            common: parties.gemeente,
            rare: parties.quietGemeente,
            absent: parties.silentGemeente,
          },
        }),
    changedSince: period('from'),
  },
  middle: { after: { changedAt: new Date(firstMoment + 35 * 86_400_000), id: halfway } },
  ask: (pool, query: object, { keys }) =>
    new Allocations(pool, keys).list(callOf(code), { ...query, limit }),
});

const declarationsOf = (caller: string, code: string): List => ({
  route: 'GET /v1/declarations',
  caller,
  filters: {
    counterparty: counterpartyOf(code),
    month: { common: '2026-01', rare: '2026-02', absent: '2020-01' },
    state: { common: 'open', rare: 'answered', absent: 'refused' },
  },
  middle: { after: { changedAt: String((firstMoment + 35 * 86_400_000) * 1000), id: halfway } },
  ask: (pool, query: object) =>
    new Declarations({ pool }, openKeys, refuse).list(callOf(code), { ...query, limit }),
});

const draftsOf = (caller: string, code: string): List => ({
  route: 'GET /v1/drafts',
  caller,
  filters: {
    state: { common: 'sent', rare: 'open', absent: 'forgotten' },
    type: { common: 'JW319', rare: 'JW301', absent: 'JW317' },
    request: messages,
  },
  middle: { after: halfway },
  ask: (pool, query: object) => listDrafts(pool, code, { ...query, limit }),
});

/** The day on which terms are looked at: half of them are due before it. */
export const termDay = '2026-02-05';
const termFilters = {
  status: { common: 'all', rare: 'overdue', absent: 'void' },
  kind: { common: 'decision', rare: 'retour', absent: 'stop' },
  dueFrom: { common: '2026-02-01', rare: '2026-03-10', absent: '2030-01-01' },
  dueUntil: { common: '2026-02-10', rare: '2026-01-01', absent: '2020-01-01' },
  withinDays: one(5),
};
const termMiddle = { after: { dueOn: termDay, id: halfway } };

/** Filters of terms that go together: others are refused before anything is read. */
function fitting(query: TermFilter): TermFilter {
  const { withinDays, dueFrom = '', dueUntil, ...rest } = query;
  return {
    ...rest,
    ...(withinDays !== undefined && { withinDays, status: 'dueSoon' }),
    ...(dueFrom && { dueFrom }),
    ...(dueUntil !== undefined && dueUntil >= dueFrom && { dueUntil }),
  };
}

/** Looks a reference up as the gateway does, without what decrypts it. */
const ownTerms = (caller: string, code: string): List => ({
  route: 'GET /v1/terms',
  caller,
  filters: {
    ...termFilters,
    side: { common: 'owes', rare: 'awaits', absent: 'awaits' },
    counterparty: counterpartyOf(code),
  },
  middle: termMiddle,
  ask: (pool, query: object) =>
    new Terms({ pool } as never, openKeys, refuse, () => termDay).list(callOf(code), {
      ...fitting(query),
      limit,
    }),
});

const termsOf = (caller: string, viewer: TermViewer): List => ({
  route: 'GET /v1/terms',
  caller,
  filters: {
    ...termFilters,
    party: {
      common: parties.gemeente,
      rare: parties.quietGemeente,
      absent: parties.silentGemeente,
    },
    municipality: counterpartyOf(parties.busy),
    provider: party,
  },
  middle: termMiddle,
  ask: (pool, query: object) => listTerms(pool, viewer, { ...query, limit }, termDay),
});

const signalsOf = (caller: string, viewer: SignalViewer): List => ({
  route: 'GET /v1/signals',
  caller,
  filters: {
    kind: { common: 'budget', rare: 'waiting', absent: 'other' },
    status: { common: 'closed', rare: 'open', absent: 'answered' },
    segment: { common: 'B', rare: 'C', absent: 'C' },
    municipality: counterpartyOf(parties.busy),
    provider: counterpartyOf(parties.gemeente),
    from: { common: '2026-01-01', rare: '2026-03-10', absent: '2030-01-01' },
    until: { common: '2026-12-31', rare: '2026-01-01', absent: '2020-01-01' },
  },
  middle: { after: halfway },
  ask: (pool, query: object) => listSignals(pool, openMacs, viewer, { ...query, limit }, refuse),
});

const conversionsOf = (caller: string, seen: ConversionsSeen): List => ({
  route: 'GET /v1/conversions',
  caller,
  filters: {},
  middle: { before: 101 },
  ask: (pool, query: object) => listConversions(pool, openMacs, seen, { ...query, limit }),
});

/** They are written with a MAC too. */
const conversionKeys = {
  rows: { macOf: () => Buffer.alloc(32), check: () => undefined },
} as never;

/** All rows of one preview may be read for a page: it has no more than a region has running care. */
const conversionRowsOf = (caller: string, seen: RowsSeen): List => ({
  route: 'GET /v1/conversions/:number/rows',
  caller,
  filters: {
    gemeente: counterpartyOf(parties.busy),
    aanbieder: counterpartyOf(parties.gemeente),
    mapped: { common: true, rare: false, absent: false },
    reason: { common: 'no-rule', rare: 'no-rule', absent: 'no-product' },
    gemeenteMark: { common: 'agreed', rare: 'none', absent: 'held' },
    aanbiederMark: { common: 'none', rare: 'agreed', absent: 'held' },
    step: { common: 'none', rare: 'approved', absent: 'failed' },
    leastDifference: { common: -10_000, rare: 10_000, absent: 20_000 },
    mostDifference: { common: 10_000, rare: -10_000, absent: -20_000 },
  },
  middle: { after: 100 },
  ask: (pool, { after, ...filter }: { after?: number }) =>
    listRows(
      pool,
      conversionKeys,
      callOf(parties.gemeente),
      { id: conversion, number: 1 },
      seen,
      filter,
      { limit, ...(after !== undefined && { after }) },
    ),
});

/** Every list that is read page by page, by whom it may differ, and with every filter that its route has. */
export const lists: readonly List[] = [
  ownMessages('busy party', parties.busy, {}),
  ownMessages('quiet party', parties.quiet, {}),
  ownMessages('gemeente', parties.gemeente, {}),
  ownMessages('software house', parties.house, { party: one(parties.gemeente) }),
  {
    route: 'GET /v1/inbox',
    caller: 'gemeente',
    filters: {},
    middle: { after: 100_000 },
    ask: (pool, query: object, { bell }) => inbox(pool, bell, parties.gemeente, query),
  },
  {
    route: 'GET /v1/inbox',
    caller: 'software house',
    filters: { party: one(parties.gemeente) },
    ask: (pool, query: object, { bell }) =>
      inbox(pool, bell, parties.house, { party: parties.gemeente, ...query }),
  },
  ownRequests('gemeente', parties.gemeente),
  ownRequests('busy party', parties.busy),
  ownRequests('quiet party', parties.quiet),
  ownAllocations('gemeente', parties.gemeente, 'provider'),
  ownAllocations('busy party', parties.busy, 'municipality'),
  ownAllocations('quiet party', parties.quiet, 'municipality'),
  {
    route: 'GET /v1/allocations/:id/entries',
    caller: 'quiet gemeente',
    filters: {},
    ask: (pool, _query, { keys }) =>
      new Allocations(pool, keys).entries(callOf(parties.quietGemeente), allocationOfCase, {
        after: 0,
        limit,
      }),
  },
  ...Object.entries(logViewers).map(
    ([caller, viewer]): List => ({
      route: logRoutes[0] as string,
      caller,
      filters: logFilters,
      middle: { before: halfway },
      ask: (pool, query: object) => listAccess(pool, logSources, viewer, { ...query, limit }),
    }),
  ),
  {
    route: 'GET /v1/operations/messages',
    caller: 'operator',
    filters: operatorFilters,
    middle: { before: halfway },
    ask: (pool, { before, ...filter }: { before?: string }) =>
      listMessages(pool, filter, { limit, ...(before && { before }) }),
  },
  ...(['identificatie', 'toewijzingNummer'] as const).map(
    (by): List => ({
      route: 'POST /v1/operations/searches',
      caller: `operator, by ${by}`,
      filters: {
        ...operatorFilters,
        text:
          by === 'identificatie' ? identificaties : { common: '5', rare: '7777', absent: 'GEEN' },
      },
      middle: { after: [by === 'identificatie' ? identificaties.common : '5', halfway] },
      ask: (pool, { text = '', after, ...filter }: { text?: string; after?: SearchCursor }) =>
        new Searches(pool, openKeys).find(operatorCall, { by, text }, filter, {
          limit,
          ...(after && { after }),
        }),
    }),
  ),
  {
    route: 'POST /v1/operations/searches',
    caller: 'operator, by referentie',
    filters: operatorFilters,
    ask: (pool, filter: object, { keys }) =>
      new Searches(pool, keys).find(
        operatorCall,
        { by: 'referentie', text: 'R', aanbieder: parties.busy },
        filter,
        { limit },
      ),
  },
  ...(['replay', 'redelivery'] as const).flatMap((kind): List[] => [
    {
      route: `GET /v1/operations/${kind === 'replay' ? 'replays' : 'redeliveries'}`,
      caller: 'operator',
      filters: {},
      middle: { before: halfway },
      ask: (pool, query: object) => listOperations(pool, kind, { ...query, limit }),
    },
    {
      route: `GET /v1/operations/${kind === 'replay' ? 'replays' : 'redeliveries'}/:id/messages`,
      caller: 'operator',
      filters: { state: { common: 'succeeded', rare: 'failed', absent: 'pending' } },
      middle: { after: 5000 },
      ask: (pool, query: object) =>
        listOperationItems(pool, 'replay', operation, { after: 0, ...query, limit }),
    },
  ]),
  {
    route: 'GET /v1/sessions',
    caller: 'administrator',
    filters: {},
    middle: { before: halfway },
    ask: (pool, query: object) => {
      const now = { idleMinutes: 30, issuerHash: null };
      return listSessions(pool, openMacs, now, { ...query, limit });
    },
  },
  {
    route: 'GET /v1/verifications',
    caller: 'auditor',
    filters: { what: { common: 'ledger', rare: 'rows', absent: 'access-log' } },
    middle: { before: halfway },
    ask: (pool, query: object) => listVerifications(pool, openMacs, { ...query, limit }),
  },
  ...(['party', 'administrator'] as const).map(
    (caller): List => ({
      route: 'GET /v1/parties',
      caller,
      filters: {
        kind: { common: 'aanbieder', rare: 'gemeente', absent: 'software-house' },
        codePrefix: { common: '2', rare: '1', absent: '99' },
        name: { common: 'many', rare: 'FEW', absent: 'none' },
      },
      middle: { after: '20001000' },
      ask: (pool, query: object) =>
        listParties(databaseOf(pool), { ...query, exchanging: caller === 'party', limit }),
    }),
  ),
  {
    route: 'GET /v1/parties/:code/mandates',
    caller: 'software house',
    filters: {
      role: { common: 'received', rare: 'given', absent: 'given' },
      active: { common: false, rare: true, absent: true },
    },
    middle: { after: halfway },
    ask: (pool, query: object) =>
      listMandates(databaseOf(pool), openMacs, parties.house, { ...query, limit }),
  },
  {
    route: 'GET /v1/parties/:code/designations',
    caller: 'regional office',
    filters: {
      role: { common: 'received', rare: 'given', absent: 'given' },
      active: { common: false, rare: true, absent: true },
    },
    middle: { after: halfway },
    ask: (pool, query: object) =>
      listDesignations(databaseOf(pool), openMacs, parties.office, { ...query, limit }),
  },
  ...Object.entries(contractViewers).map(
    ([caller, viewer]): List => ({
      route: 'GET /v1/contracts',
      caller,
      filters: {
        gemeente: counterpartyOf(parties.busy),
        aanbieder: counterpartyOf(parties.gemeente),
      },
      middle: { after: halfway },
      ask: (pool, query: object) =>
        listContracts({ db: pool, macs: openMacs }, viewer, { ...query, limit }),
    }),
  ),
  {
    route: 'GET /v1/contracts/:id/versions',
    caller: 'gemeente',
    filters: {},
    ask: (pool, query: object) =>
      listVersions({ db: pool, macs: openMacs }, { codes: [parties.gemeente] }, contract, {
        ...query,
        limit,
      }),
  },
  {
    // Its lines are in one row.
    route: 'GET /v1/contracts/:id/lines',
    caller: 'gemeente',
    filters: { version: one(1), at: one(new Date(Date.UTC(2100, 0, 1))) },
    ask: (pool, query: object) =>
      findContract({ db: pool, macs: openMacs }, { codes: [parties.gemeente] }, contract, query),
  },
  declarationsOf('gemeente', parties.gemeente),
  declarationsOf('quiet party', parties.quiet),
  draftsOf('gemeente', parties.gemeente),
  draftsOf('quiet gemeente', parties.quietGemeente),
  ownTerms('gemeente', parties.gemeente),
  ownTerms('quiet gemeente', parties.quietGemeente),
  ownTerms('busy party', parties.busy),
  ownTerms('quiet party', parties.quiet),
  termsOf('operator', { as: 'operator' }),
  termsOf('contract manager', {
    as: 'contract-manager',
    codes: [parties.gemeente, parties.quietGemeente, parties.silentGemeente],
  }),
  signalsOf('operator', { as: 'operator' }),
  signalsOf('busy party', { as: 'aanbieder', codes: [parties.busy] }),
  signalsOf('quiet party', { as: 'aanbieder', codes: [parties.quiet] }),
  signalsOf('quiet gemeente', { as: 'gemeente', codes: [parties.quietGemeente] }),
  signalsOf('contract manager', {
    as: 'contract-manager',
    codes: [parties.gemeente, parties.quietGemeente, parties.silentGemeente],
  }),
  conversionsOf('administrator', { gemeenten: null, aanbieders: [] }),
  conversionsOf('gemeente', { gemeenten: [parties.gemeente], aanbieders: [] }),
  conversionsOf('quiet gemeente', { gemeenten: [parties.quietGemeente], aanbieders: [] }),
  conversionsOf('busy party', { gemeenten: [], aanbieders: [parties.busy] }),
  conversionsOf('silent party', { gemeenten: [], aanbieders: [parties.silent] }),
  conversionRowsOf('administrator', null),
  conversionRowsOf('gemeente', { side: 'gemeente', codes: [parties.gemeente] }),
  conversionRowsOf('quiet party', {
    ...{ side: 'aanbieder', codes: [parties.quiet], shared: [parties.gemeente] },
  }),
  {
    route: 'GET /v1/legal-holds',
    caller: 'operator',
    filters: { inForce: { common: false, rare: true, absent: true } },
    middle: { before: halfway },
    ask: (pool, query: object) => listHolds(pool, openMacs, { ...query, limit }),
  },
  {
    route: 'GET /v1/forgettings',
    caller: 'auditor',
    filters: {},
    middle: { before: '2011-01-01' },
    ask: (pool, query: object) => listForgettings(pool, { ...query, limit }),
  },
  {
    route: 'GET /v1/forgettings/:day/items',
    caller: 'auditor',
    filters: {},
    middle: { after: halfway },
    ask: (pool, query: object) => listForgotten(pool, '2010-01-01', { ...query, limit }),
  },
];

/** Lists that give the same as another, by another way in. */
export const alike: Readonly<Record<string, string>> = {
  'POST /v1/access-log/searches': 'GET /v1/access-log',
  'GET /v1/access-log/export': 'GET /v1/access-log',
  'POST /v1/allocations/searches': 'GET /v1/allocations',
};

function databaseOf(pool: Pool): Kysely<Tables> {
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool: pool as never }) });
}

function inbox(pool: Pool, bell: Bell, code: string, query: object) {
  const mailbox = new Mailbox({ pool } as never, openMacs, bell, refuse);
  return mailbox.list(principalOf(code), { after: 0, waitSeconds: 0, ...query, limit });
}

/** One call of a list. */
export interface Case {
  readonly list: List;
  /** `status common, type rare`, or where in the list. */
  readonly name: string;
  readonly query: object;
}

/** A page at the beginning and in the middle, one filter of each kind, and two filters together. */
export function casesOf(list: List): Case[] {
  const singles = Object.entries(list.filters).flatMap(([filter, values]) =>
    kinds
      .filter((kind, index) => kinds.findIndex((other) => values[other] === values[kind]) === index)
      .map((kind) => ({
        name: `${filter} ${kind}`,
        query: { [filter]: values[kind] },
        ...{ filter, kind },
      })),
  );
  const pairs = singles.flatMap((first, index) =>
    singles
      .slice(index + 1)
      .filter(({ filter }) => filter !== first.filter)
      // What is rare among much that is common asks most of a walk.
      .filter(({ kind }) => `${kind} ${first.kind}`.match(/^(common rare|rare common)$/))
      .map((second) => ({
        name: `${first.name}, ${second.name}`,
        query: { ...first.query, ...second.query },
      })),
  );
  const middle = list.middle
    ? [
        { name: 'from the middle', query: list.middle },
        ...singles
          .filter(({ kind }) => kind === 'rare')
          .map(({ name, query }) => ({
            name: `${name}, from the middle`,
            query: { ...query, ...list.middle },
          })),
      ]
    : [];
  return [{ name: 'all', query: {} }, ...singles, ...middle, ...pairs].map((one) => ({
    list,
    ...one,
  }));
}

/** Items in a page of all these lists: the usual number. */
export const pageItems = limit;
