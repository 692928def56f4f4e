import { setTimeout as sleep } from 'node:timers/promises';
import { withKeys } from '../src/cli/session.ts';
import { createStaffKey, type StaffRole } from '../src/parties/credentials/api-keys.ts';
import { localCall } from '../src/parties/principal.ts';
import { openStore, type Store } from '../src/store/database.ts';
import { joinEmbeddedPostgres } from '../src/store/embedded/embedded.ts';
import type { KeyRing } from '../src/store/keys/keys.ts';
import { limitsOfLongWork } from '../src/store/session.ts';
import { Visitor } from '../test/support/visitor.ts';
import { identificaties, parties } from './lists/fill.ts';
import { percentile } from './load.ts';
import { fillPages } from './pages-fill.ts';
import { makeParties, type PartyWithKey } from './parties.ts';
import { Poster } from './poster.ts';
import { type GatewayProcess, startGatewayProcess } from './processes.ts';
import { printTable, verdict } from './table.ts';

/** Milliseconds to the first byte, and bytes with all that a page loads, unpacked. */
const marks = { ms: 200, bytes: 150 * 1024 };
/** Messages with a content, which pages can open. */
const real = 60;
/** Times that each page is asked for; the first is left out. */
const times = 7;

/**
 * Time to the first byte and bytes of each page of the console, with so many messages, entries, allocations, terms and
 * rows of the access log in the store.
 */
export async function benchPages(rows: number): Promise<void> {
  console.log(`\nPages of the console, with ${rows} messages`);
  const gateway = await startGatewayProcess({});
  process.env.DATA_DIR = gateway.dataDir;
  try {
    const people = await withKeys((store, keys) => prepare(gateway, store, keys, rows));
    await measure(gateway, people);
  } finally {
    delete process.env.DATA_DIR;
    await gateway.remove();
  }
}

interface Person {
  readonly kind: string;
  readonly key: string;
  /** Where the pages begin that are measured: those that are linked from there are too. */
  readonly menu: readonly string[];
}

async function prepare(
  gateway: GatewayProcess,
  store: Store,
  keys: KeyRing,
  rows: number,
): Promise<Person[]> {
  const made = await makeParties(gateway, [
    { code: parties.busy, kind: 'aanbieder', name: 'De Dijk', weight: 1 },
    { code: parties.gemeente, kind: 'gemeente', name: 'Zutphen', weight: 1 },
    { code: parties.quiet, kind: 'aanbieder', name: 'De Kade', weight: 0 },
    { code: parties.quietGemeente, kind: 'gemeente', name: 'Nijkerk', weight: 0 },
  ]);
  // A million rows take longer than a statement of the gateway may.
  const postgres = await joinEmbeddedPostgres({ dataDir: gateway.dataDir });
  const patient = openStore({ url: postgres.url, size: 2, limits: limitsOfLongWork(3600) });
  const began = performance.now();
  try {
    await fillPages(patient.pool, keys, rows);
  } finally {
    await patient.close();
    await postgres.leave();
  }
  console.log(`filled in ${((performance.now() - began) / 1000).toFixed(0)} s`);
  await postSome(gateway, made, store);
  const staff = async (role: StaffRole) =>
    (await createStaffKey(store.db, keys.rows, localCall('bench'), role)).key;
  const keyOf = (code: string) => made.find((party) => party.code === code)?.key ?? '';
  return [
    { kind: 'operator', key: await staff('operator'), menu: ofOperator },
    { kind: 'auditor', key: await staff('auditor'), menu: ofAuditor },
    {
      kind: 'administrator',
      key: await staff('administrator'),
      menu: ['/console/parties', '/console/people'],
    },
    { kind: 'gemeente', key: keyOf(parties.gemeente), menu: ofParty },
    { kind: 'aanbieder', key: keyOf(parties.busy), menu: ofParty },
  ];
}

const statuses = ['accepted', 'delivered', 'rejected', 'refused', 'failed'];
const byStatus = statuses.map((status) => `/console/messages?status=${status}`);
const ofOperator = [
  ...['/console/state', '/console/messages', ...byStatus, '/console/messages?type=JW319'],
  ...[`/console/messages?party=${parties.quiet}`, '/console/replays', '/console/queue'],
  ...['/console/terms', '/console/parties'],
];
const ofAuditor = [
  ...['/console/log', '/console/log?action=break-glass', '/console/seen', '/console/verifications'],
  '/console/keeping',
];
const ofParty = [
  ...['/console/mailbox', '/console/messages', ...byStatus, '/console/allocations'],
  ...['/console/drafts', '/console/terms', '/console/check', '/console/signals'],
];

