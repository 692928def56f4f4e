import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RouteTable } from '../../src/http/server/access.ts';
import { appAlone } from '../../tools/docs/app-alone.ts';
import { jw301, jw305, jw315 } from '../ledger/past/write.ts';
import { allocation, asked, start } from '../ledger/stories/conversation.ts';
import type { Caller } from '../support/gateway.ts';
import {
  amsterdam,
  dijk,
  notBusy,
  OutsiderWorld,
  outsiders,
  type Subject,
} from '../support/outsiders.ts';
import { type Ask, cases, commands } from './outsider-cases.ts';

let world: OutsiderWorld;
let routes: RouteTable;
beforeAll(async () => {
  world = await OutsiderWorld.make();
  await using app = await appAlone();
  routes = app.routeTable;
});
afterAll(() => world?.[Symbol.asyncDispose]());

/** What differs by itself between two answers. */
const byItself = new Set(['date', 'request-id']);
/** How often a pair is looked at again: the gateway also has work of its own. */
const looks = 4;

/**
 * Where the rows that are read may differ, and why nobody learns from it. The statements, the answers
 * and all that is shown later are the same all the same.
 */
const rowsMayDiffer: Readonly<Record<string, string>> = {
  'GET /v1/messages/:id': 'an id is random: who has it got it from the gateway',
  'GET /v1/messages/:id/content': 'likewise',
  'POST /v1/inbox/acknowledgements': 'likewise',
  'GET /v1/access-log?messageId': 'likewise',
  'GET /v1/access-log/export?messageId': 'likewise',
  'GET /v1/allocations/:id': 'likewise',
  'GET /v1/allocations/:id/entries': 'likewise',
  'DELETE /v1/parties/:code/api-keys/:id': 'likewise',
  'DELETE /v1/parties/:code/mandates/:id': 'likewise',
  'DELETE /v1/parties/:code/designations/:id': 'likewise',
  'GET /v1/contracts/:id': 'likewise',
  'GET /v1/contracts/:id/lines': 'likewise',
  'GET /v1/contracts/:id/versions': 'likewise',
  'DELETE /v1/contracts/:id': 'likewise',
  'GET /v1/terms/:id': 'likewise',
  'POST /v1/messages/:id/answers': 'likewise',
  'POST /v1/messages/:id/resubmissions': 'likewise',
  'GET /v1/declarations/:id': 'likewise',
  ...Object.fromEntries(
    ['start', 'stop', 'elsewhere', 'change'].map((kind) => [`POST /v1/drafts?${kind}`, 'likewise']),
  ),
  'GET /v1/allocations/:id/goals': 'likewise',
  'POST /v1/allocations/:id/goals': 'likewise',
  'GET /v1/goals/:id': 'likewise',
  'PATCH /v1/goals/:id': 'likewise',
  'DELETE /v1/goals/:id': 'likewise',
  'DELETE /v1/goals/:id/text': 'likewise',
  'GET /v1/drafts/:id': 'likewise',
  'GET /v1/drafts/:id/content': 'likewise',
  'PUT /v1/drafts/:id': 'likewise',
  'DELETE /v1/drafts/:id': 'likewise',
  'POST /v1/drafts/:id/renewals': 'likewise',
  'POST /v1/drafts/:id/sending': 'likewise',
  'GET /v1/signals/:id': 'likewise',
  'POST /v1/signals?budget': 'likewise',
  'POST /v1/signals?other': 'likewise',
  'POST /v1/signals/:id/answers': 'likewise',
  'POST /v1/signals/:id/closure': 'likewise',
  'PUT /v1/signals/:id/links/:other': 'likewise',
  'DELETE /v1/signals/:id/links/:other': 'likewise',
  'GET /v1/allocations?municipality': 'how much others have at a gemeente reveals no child',
  ...Object.fromEntries(
    Object.keys(cases)
      .filter((route) => route.includes('/conversions/:number'))
      .map((route) => [route, 'that there is a preview of others reveals no child']),
  ),
  'GET /v1/messages': 'whether a party takes part is no secret',
  'GET /v1/inbox': 'likewise',
};

