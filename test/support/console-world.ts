import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterEach } from 'vitest';
import type { RouteTable } from '../../src/http/server/access.ts';
import { passesElevenTest } from '../../src/standard/rules/level2/constraints-person.ts';
import { verifiedKinds } from '../../src/store/verification-tables.ts';
import { startBrowser } from './browser.ts';
import { keyOf, signInBrowser, staffKey, withRoutes } from './console.ts';
import { type Planted, plantAllocations } from './console-allocations.ts';
import { plantReadyConversion } from './console-conversion.ts';
import { type Caller, startTestGateway, type TestGateway } from './gateway.ts';
import { jw315 } from './messages.ts';
import { plantVerification } from './verifications.ts';

/** The kinds of people who use the console. */
export const kinds = [
  ...['operator', 'administrator', 'auditor'],
  ...['gemeente', 'aanbieder', 'contract-manager'],
] as const;
export type Kind =
  | 'operator'
  | 'administrator'
  | 'auditor'
  | 'gemeente'
  | 'aanbieder'
  | 'contract-manager';

/** A gateway with something on every page, a browser, and a key for each kind of person. */
export interface ConsoleWorld extends AsyncDisposable {
  readonly gateway: TestGateway;
  readonly routes: RouteTable;
  readonly keys: Readonly<Record<Kind, string>>;
  readonly aanbieder: Caller;
  readonly gemeente: Caller;
  /** The id of a message. */
  readonly message: string;
  /** The id of a contract. */
  readonly contract: string;
  /** The id of a signal. */
  readonly signal: string;
  /** The number of a conversion that is ready and shared. */
  readonly conversion: number;
  /** A day on which something was forgotten. */
  readonly forgottenDay: string;
  /** Allocations of one child. */
  readonly allocations: Planted;
  /** The ids of a draft of the gemeente, and of one of the aanbieder. */
  readonly drafts: Readonly<Record<'gemeente' | 'aanbieder', string>>;
  /** Opens a browser of its own for a person. Without a key it is somebody who is not signed in. */
  open(key?: string, options?: BrowserContextOptions): Promise<Watched>;
}

/** A page, and what went wrong on it. */
export interface Watched extends AsyncDisposable {
  readonly page: Page;
  /** Errors of the console and of scripts, and requests to another host. */
  readonly complaints: string[];
}

const contracts = [
  'contract;aanbieder;gemeenten;begin;end;categorie;code;tariff;eenheid',
  'B-2024-014;12345678;0363;2024-01-01;2028-12-31;45;B04P;95,50;01',
  'B-2024-014;12345678;;;;45;B05P;102,00;01',
].join('\r\n');
const office = '00000001234567890000';

/** @param waiting messages in the mailbox of the gemeente */
export async function startConsoleWorld(waiting = 3): Promise<ConsoleWorld> {
  const [gateway, routes] = await withRoutes(() => startTestGateway());
  const browser = await startBrowser();
  const gemeente = await gateway.party('0363', { name: 'Amsterdam', retourBy: 'gateway' });
  const aanbieder = await gateway.party('12345678', { name: 'De Dijk', retourBy: 'gateway' });
  const manager = await gateway.party(office, { name: 'Regionaal team', kind: 'regional-office' });
  await gateway.administrator.send('POST', '/v1/parties/0363/designations', { office });
  const loaded = await gateway.administrator.file('/v1/contracts/imports', contracts);
  if (loaded.status >= 300) throw new Error(`contracts: ${JSON.stringify(loaded.body)}`);
  const allocations = await plantAllocations(gemeente, aanbieder);
  const [message = ''] = await sendMessages(aanbieder, waiting);
  const drafts = {
    gemeente: await draftAnswer(gemeente, message),
    aanbieder: await draftRequest(aanbieder),
  };
  await plantHours(gateway.store.pool);
  await plantForgetting(gateway.store.pool);
  await gateway.administrator.send('POST', '/v1/legal-holds', {
    ...{ message, reason: 'Zaak 26/117 van de rechtbank' },
  });
  await gateway.administrator.send('POST', '/v1/parties/0363/mandates', {
    ...{ mandatary: '12345678', messageTypes: ['JW315'] },
  });
  await plantVerifications(gateway);
  const contract = await gateway.administrator.get('/v1/contracts');
  const signal = await aanbieder.send('POST', '/v1/signals', {
    ...{ kind: 'waiting', segment: 'C', gemeenten: ['0363'] },
    text: 'Wij hebben geen plaats meer tot maart.',
  });
  const { number: conversion } = await plantReadyConversion(gateway);
  const keys = {
    operator: await staffKey(gateway, 'operator'),
    administrator: await staffKey(gateway, 'administrator'),
    auditor: await staffKey(gateway, 'auditor'),
    gemeente: keyOf(gemeente),
    aanbieder: keyOf(aanbieder),
    'contract-manager': keyOf(manager),
  };
  return {
    ...{ gateway, routes, keys, aanbieder, gemeente, message, allocations, drafts },
    ...{ forgottenDay, contract: contract.body.items[0].id, signal: signal.body.id, conversion },
    open: (key, options) => openPage(browser, gateway.address, key, options),
    [Symbol.asyncDispose]: async () => {
      await browser.close();
      await gateway.remove();
    },
  };
}

/** Each kind once, and of the ledger one that was stopped before that. */
async function plantVerifications({ store: { pool }, keys: { rows } }: TestGateway): Promise<void> {
  await plantVerification(pool, rows, 'ledger', 'stopped');
  for (const what of verifiedKinds) await plantVerification(pool, rows, what);
}

