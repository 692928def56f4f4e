import { afterAll, beforeAll, expect, test } from 'vitest';
import { signedMandate } from '../../src/parties/mandates/signed.ts';
import { berichten } from '../../src/standard/catalogue.ts';
import { type Caller, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { Random } from '../support/generate/random.ts';
import { changeSigned } from '../support/macs.ts';
import { fixture, newIdentificatie } from '../support/messages.ts';

/**
 * Random mandates on random messages: what each caller sees, gets, acknowledges and may post is held
 * against what is written down here, in words that know nothing of SQL.
 */
const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 32));
const random = new Random(seed);
const aanbieders = ['12345678', '12345679', '12345680'];
const gemeenten = ['0363', '0384'];
const houses = ['00000003123456780000', '00000003876543210000'];
const senders = [...aanbieders, ...gemeenten];
const everybody = [...senders, ...houses];
const heenberichten = {
  JW301: '05-JW301',
  JW305: '07-JW305',
  JW307: '09-JW307',
  JW315: '01-JW315',
  JW319: '03-JW319',
};
const retouren = {
  JW302: '06-JW302',
  JW306: '08-JW306',
  JW308: '10-JW308',
  JW316: '02-JW316',
  JW320: '04-JW320',
};

interface GivenMandate {
  readonly id: string;
  readonly party: string;
  readonly mandatary: string;
  readonly messageTypes: readonly string[];
  readonly holds: boolean;
}

interface Message {
  readonly id: string;
  readonly type: string;
  readonly sender: string;
  readonly recipient: string | null;
  readonly inMailbox: boolean;
  readonly position: number | null;
  readonly waits: boolean;
  readonly answer: string | null;
}

let gateway: TestGateway;
const callers = new Map<string, Caller>();
const mandates: GivenMandate[] = [];
let messages: Message[] = [];

const callerOf = (code: string) => callers.get(code) as Caller;
/** The types for which one acts for a party; all of them for itself. */
function typesOf(caller: string, party: string): Set<string> {
  if (caller === party) return new Set(berichten.map(({ type }) => type));
  return new Set(
    mandates
      .filter((one) => one.holds && one.mandatary === caller && one.party === party)
      .flatMap(({ messageTypes }) => messageTypes),
  );
}
const seesAs = (caller: string, party: string, message: Message) =>
  (message.sender === party || (message.recipient === party && message.inMailbox)) &&
  typesOf(caller, party).has(message.type);
const sees = (caller: string, message: Message) =>
  everybody.some((party) => seesAs(caller, party, message));

beforeAll(async () => {
  console.log(`mandates: SEED=${seed}`);
  gateway = await startTestGateway();
  for (const code of everybody) callers.set(code, await gateway.party(code));
  for (let n = 0; n < 40; n++) await converse();
  for (let n = 0; n < 45; n++) await give();
  messages = await readMessages();
  // Enough of each kind for the test to mean something.
  expect(messages.length).toBeGreaterThan(30);
  expect(messages.filter(({ inMailbox }) => !inMailbox).length).toBeGreaterThan(0);
  expect(mandates.filter(({ holds }) => holds).length).toBeGreaterThan(5);
});
afterAll(() => gateway?.remove());

/** A heenbericht, sound or not, and perhaps its retour. */
async function converse(): Promise<void> {
  const [type, file] = random.pick(Object.entries(heenberichten));
  const byGemeente = type === 'JW301' || type === 'JW319';
  const [afzender, ontvanger] = byGemeente
    ? [random.pick(gemeenten), random.pick(aanbieders)]
    : [random.pick(aanbieders), random.pick(gemeenten)];
  const header = { afzender, ontvanger, identificatie: newIdentificatie() };
  let xml = fixture(`conversation/${file}.xml`, header);
  // Breaks a rule within the message: it is answered by the gateway, and never in the mailbox.
  if (type === 'JW315' && random.chance(0.4)) xml = xml.replace('>2012-05-01<', '>2012-05-02<');
  // Refused by its XSD: its sender alone has it.
  if (random.chance(0.1)) xml = xml.replace(/<Bsn>\d/, '<Bsn>');
  const posted = await callerOf(afzender).post(xml);
  if (posted.status !== 202) return;
  const settled = await callerOf(afzender).settled(posted.body.id);
  if (settled.body.status !== 'accepted' || random.chance(0.3)) return;
  const retour = `JW${Number(type.slice(2)) + 1}` as keyof typeof retouren;
  const dagtekening = /Dagtekening>([^<]*)/.exec(xml)?.[1] ?? '';
  const answer = fixture(`conversation/${retouren[retour]}.xml`, { ...header, dagtekening });
  const answered = await callerOf(ontvanger).post(answer);
  expect(answered.status, retour).toBe(202);
  await callerOf(ontvanger).settled(answered.body.id);
}

