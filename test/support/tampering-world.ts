import { randomUUID, randomUUIDv7 } from 'node:crypto';
import type { Pool } from 'pg';
import { playConversation } from '../../src/cli/conversation.ts';
import { loadSpics, spicColumns } from '../../src/ledger/catalogue/spic.ts';
import { makeCheckpoints } from '../../src/ledger/chain/checkpoint.ts';
import { loadProducts } from '../../src/ledger/contracts/product-lists.ts';
import { writeMarks } from '../../src/ledger/conversion/mark-history.ts';
import { signedConversionCommit } from '../../src/ledger/conversion/signed.ts';
import { signFindings } from '../../src/operations/integrity/findings.ts';
import { signedTables } from '../../src/operations/integrity/signing.ts';
import { beginVerification, endVerification } from '../../src/operations/verifications/records.ts';
import { entryOf } from '../../src/parties/access-log/entry.ts';
import { noteAccess } from '../../src/parties/access-log/note.ts';
import { sealBatch } from '../../src/parties/access-log/seal.ts';
import { createStaffKey } from '../../src/parties/credentials/api-keys.ts';
import { localCall } from '../../src/parties/principal.ts';
import { KeptFiles } from '../../src/parties/sessions/kept-files.ts';
import { KeptSearches } from '../../src/parties/sessions/kept-searches.ts';
import { noteLogoutToken } from '../../src/parties/sessions/logout-tokens.ts';
import { changeSignal, holdThose } from '../../src/region/signals/keep.ts';
import { insertPair } from '../../src/region/signals/links.ts';
import { keepText } from '../../src/region/signals/texts.ts';
import { forgetMessages } from '../../src/retention/reports.ts';
import { openStore, type Store } from '../../src/store/database.ts';
import { numberEvents } from '../../src/store/events/number.ts';
import { grantRuntime } from '../../src/store/grants.ts';
import type { KeyRing } from '../../src/store/keys/keys.ts';
import type { RowMacs } from '../../src/store/keys/row-mac.ts';
import { inTransaction } from '../../src/store/transaction.ts';
import { plantConversion } from './conversions.ts';
import { runtimeUrlOf } from './database.ts';
import { plantDraft } from './drafts.ts';
import { Caller, startTestGateway, type TestGateway } from './gateway.ts';
import { signAll } from './macs.ts';
import { dijk, house } from './mandate-world.ts';
import { jw315 } from './messages.ts';
import { fromTest, sessionsBeside } from './sessions.ts';
import { plantSignal } from './signals.ts';
import { snapshotOf, type TableShape, tablesOf } from './tampering.ts';
import { makeDeclarations } from './tampering-declarations.ts';
import { ends, plantVerification } from './verifications.ts';

/** A database with rows in each table, as the role of the runtime sees it. The gateway has stopped. */
export interface TamperingWorld {
  readonly runtime: Store;
  readonly tables: readonly TableShape[];
  /** By table: all rows, each as JSON, before the gateway went on with them. */
  readonly then: ReadonlyMap<string, readonly string[]>;
  remove(): Promise<void>;
}

export async function makeTamperingWorld(): Promise<TamperingWorld> {
  const gateway = await startTestGateway();
  const owner = openStore({ url: gateway.databaseUrl, size: 2 });
  const url = runtimeUrlOf(gateway.databaseUrl);
  const endings = await live(gateway);
  await seal(gateway, owner);
  const then = new Map<string, readonly string[]>();
  for (const table of await tablesOf(owner.pool))
    then.set(table.name, await snapshotOf(owner.pool, table));

  for (const end of endings) await end();
  await gateway.stop();
  await seal(gateway, owner);
  await plant(owner, gateway.keys.rows);
  await grantRuntime(owner.pool, decodeURIComponent(new URL(url).username));
  await owner.close();
  const runtime = openStore({ url, size: 2 });
  const tables = await tablesOf(runtime.pool);
  return {
    ...{ runtime, tables, then },
    remove: async () => {
      await runtime.close();
      await gateway.remove();
    },
  };
}