/** Two days behind us as a region has them: busy by day, quiet by night, and one hour with trouble. */
async function plantHours(pool: TestGateway['store']['pool']): Promise<void> {
  await pool.query(`
    with hours as (
      select n, date_trunc('hour', now()) - n * interval '1 hour' as hour,
        greatest(2, round(90 * sin(pi() * extract(hour from now() - n * interval '1 hour')::integer / 24) ^ 4))::integer as busy
      from generate_series(1, 47) n
    )
    insert into hour_figure (hour, subject, key, count)
    select hour, subject, key, count from hours cross join lateral (values
      ('moved', 'accepted', busy), ('moved', 'delivered', busy * 9 / 10 + 1), ('moved', 'rejected', busy / 12),
      ('moved', 'refused', busy / 25), ('moved', 'failed', case when n = 21 then 6 else 0 end),
      ('failed', 'rule-TR302', case when n = 21 then 6 else 0 end),
      ('took', '50', busy * 3 / 4), ('took', case when n = 21 then '5000' else '200' end, busy / 4 + 1)
    ) counted (subject, key, count) where count > 0`);
}

const forgottenDay = '2026-11-01';

/** A day on which something was forgotten. */
async function plantForgetting(pool: TestGateway['store']['pool']): Promise<void> {
  await pool.query(
    `insert into forgetting (day, finished_at, terms, messages, refused, clients, imports,
      access_log_months, held_messages, held_clients, held_months, waiting_messages)
    values ($1, now(), '{"payloadDays": 365, "refusedDays": 90, "accessLogMonths": 60, "ledgerYears": 20}',
      1234, 5, 2, 0, array['2021-10-01'::date], 7, 1, 0, 3)`,
    [forgottenDay],
  );
  await pool.query(
    `insert into forgotten (day, id, kind)
      select $1, gen_random_uuid(), kind from unnest(array['message', 'refused', 'client']) kind`,
    [forgottenDay],
  );
}

/** Posts messages and waits until they are in the mailbox of their recipient. @returns their ids */
export async function sendMessages(aanbieder: Caller, count: number): Promise<string[]> {
  const posted = await Promise.all(
    Array.from({ length: count }, () => aanbieder.post(requestOfItsOwn())),
  );
  for (const { body } of posted) {
    const settled = (await aanbieder.settled(body.id)).body;
    if (settled.status !== 'accepted') throw new Error(JSON.stringify(settled.reasons));
  }
  return posted.map(({ body }) => body.id);
}

/** Drafts a refusal of a request. @returns the id of the draft */
async function draftAnswer(gemeente: Caller, request: string): Promise<string> {
  const xml = (await gemeente.get(`/v1/messages/${request}/content`)).body as string;
  const [, referentie = ''] = /<ReferentieAanbieder>([^<]*)/.exec(xml) ?? [];
  const decisions = [{ decision: 'refuse', referentie, reden: '2' }];
  const { body } = await gemeente.send('POST', `/v1/messages/${request}/answers`, { decisions });
  return body.items[0].id;
}

/** Drafts a request for an allocation. @returns the id of the draft */
async function draftRequest(aanbieder: Caller): Promise<string> {
  const { body } = await aanbieder.send('POST', '/v1/drafts', {
    ...{ kind: 'request', gemeente: '0363' },
    client: {
      bsn: '999934508',
      geboortedatum: { datum: '2014-09-03' },
      geslacht: '1',
      naam: { geslachtsnaam: { achternaam: 'Demir' }, voornamen: 'Ilyas' },
    },
    products: [
      {
        product: { categorie: '45', code: 'B04P' },
        toewijzingIngangsdatum: '2024-03-01',
        omvang: { volume: '1', eenheid: '82', frequentie: '6' },
        verwijzer: { type: '02', naam: 'Huisarts De Wit' },
      },
    ],
  });
  return body.items[0].id;
}

/** The world of a file of stories, and pages in it: each is closed when its story ends. */
export function storiesOf() {
  let world: ConsoleWorld | undefined;
  const opened: Watched[] = [];
  afterEach(async () => {
    for (const one of opened.splice(0)) await one[Symbol.asyncDispose]();
  });
  return {
    start: async () => {
      world = await startConsoleWorld();
      return world;
    },
    end: () => world?.[Symbol.asyncDispose](),
    /** Opens the console as a person, at its start or at an address. */
    open: async (kind: Kind, path = '/console'): Promise<Page> => {
      if (!world) throw new Error('The world has not begun.');
      const watched = await world.open(world.keys[kind]);
      opened.push(watched);
      await watched.page.goto(world.gateway.address + path);
      return watched.page;
    },
  };
}

let requests = 0;
let bsn = 999_900_005;

/** A JW315 about a child, and with a reference, of its own: the second of one child would be rejected. */
export function requestOfItsOwn(): string {
  requests += 1;
  do bsn += 1;
  while (!passesElevenTest(String(bsn)));
  return jw315()
    .replace(/(<ReferentieAanbieder>)[^<]*/, `$1DIJK-${requests}`)
    .replace(/(<Bsn>)[^<]*/, `$1${bsn}`);
}

async function openPage(
  browser: Browser,
  address: string,
  key: string | undefined,
  options: BrowserContextOptions = {},
): Promise<Watched> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  if (key) await signInBrowser(context, address, key);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  await context.route('**', (route) => {
    const url = route.request().url();
    if (new URL(url).origin === address) return route.continue();
    complaints.push(`asks for ${url}`);
    return route.abort();
  });
  return { page, complaints, [Symbol.asyncDispose]: () => context.close() };
}
