import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import { createStaffKey } from '../../../src/parties/credentials/api-keys.ts';
import { localCall } from '../../../src/parties/principal.ts';
import { breakDelivery, repairDelivery } from '../../operations/support.ts';
import { type Caller, startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { type Issuer, startIssuer } from '../../support/issuer.ts';
import { macsOf } from '../../support/macs.ts';
import { fixture, jw315 } from '../../support/messages.ts';
import { aboutChild, personal } from '../../support/personal.ts';
import { must } from '../engine/target.ts';

/** De Dijk and Amsterdam, about whom it is; and two others, of whom they must see nothing. */
const own = { aanbieder: '12345678', gemeente: '0363' };
const foreign = { aanbieder: '12345679', gemeente: '0344' };

/** A gateway in this process with something in every list, and what a request to it may name. */
export interface World extends AsyncDisposable {
  readonly gateway: TestGateway;
  /** Asks without a line in between; on a busy machine as often as it takes. */
  ask(request: InjectOptions): Promise<Heard>;
  /** Waits until the gateway is not too busy (503), as it may be while the machine is. */
  calm(): Promise<void>;
  /** Everything in the answers to De Dijk or Amsterdam that would belong to another. */
  readonly foreign: readonly string[];
  /** Puts what this gateway has in the place of `{party}` (an Authorization), `{message}` (an id) ... */
  fillIn(text: string): string;
}

let shared: { readonly world: Promise<World>; users: number } | undefined;

/** The world of this process, with who else uses it; it ends when the last of them is done with it. */
export async function useWorld(): Promise<World> {
  shared ??= { world: startWorld(), users: 0 };
  const mine = shared;
  mine.users += 1;
  const world = await mine.world;
  const leave = async () => {
    mine.users -= 1;
    if (mine.users > 0) return;
    shared = undefined;
    await world[Symbol.asyncDispose]();
  };
  return { ...world, [Symbol.asyncDispose]: leave };
}

/** Starts it. What differs each time is replaced by names, so that inputs need not differ. */
async function startWorld(): Promise<World> {
  let app: FastifyInstance | undefined;
  const listen = (message: unknown) => {
    app = (message as { fastify: FastifyInstance }).fastify;
  };
  const issuer = await startIssuer();
  subscribe('fastify.initialization', listen);
  const gateway = await startTestGateway({
    ...issuer.settings,
    TRUSTED_PROXIES: '127.0.0.1,10.0.0.0/8',
  });
  unsubscribe('fastify.initialization', listen);
  if (!app) throw new Error('Fastify did not report the application.');
  const started = app;
  const asked = async (request: InjectOptions) => heard(await started.inject(request));
  const calm = async () => {
    while (isBusy(await asked({ url: '/v1/rules' }))) await sleep(200);
  };
  const ask = async (request: InjectOptions): Promise<Heard> => {
    const answer = await asked(request);
    if (!isBusy(answer)) return answer;
    await calm();
    return ask(request);
  };
  const names = await populate(gateway, issuer, calm);
  const foreignIds = await idsOf(gateway, Object.values(foreign));
  forgetLog(gateway);
  const pattern = new RegExp(`\\{(${Object.keys(names).join('|')})\\}`, 'g');
  return {
    gateway,
    ask,
    calm,
    foreign: [...foreignIds, ...Object.values(foreign).map((code) => `"${code}"`)],
    fillIn: (text) => text.replace(pattern, (_, name: string) => names[name] ?? ''),
    [Symbol.asyncDispose]: async () => {
      await gateway.remove();
      await issuer.stop();
    },
  };
}

async function populate(
  gateway: TestGateway,
  issuer: Issuer,
  calm: World['calm'],
): Promise<Record<string, string>> {
  await calm();
  const callers = new Map<string, Caller>();
  for (const code of [...Object.values(own), ...Object.values(foreign)])
    callers.set(code, await gateway.party(code, { level3: 'advise' }));
  for (const pair of [own, foreign]) await talk(callers, pair, calm);
  const dijk = callers.get(own.aanbieder) as Caller;
  const amsterdam = callers.get(own.gemeente) as Caller;
  await dijk.post('<a>not a message</a>');

  const { administrator, store } = gateway;
  await breakDelivery(store);
  const { id: failed } = (await dijk.post(jw315())).body;
  await dijk.settled(failed);
  await repairDelivery(store);
  const record = async (path: string, body: object) =>
    (await administrator.send('POST', `/v1/operations/${path}`, body)).body.id;
  const reason = 'to have one';
  const { items } = (await amsterdam.get('/v1/inbox?limit=3')).body;
  const ids = items.map(({ id }: { id: string }) => id);
  await amsterdam.send('POST', '/v1/inbox/acknowledgements', { ids });
  const keyOf = async (role: 'operator' | 'auditor') =>
    `Bearer ${(await createStaffKey(store.db, await macsOf(store.db), localCall('test'), role)).key}`;
  const [allocation] = (await dijk.get('/v1/allocations')).body.items;
  const [foreignMessage = ''] = await idsOf(gateway, Object.values(foreign));
  return {
    party: dijk.authorization.Authorization ?? '',
    gemeente: amsterdam.authorization.Authorization ?? '',
    administrator: administrator.authorization.Authorization ?? '',
    operator: await keyOf('operator'),
    auditor: await keyOf('auditor'),
    token: `Bearer ${await issuer.token({ exp: Math.floor(Date.now() / 1000) + 80_000 })}`,
    message: ids[0],
    failed,
    allocation: allocation.id,
    foreign: foreignMessage,
    replay: await record('replays', { reason, ids: [failed] }),
    redelivery: await record('redeliveries', { reason, party: own.gemeente, ids }),
    'message-cursor': (await dijk.get('/v1/messages?limit=2')).body.next,
    xml: aboutChild(fixture('JW315/valid-complete.xml')),
  };
}

/** A whole conversation, so that there are messages, allocations and entries. */
async function talk(
  callers: Map<string, Caller>,
  pair: typeof own,
  calm: World['calm'],
): Promise<void> {
  for (const file of readdirSync('fixtures/conversation').sort()) {
    await calm();
    const xml = fixture(`conversation/${file}`)
      .replaceAll(own.aanbieder, pair.aanbieder)
      .replaceAll(own.gemeente, pair.gemeente);
    const posted = [];
    for (const code of Object.values(pair)) posted.push(await callers.get(code)?.post(xml));
    const taken = posted.find((answer) => answer?.status === 202);
    if (!taken) throw new Error(`${file} was not taken: ${JSON.stringify(posted)}`);
    const sender = callers.get(posted[0] === taken ? pair.aanbieder : pair.gemeente);
    await sender?.settled(taken.body.id);
  }
}

async function idsOf({ store }: TestGateway, codes: readonly string[]): Promise<string[]> {
  const { rows } = await store.pool.query<{ id: string }>(
    `select id from message where sender = any($1) or recipient = any($1)
    union all select id from allocation where municipality = any($1) or provider = any($1)`,
    [codes],
  );
  return rows.map(({ id }) => id);
}

/** What an answer is, wherever it came from. */
export interface Heard {
  readonly status: number;
  readonly type: string;
  readonly headers: string;
  /** Undefined for an answer without a body, as to HEAD. */
  readonly text: string | undefined;
}

function heard(answer: LightMyRequestResponse): Heard {
  const { statusCode: status, headers, payload } = answer;
  const text = answer.raw.req.method === 'HEAD' ? undefined : payload;
  const type = String(headers['content-type'] ?? '');
  return { status, type, headers: JSON.stringify(headers), text };
}

/** Whether the gateway cannot keep up, as on a busy machine: this says nothing of what was asked. */
export function isBusy({ status, text }: Heard): boolean {
  return status === 503 && text !== undefined && text.includes('/problems/busy');
}

const secrets = [personal.bsn, personal.achternaam];

/**
 * What holds for every answer, and for what was logged on the way to it.
 *
 * @returns which answer it is, in a few words
 */
export function checkAnswer(world: World, { status, type, headers, text }: Heard): string {
  must(status >= 100 && status < 600, `an answer of ${status}`);
  const logged = forgetLog(world.gateway);
  must(!secrets.some((secret) => logged.includes(secret)), 'something personal is logged');
  must(!/"level":[56]0/.test(logged), `an error is logged: ${codeIn(logged)}`);
  if (status < 400) return `${status} ${type}`;
  must(status < 500 || status === 503, `an answer of ${status}`);
  must(
    !secrets.some((secret) => `${headers}${text}`.includes(secret)),
    'something personal is shown',
  );
  if (text === undefined) return `${status}`;
  must(type.startsWith('application/problem+json'), `a ${status} is no problem but ${type}`);
  const problem = JSON.parse(text);
  must(problem.status === status, `a problem of ${problem.status} has status ${status}`);
  must(/^\/docs\/problems\/[a-z0-9-]+$/.test(problem.type), 'a problem has no type');
  must(/\S/.test(problem.title) && /\S/.test(problem.detail), 'a problem has no words');
  must(status < 503 || /\/(busy|unavailable)$/.test(problem.type), 'a 503 for no reason');
  const faults: readonly { element: string; rule: string }[] = problem.violations ?? [];
  const where = faults.map(({ element, rule }) => `${element.replace(/\d+/g, 'n')} ${rule}`);
  return `${status} ${problem.type} ${where.join(', ')}`;
}

/** What was logged since the last time. */
function forgetLog({ logged }: TestGateway): string {
  return (logged as string[]).splice(0).join('');
}

function codeIn(logged: string): string {
  return /"code":"([^"]*)"/.exec(logged)?.[1] ?? '(no code)';
}