/** What the gateway does itself. @returns what it does later, that changes rows */
async function live(gateway: TestGateway): Promise<(() => Promise<unknown>)[]> {
  const { administrator, address, store, keys } = gateway;
  const play = () => playConversation(address, keyOf(administrator), () => undefined);
  await play();
  const [aanbieder, gemeente] = [await gateway.party(dijk), await gateway.party('0363')];
  await gateway.party(house);
  const posted: string[] = [];
  for (let one = 0; one < 2; one++) {
    const { body } = await aanbieder.post(jw315());
    await aanbieder.settled(body.id);
    posted.push(body.id);
    await aanbieder.post(`<refused number="${one}"/>`);
  }
  await aanbieder.post('<forgotten/>');
  const mandates: string[] = [];
  const path = `/v1/parties/${dijk}`;
  for (const type of ['JW315', 'JW305']) {
    const wish = { mandatary: house, messageTypes: [type] };
    mandates.push((await aanbieder.send('POST', `${path}/mandates`, wish)).body.id);
  }
  const designations: string[] = [];
  for (const office of ['00000001234567890000', '00000001234567890001']) {
    await gateway.party(office, { kind: 'regional-office' });
    const { body } = await gemeente.send('POST', '/v1/parties/0363/designations', { office });
    designations.push(body.id);
  }
  const { body: others } = await gemeente.get('/v1/parties?kind=aanbieder');
  for (const { code } of others.items) await gemeente.send('PUT', `/v1/complete-ledgers/${code}`);
  for (let count = 0; count < 2; count++) await plantDraft(store.pool, keys);
  for (let count = 0; count < 2; count++) await plantAgreed(store.pool, keys);
  await plantSignals(store.pool, keys);
  const end = await makeVerifications(gateway);
  const signOut = await makeSessions(gateway);
  const goals = await makeGoals(aanbieder);
  const grant = await makeDeclarations(gateway, aanbieder, gemeente, dijk);
  const holds: string[] = [];
  for (const party of ['0363', dijk]) {
    const wish = { party, reason: 'a lawsuit' };
    holds.push((await administrator.send('POST', '/v1/legal-holds', wish)).body.id);
  }
  const made = await createStaffKey(store.db, keys.rows, localCall('test'), 'operator');
  const operator = new Caller(address, made.key);
  for (const id of posted)
    await operator.send('POST', `/v1/operations/messages/${id}/disclosures`, { reason: 'to see' });
  const key = (await administrator.send('POST', `${path}/api-keys`)).body.id;
  const load = async (...lines: string[]) => {
    const products = lines.map((line) => `0363,${dijk},${line}`);
    const spics = lines.map((line) => `Noord,${line},B,1,licht,2020-01-01,`);
    await loadProducts(
      store.pool,
      keys.rows,
      localCall('test'),
      [productHeader, ...products].join('\n'),
    );
    await loadSpics(store.pool, keys.rows, [spicColumns.join(), ...spics].join('\n'));
  };
  await load('45,45A04', '45,45A05', '45,45A06');
  return [
    play,
    signOut,
    end,
    grant,
    () => load('45,45A04', '45,45A06', '46,45A04'),
    () => administrator.send('PATCH', `/v1/parties/${dijk}`, { name: 'Another name' }),
    () => administrator.send('DELETE', `${path}/api-keys/${key}`),
    () => aanbieder.send('DELETE', `${path}/mandates/${mandates[0]}`),
    () => gemeente.send('DELETE', `/v1/parties/0363/designations/${designations[0]}`),
    () => gemeente.send('DELETE', `/v1/complete-ledgers/${dijk}`),
    () => aanbieder.send('DELETE', `${goals[0]}/text`),
    () => aanbieder.send('DELETE', `${goals[1]}`),
    () => administrator.send('DELETE', `/v1/legal-holds/${holds[0]}`),
    () => gemeente.send('POST', '/v1/inbox/acknowledgements', { ids: posted }),
  ];
}