/** Everything that came of a call. */
interface Seen {
  readonly answer: string;
  readonly later: string;
  readonly statements: string;
}

/** Without what the call itself names, and what is new each time. */
function plain(value: unknown, call: Ask, subject: Subject): string {
  const { path, json, xml, csv } = call;
  const said = `${path} ${JSON.stringify(json)} ${xml} ${csv}`;
  // The parties of a message are the same in both.
  const names = Object.entries(subject).filter(([name]) => name !== 'party' || !xml);
  let text = JSON.stringify(value);
  for (const [name, one] of names)
    if (said.includes(one)) text = text.replace(new RegExp(`\\b${one}\\b`, 'g'), `<${name}>`);
  return (
    text
      .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<id>')
      .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<moment>')
      .replace(/T\d{8}\b/g, '<identificatie>')
      // Of a draft it is random.
      .replace(/(identificatie\W+)[A-Z\d]{12}\b/g, '$1<identificatie>')
      .replace(/("next":)"[^"]+"/g, '$1"<cursor>"')
  );
}

async function ask(caller: Caller, { method, path, json, xml, csv }: Ask) {
  const response = await fetch(world.gateway.address + path, {
    method,
    headers: {
      ...caller.authorization,
      'Accept-Language': 'en',
      ...(json && { 'Content-Type': 'application/json' }),
      ...(xml && { 'Content-Type': 'application/xml' }),
      ...(csv && { 'Content-Type': 'text/csv' }),
    },
    body: (xml ?? csv ?? (json && JSON.stringify(json)) ?? null) as RequestInit['body'],
  });
  const headers = [...response.headers].filter(([name]) => !byItself.has(name));
  return { status: response.status, headers, body: await response.text() };
}

/** One call, and what the caller finds afterwards where it may look. */
async function see(code: string, route: string, index: number, subject: Subject): Promise<Seen> {
  const call = cases[route]?.(code, subject)[index] as Ask;
  const caller = world.caller(code);
  await world.reset();
  const { result, statements } = await world.postgres.during(() =>
    notBusy(() => ask(caller, call)),
  );
  const later = [];
  const changes = /party|itself/.test(String(routes.get(route)?.access));
  for (const path of changes ? ['/v1/access-log?limit=20', '/v1/messages?limit=20'] : []) {
    const { status, body } = await notBusy(() => caller.get(path));
    later.push({ path, status, body });
  }
  const { kind } = (call.json ?? {}) as { readonly kind?: string };
  const filter = /\?.*(messageId|municipality)=/.exec(call.path)?.[1] ?? kind;
  const rows =
    (filter ? `${route}?${filter}` : route) in rowsMayDiffer ? statements.map(textOf) : statements;
  return {
    answer: plain(result, call, subject),
    later: plain(later, call, subject),
    statements: rows.join('\n'),
  };
}

/** What of a call differs between data of a party and data of nobody; nothing when all is equal. */
async function differences(code: string, route: string, index: number): Promise<string[]> {
  let found: string[] = [];
  for (let look = 0; look < looks; look++) {
    const known = await see(code, route, index, world.known);
    const unknown = await see(code, route, index, world.unknown);
    found = (['answer', 'later', 'statements'] as const)
      .filter((what) => known[what] !== unknown[what])
      .map((what) => `${route} ${index}, ${what}: ${apart(known[what], unknown[what])}`);
    if (found.length === 0) break;
  }
  return found;
}

/** Where two texts begin to differ. */
function apart(one: string, other: string): string {
  let at = 0;
  while (one[at] === other[at]) at++;
  const from = Math.max(0, at - 300);
  return `\n${one.slice(from, at + 100)}\n--- but ---\n${other.slice(from, at + 100)}`;
}

function textOf(statement: string): string {
  return statement.split('\n')[0] ?? '';
}