async function give(): Promise<void> {
  const party = random.pick(senders);
  const mandatary = random.pick(everybody.filter((code) => code !== party));
  const types = [...Object.keys(heenberichten), ...Object.keys(retouren)];
  const messageTypes = types.filter(() => random.chance(0.3));
  if (messageTypes.length === 0) return;
  const kind = random.pick([
    'holds',
    'holds',
    'bounded',
    'later',
    'over',
    'withdrawn',
    'given back',
  ]);
  const hour = 3_600_000;
  const at = (ms: number) => new Date(Date.now() + ms).toISOString();
  const path = `/v1/parties/${party}/mandates`;
  const given = await callerOf(party).send('POST', path, {
    mandatary,
    messageTypes,
    ...(kind === 'bounded' && { from: at(-hour), until: at(hour) }),
    ...(kind === 'later' && { from: at(hour) }),
    ...(kind === 'over' && { from: at(-hour), until: at(hour) }),
  });
  if (given.status === 200) return;
  expect(given.status).toBe(201);
  const { id } = given.body;
  if (kind === 'withdrawn') await callerOf(party).send('DELETE', `${path}/${id}`);
  if (kind === 'given back')
    await callerOf(mandatary).send('DELETE', `/v1/parties/${mandatary}/mandates/${id}`);
  if (kind === 'over')
    await changeSigned(
      gateway.store.pool,
      gateway.keys.rows,
      signedMandate,
      `valid_until = now() - interval '1 second'`,
      `id = '${id}'`,
    );
  const holds = kind === 'holds' || kind === 'bounded';
  mandates.push({ id, party, mandatary, messageTypes, holds });
}

async function readMessages(): Promise<Message[]> {
  const { rows } = await gateway.store.pool.query<Message>(
    `select m.id, m.type, m.sender, m.recipient, m.accepted_at is not null as "inMailbox",
      entry.position::int as position, entry.acknowledged_at is null and entry.position is not null as waits,
      answer.id as answer
    from message m left join mailbox_entry entry on entry.message_id = m.id
    left join message answer on answer.heenbericht_id = m.id
    order by m.id`,
  );
  return rows;
}

test('a caller reads a message when it is its own, or a mandate says so', async () => {
  const wrong: string[] = [];
  let seen = 0;
  const look = async (caller: string, message: Message) => {
    const wanted = sees(caller, message) ? 200 : 404;
    const looked = await callerOf(caller).get(`/v1/messages/${message.id}`);
    const read = await callerOf(caller).get(`/v1/messages/${message.id}/content`);
    const answer = messages.find(({ id }) => id === message.answer);
    const linked = looked.body.links?.answer !== undefined;
    const name = `${caller} ${message.type} ${message.id}`;
    if (looked.status === 200) seen++;
    if (looked.status !== wanted || read.status !== wanted)
      wrong.push(`${name}: ${looked.status}, not ${wanted}`);
    else if (wanted === 200 && linked !== (answer !== undefined && sees(caller, answer)))
      wrong.push(`${name}: its answer is ${linked ? '' : 'not '}named`);
  };
  for (const message of messages)
    await Promise.all(everybody.map((caller) => look(caller, message)));
  expect(wrong).toEqual([]);
  expect(seen).toBeGreaterThan(messages.length);
});