/** Verifications that ended, and one that runs. @returns ends it */
async function makeVerifications({ store: { pool }, keys: { rows } }: TestGateway) {
  for (const state of ['sound', 'faulty', 'failed'] as const)
    await plantVerification(pool, rows, 'ledger', state);
  const by = { name: 'gateway', keyId: null };
  const [ending, runs] = [randomUUIDv7(), randomUUIDv7()];
  await beginVerification(pool, rows, { id: ending, what: 'access-log', by });
  await beginVerification(pool, rows, { id: runs, what: 'rows', by });
  return () => endVerification(pool, rows, ending, 10, ends.sound);
}

/** People who signed in, one of whom typed something. @returns signs one of them out */
async function makeSessions(gateway: TestGateway): Promise<() => Promise<void>> {
  const { store, keys } = gateway;
  const issuer = 'https://login.example';
  const { sessions, keptForms } = sessionsBeside(gateway, { issuer });
  const { rows } = await store.pool.query<{ id: string }>(
    "select id from api_key where role = 'administrator' order by id",
  );
  const [own, other] = [rows[0]?.id ?? '', rows.at(-1)?.id ?? ''];
  const begun = await sessions.signInByKey(own, fromTest);
  await sessions.signInByKey(other, fromTest);
  const choices = ['operator', `party:${dijk}`];
  await sessions.signInByIssuer({ issuer, subject: 'anna', choices }, fromTest);
  const person = keys.people.personHash('key', own);
  const form = { path: '/console', fields: [['reason', 'because']], as: 'administrator' } as const;
  const searches = new KeptSearches(store.pool, keys.people);
  const files = new KeptFiles(store.pool, keys.people);
  const search = { by: 'identificatie', text: 'VOT24000117' };
  for (let one = 0; one < 2; one++) {
    await keptForms.keep({ person, form });
    await searches.keep(begun.id, search);
    await files.keep(begun.id, { name: 'contracten.csv', bytes: Buffer.from('contract') });
    await inTransaction(store.pool, (tx) =>
      noteLogoutToken(tx, keys.people.personHash('logout-token', issuer, String(one))),
    );
  }
  const { principal } = await sessions.find(begun, fromTest);
  return () => sessions.signOut({ principal, ...fromTest });
}

/** Signals in general and about children, answered and linked. */
async function plantSignals(pool: Pool, keys: KeyRing): Promise<void> {
  const { rows } = await pool.query<{ clientId: string; allocationId: string }>(
    `select client_id as "clientId", id as "allocationId" from allocation
    where exists (select from client where client.id = client_id) order by id limit 1`,
  );
  const [child = null] = rows;
  const ids: string[] = [];
  for (const about of [null, null, child, child])
    ids.push(await plantSignal(pool, keys, { child: about }));
  for (const id of ids.slice(0, 2))
    await inTransaction(pool, async (client) => {
      const [row] = await holdThose(client, keys.rows, [id]);
      if (!row) return;
      const answered = { ordinal: 1, by: '00000001234567890000', at: new Date() };
      await changeSignal(client, keys.rows, row, { status: 'answered', answered, closed: null });
      await keepText(client, keys, row, answered, 'Antwoord');
    });
  for (const other of ids.slice(1, 3))
    await inTransaction(pool, (client) =>
      insertPair(client, { one: ids[0] ?? '', other }, '00000001234567890000'),
    );
}

/** Goals of an allocation, with texts and without. @returns their paths */
async function makeGoals(by: Caller): Promise<string[]> {
  const [{ id }] = (await by.get('/v1/allocations')).body.items;
  const consent = { by: 'both', on: '2024-03-01', how: 'written', sharedWith: 'own' };
  const goals: string[] = [];
  for (const text of ['One', 'Another', 'A third', undefined]) {
    const wish = { domain: 'home', setOn: '2024-03-01', ...(text && { text, consent }) };
    const made = await by.send('POST', `/v1/allocations/${id}/goals`, wish);
    goals.push(made.body.links.self.href);
  }
  return goals;
}