test('every route has a case, and every command a reason', () => {
  expect(Object.keys(cases).sort()).toEqual([...routes.keys()].sort());
  const folder = fileURLToPath(new URL('../../src/cli/commands/', import.meta.url));
  // `validate` reads files and rules, and nothing that a gateway keeps.
  const files = readdirSync(folder).filter((name) => name !== 'validate.ts');
  expect(files.sort()).toEqual(
    Object.keys(commands)
      .map((name) => `${name}.ts`)
      .sort(),
  );
});

describe.each(Object.entries(outsiders))('%s', (_name, code) => {
  test('finds of a child, number, reference or id of others what it finds of none', async () => {
    const found: string[] = [];
    let calls = 0;
    for (const route of Object.keys(cases)) {
      const count = cases[route]?.(code, world.known).length ?? 0;
      for (let index = 0; index < count; index++, calls++)
        found.push(...(await differences(code, route, index)));
    }
    expect(found).toEqual([]);
    expect(calls).toBeGreaterThan(70);
  });

  test('is shown the child in no row that was written before', async () => {
    const caller = world.caller(code);
    // A contract manager reads no log at all, which the routes and their roles say.
    if (code === outsiders['a contract manager of others']) {
      expect((await notBusy(() => caller.get('/v1/access-log'))).status).toBe(403);
      return;
    }
    for (const path of ['/v1/access-log?limit=1000', '/v1/access-log/export?format=json']) {
      const { body } = await notBusy(() => caller.get(path));
      const rows: { actor: string; clientIds: string[] }[] = body.items ?? body;
      expect(rows.filter(({ actor }) => actor === 'ijw_before').length).toBeGreaterThan(1);
      expect(JSON.stringify(rows)).not.toContain(world.known.client);
    }
  });
});

test('whose child it is finds it: what differs is seen', async () => {
  for (const [route, what] of [
    ['POST /v1/access-log/searches', /, statements: /],
    ['POST /v1/allocations/searches', /, statements: /],
    ['POST /v1/access-log/searches', /, later: /],
    ['GET /v1/allocations/:id', /, answer: /],
    ['GET /v1/messages/:id', /, answer: /],
  ] as const)
    expect((await differences(dijk, route, 0)).join('\n')).toMatch(what);
});

// The last: what is approved stays.
test('a message about a child of others goes the way of one about a child of nobody', async () => {
  const aanbieder = outsiders['another aanbieder'];
  const gemeente = outsiders['another gemeente'];
  let number = 700;
  const says: readonly (readonly [string, (bsn: string) => Buffer])[] = [
    [
      aanbieder,
      (bsn) => jw315({ gemeente: amsterdam, aanbieder, bsn }, '2024-02-05', asked(`V${++number}`)),
    ],
    [
      aanbieder,
      (bsn) =>
        jw305({ gemeente: amsterdam, aanbieder, bsn }, '2024-03-05', start('111', '2024-03-04')),
    ],
    [
      gemeente,
      (bsn) => jw301({ gemeente, aanbieder, bsn }, '2024-02-12', allocation(String(++number))),
    ],
  ];
  for (const [code, write] of says) {
    const caller = world.caller(code);
    const outcome = async (bsn = '') => {
      const { body } = await notBusy(() => caller.post(write(bsn)));
      world.asked.length = 0;
      await world.worker.step(body.id);
      const { status, findings } = (await notBusy(() => caller.get(`/v1/messages/${body.id}`)))
        .body;
      const [row] = (await caller.get(`/v1/access-log?messageId=${body.id}&limit=1`)).body.items;
      const { action, actor, party, counterparty, clientIds, detail } = row;
      const logged = { action, actor, party, counterparty, children: clientIds.length, detail };
      return { status, findings, logged, asked: [...world.asked] };
    };
    const known = await outcome(world.more.known.pop());
    expect(known.asked).toContain('read-past');
    expect(await outcome(world.more.unknown.pop())).toEqual(known);
  }
});