test('each read of a content by a mandate names that mandate and its party in the access log', async () => {
  const { rows } = await gateway.store.pool.query(
    `select actor_party, party, counterparty, mandate_id, message_id from (
      select actor_party, party, counterparty, mandate_id, message_id, action from access_log_fresh
      union all
      select actor_party, party, counterparty, mandate_id, message_id, action from access_log
    ) logged where action = 'read-content'`,
  );
  const byMandate = rows.filter(({ mandate_id }) => mandate_id !== null);
  expect(byMandate.length).toBeGreaterThan(10);
  for (const row of rows) {
    const message = messages.find(({ id }) => id === row.message_id) as Message;
    const sides = [message.sender, message.recipient];
    expect(sides).toContain(row.party);
    // What never reached its recipient is not that one's to know of.
    if (row.counterparty !== null) expect(sides).toContain(row.counterparty);
    expect(seesAs(row.actor_party, row.party, message)).toBe(true);
    const own = seesAs(row.actor_party, row.actor_party, message);
    expect(row.mandate_id === null, JSON.stringify(row)).toBe(own);
    if (own) continue;
    expect(mandates.find(({ id }) => id === row.mandate_id)).toMatchObject({
      ...{ party: row.party, mandatary: row.actor_party, holds: true },
      messageTypes: expect.arrayContaining([message.type]),
    });
  }
});

test('the list and the mailbox of a party hold what the mandates of the caller say, in order', async () => {
  for (const caller of everybody)
    for (const party of senders) {
      const types = typesOf(caller, party);
      const list = await callerOf(caller).get(`/v1/messages?party=${party}&limit=1000`);
      const inbox = await callerOf(caller).get(`/v1/inbox?party=${party}&limit=1000`);
      const name = `${caller} for ${party}`;
      if (types.size === 0) {
        expect([list.status, inbox.status], name).toEqual([403, 403]);
        continue;
      }
      const ids = (items: { id: string }[]) => items.map(({ id }) => id);
      const wanted = messages.filter((message) => seesAs(caller, party, message));
      expect(ids(list.body.items).sort(), name).toEqual(ids(wanted).sort());
      const waiting = wanted
        .filter(({ recipient, waits }) => recipient === party && waits)
        .sort((one, other) => Number(one.position) - Number(other.position));
      expect(ids(inbox.body.items), name).toEqual(ids(waiting));
      expect(
        inbox.body.items.map(({ position }: Message) => position),
        name,
      ).toEqual(waiting.map(({ position }) => position));
    }
});

test('a caller posts in a name when it is its own, or a mandate for that type says so', async () => {
  let taken = 0;
  for (let n = 0; n < 70; n++) {
    const [type, file] = random.pick(Object.entries(heenberichten));
    const byGemeente = type === 'JW301' || type === 'JW319';
    const afzender = random.pick(byGemeente ? gemeenten : aanbieders);
    const ontvanger = random.pick(byGemeente ? aanbieders : gemeenten);
    const header = { afzender, ontvanger, identificatie: newIdentificatie() };
    const caller = random.pick(everybody);
    const posted = await callerOf(caller).post(fixture(`conversation/${file}.xml`, header));
    const may = typesOf(caller, afzender).has(type);
    if (may) taken++;
    expect(posted.status, `${caller} for ${afzender}: ${type}`).toBe(may ? 202 : 403);
  }
  expect(taken).toBeGreaterThan(5);
});

test('of all ids in one call each caller acknowledges what is its own, or by a mandate', async () => {
  const ids = messages.map(({ id }) => id);
  for (const caller of everybody) {
    const { body } = await callerOf(caller).send('POST', '/v1/inbox/acknowledgements', { ids });
    const wanted = messages.filter(
      ({ recipient, inMailbox, type }) =>
        recipient !== null && inMailbox && typesOf(caller, recipient).has(type),
    );
    expect(body.acknowledged.sort(), caller).toEqual(wanted.map(({ id }) => id).sort());
    expect(body.acknowledged.length + body.unknown.length).toBe(ids.length);
  }
});