/** A preview of which one row was agreed on, and sent. */
async function plantAgreed(pool: Pool, keys: KeyRing): Promise<void> {
  const number = await plantConversion(pool, keys, { rows: 2, shared: true });
  await inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ row: string; conversion: string }>(
      `select one.id as row, conversion_id as conversion from conversion_row one
      join conversion on conversion.id = conversion_id where conversion.number = $1 order by one.number limit 1`,
      [number],
    );
    const { row = '', conversion = '' } = rows[0] ?? {};
    const said = { rowId: row, mark: 'agreed', version: 1, to: null, reason: null } as const;
    const { key } = keys.newClientKey(randomUUID());
    const by = { decision: null, by: 'test', key };
    await writeMarks(client, keys.rows, [
      { ...said, ...by, side: 'gemeente', party: '0363' },
      { ...said, ...by, side: 'aanbieder', party: dijk },
    ]);
    const commit = randomUUID();
    await client.query(
      `insert into conversion_commit (id, conversion_id, kind, gemeenten, made_by)
      values ($1, $2, 'commit', array['0363'], 'test')`,
      [commit, conversion],
    );
    await keys.rows.sign(client, signedConversionCommit, commit);
    await client.query(
      `insert into conversion_post (id, commit_id, conversion_id, case_number, kind, municipality, provider, row_numbers,
        step) values (gen_random_uuid(), $1, $2, 1, 'commit', '0363', '12345678', array[1], 'stopped')`,
      [commit, conversion],
    );
  });
}

const productHeader = 'gemeente,aanbieder,categorie,code';

/** The key of a caller, as `playConversation` wants it. */
function keyOf({ authorization }: Caller): string {
  return (authorization.Authorization ?? '').replace('Bearer ', '');
}