async function postSome(
  gateway: GatewayProcess,
  made: readonly PartyWithKey[],
  { pool }: Store,
): Promise<void> {
  const poster = new Poster(gateway.address, made);
  for (let n = 0; n < real; n++) await poster.post();
  poster.end();
  for (;;) {
    const { rows } = await pool.query<{ waits: boolean }>(
      `select exists (select from message where status = 'received') as waits`,
    );
    if (!rows[0]?.waits) return;
    await sleep(50);
  }
}

/** A page as somebody got it. */
interface Measured {
  readonly kind: string;
  readonly path: string;
  /** Milliseconds to the first byte, in the middle and at most. */
  readonly middle: number;
  readonly most: number;
  readonly html: number;
  /** With what it loads. */
  readonly bytes: number;
}

async function measure(gateway: GatewayProcess, people: readonly Person[]): Promise<void> {
  const all: Measured[] = [];
  for (const person of people) {
    const visitor = new Visitor(gateway.address);
    const { status } = await visitor.signIn(person.key, '/console/help');
    if (status !== 200) throw new Error(`Signing in ended with ${status}.`);
    const look = lookerOf(gateway.address, visitor, person.kind);
    const paths = new Set(person.menu);
    if (person.kind === 'operator') paths.add(await search(visitor));
    // A set that grows meanwhile: what is linked from a page of the menu is looked at too, once for each kind of page.
    const kinds = new Set<string>();
    for (const path of paths) {
      const { measured, links } = await look(path);
      all.push(measured);
      if (!person.menu.includes(path)) continue;
      for (const link of links) {
        const kind = kindOf(link);
        if (kinds.has(kind) || paths.has(link)) continue;
        kinds.add(kind);
        paths.add(link);
      }
    }
  }
  print(all);
}

/** What many messages have in their Header. @returns where they are listed */
async function search(visitor: Visitor): Promise<string> {
  const page = await visitor.get('/console/messages');
  const found = await visitor.send(page, '/console/searches', {
    by: 'identificatie',
    text: identificaties.common,
  });
  if (!found.location) throw new Error(`A search ended with ${found.status}.`);
  const { pathname, search: query } = new URL(found.location);
  return pathname + query;
}

/** A link by its kind: all messages are alike, and all older pages of one list. */
function kindOf(link: string): string {
  const [path = '', query = ''] = link.split('?');
  const names = [...new URLSearchParams(query).keys()].filter((name) => name !== 'lang').sort();
  const words = path.split('/').map((part) => (/^[a-z-]+$/.test(part) ? part : ':'));
  return `${words.join('/')} ${names.join(' ')}`;
}

function lookerOf(address: string, visitor: Visitor, kind: string) {
  /** Bytes of what pages load. */
  const loaded = new Map<string, number>();
  return async (path: string): Promise<{ measured: Measured; links: readonly string[] }> => {
    const took: number[] = [];
    let text = '';
    for (let time = 0; time < times; time++) {
      const cookie = [...visitor.jar()].map(([name, value]) => `${name}=${value}`).join('; ');
      const began = performance.now();
      const response = await fetch(address + path, { headers: { Cookie: cookie } });
      if (time > 0) took.push(performance.now() - began);
      text = await response.text();
      if (response.status !== 200) throw new Error(`${path} as ${kind}: ${response.status}`);
    }
    let bytes = Buffer.byteLength(text);
    for (const [, part = ''] of text.matchAll(/(?:src|href)="(\/console\/static\/[^"]*)"/g)) {
      if (!loaded.has(part))
        loaded.set(part, (await (await fetch(address + part)).arrayBuffer()).byteLength);
      bytes += loaded.get(part) ?? 0;
    }
    const main = text.slice(text.indexOf('<main'), text.indexOf('</main'));
    const links = [...main.matchAll(/ href="(\/console\/[^"#]*)"/g)]
      .map(([, link = '']) => link.replaceAll('&amp;', '&'))
      .filter((link) => !/\/(xml|workbook|csv|static)/.test(link));
    const measured = {
      ...{ kind, path, middle: percentile(took, 0.5), most: Math.max(...took) },
      ...{ html: Buffer.byteLength(text), bytes },
    };
    return { measured, links };
  };
}

function print(all: readonly Measured[]): void {
  const slowest = all.toSorted((one, other) => other.middle - one.middle);
  printTable(
    ['page', 'for', 'first byte, ms', 'most, ms', 'html, KB', 'in all, KB'],
    slowest.map(({ path, kind, middle, most, html, bytes }) => [
      ...[path.slice(0, 90), kind, middle.toFixed(0), most.toFixed(0)],
      ...[(html / 1024).toFixed(0), (bytes / 1024).toFixed(0)],
    ]),
  );
  verdict(
    `first byte of the slowest of ${all.length} pages, ms`,
    slowest[0]?.middle ?? 0,
    marks.ms,
    'most',
  );
  const largest = Math.max(...all.map(({ bytes }) => bytes));
  verdict('bytes of the largest page, KB', largest / 1024, marks.bytes / 1024, 'most');
}