/** Rows that the gateway makes only where something fails, is over, or is read from a file. */
async function plant({ pool }: Store, macs: RowMacs): Promise<void> {
  const one = 'from message where acceptance is not null';
  for (const statement of [
    `insert into outbox (kind, id, ordinal, next_announce_at)
      select 'message', id, acceptance, now() ${one} order by id limit 2`,
    `with given_up as (
        update message set status = 'dismissed'
        where id in (select id ${one} and not by_gateway order by id desc limit 2) returning id
      )
      insert into dismissal (message_id, reason, made_by) select id, 'why', 'test' from given_up`,
    'alter table message disable trigger message_judged_once',
    `with found as (
        update message set finding_count = 1, judged_mac = null
        where id in (select id ${one} and status = 'accepted' and not by_gateway and finding_count = 0
          order by id limit 2)
        returning id
      )
      insert into message_finding (message_id, ordinal, rule, path)
      select id, 1, 'TR001', 'Bericht' from found`,
    'alter table message enable always trigger message_judged_once',
    `insert into operation (id, kind, reason, made_by, selection, message_count, request_hash)
      select gen_random_uuid(), 'replay', 'why', 'test', '{"ids":1}', 1, sha256('x') from generate_series(1, 2)`,
    `insert into operation_message (operation_id, ordinal, message_id, state)
      select operation.id, 1, (select id ${one} order by id limit 1), 'succeeded' from operation`,
    `insert into event_fresh (kind, subject_kind, subject_id, to_state, by, code)
      select 'status-changed', 'message', id, status, 'gateway', 'x' ${one} order by id limit 2`,
    `insert into worker_presence (id, host, pid, version)
      select gen_random_uuid(), 'here', 1, '1' from generate_series(1, 2)`,
    `insert into forgetting (day, terms, messages) values ('2020-01-01', '{}', 1), ('2020-01-02', '{}', 1)`,
    `insert into forgotten (day, id, kind)
      select day, gen_random_uuid(), 'message' from forgetting where day < '2021-01-01'`,
    `insert into access_log_closed (month, row_count) values ('2019-01-01', 0), ('2019-02-01', 0)`,
    // The gateway made some, or had no time to.
    ...['term', 'term_count', 'term_chain', 'term_pending'].map((table) => `delete from ${table}`),
    `insert into term (id, kind, municipality, provider, debtor, creditor, message_id, client_id,
        toewijzing_nummer, reference_hash, since, due_on, met_at, met_by, taken, status)
      select gen_random_uuid(), kind, '0363', '${dijk}', '0363', '${dijk}', id, client_id, '1', sha256('x'),
        '2026-01-05', '2026-01-12', received_at, id, 1, status
      from (select id, received_at, row_number() over (order by id) as nth ${one}) said
      join (values (1, 'decision', 'in-time', (select id from client order by id limit 1)),
        (2, 'retour', 'late', null)) one (nth, kind, status, client_id) using (nth)`,
    `insert into term_count (municipality, provider, kind, by_gemeente, month, status, taken, count)
      values ('0363', '${dijk}', 'decision', true, '2026-01-01', 'in-time', 1, 2),
        ('0363', '${dijk}', 'start', false, '2026-01-01', 'missed', -1, 1)`,
    `insert into term_chain (municipality, number) values ('0363', 1), ('0370', 1)`,
    `insert into term_pending (message_id, municipality, provider)
      select id, '0363', '${dijk}' ${one} order by id limit 2`,
    `insert into client_details (client_id, municipality, source, sealed, recorded_at, recorded_by)
      select id, code, 'typed', sha256('x'), now(), 'test'
      from (select id from client order by id limit 1) child, unnest(array['0363', '0370']) code`,
    `insert into provider_children (provider, month, children)
      values ('${dijk}', '2026-01-01', 60), ('${dijk}', '2026-02-01', 40)`,
    ...['figure', 'counterparty_figure', 'figure_chain'].map((table) => `delete from ${table}`),
    `insert into figure (municipality, day, subject, key, size, count)
      values ('0363', '2026-01-05', 'message', 'JW315', 'small', 12), ('0363', '2026-01-06', 'rule', 'CS139', 'large', 3)`,
    'delete from hour_figure',
    `insert into hour_figure (hour, subject, key, count) values ('2026-01-05 10:00Z', 'moved', 'accepted', 3),
      ('2026-01-05 11:00Z', 'took', '100', 2)`,
    `insert into counterparty_figure (municipality, provider, month, by_gemeente, kind, count)
      values ('0363', '${dijk}', '2026-01-01', true, 'refused', 2), ('0363', '${dijk}', '2026-01-01', false, 'refused', 1)`,
    `insert into figure_chain (municipality, number) values ('0363', 1), ('0370', 1)`,
    `insert into ledger_import (source_hash) values (sha256('one')), (sha256('two'))`,
  ])
    await pool.query(statement);
  await forgetTwo(pool);
  for (const table of signedTables.records) await signAll(pool, macs, table);
  await signFindings(pool, macs, () => undefined);
}

/** One that was accepted, and one that was refused. */
async function forgetTwo(pool: Pool): Promise<void> {
  await inTransaction(pool, async (client) => {
    await client.query("insert into forgetting (day, terms) values ('2020-01-03', '{}')");
    const { rows } = await client.query<{ id: string }>(
      `(select id from message where status = 'refused' order by id limit 1) union all
      (select id from message where status = 'accepted' and not by_gateway order by id offset 3 limit 1)`,
    );
    const messageIds = rows.map(({ id }) => id);
    await client.query(forgetMessages({ messageIds, day: '2020-01-03' }));
  });
}

/** Seals what was noted, notes some more, and makes checkpoints. */
async function seal({ keys }: TestGateway, { pool }: Store): Promise<void> {
  const note = () =>
    noteAccess(
      pool,
      keys.rows,
      entryOf(localCall('test'), 'read-content', { party: dijk, clientIds: [randomUUID()] }),
    );
  for (let batch = 0; batch < 2; batch++) {
    await note();
    await sealBatch(pool, keys);
  }
  await makeCheckpoints(pool, keys);
  await numberEvents(pool);
  await note();
  await note();
}
