import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Caller, startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { fixture, jw315, jw316, newIdentificatie } from '../../support/messages.ts';
import { aboutChild, personalIn } from '../../support/personal.ts';
import { everyTable } from '../../support/tables.ts';

let gateway: TestGateway;
let aanbieder: Caller;
let gemeente: Caller;
let other: Caller;

beforeAll(async () => {
  gateway = await startTestGateway();
  aanbieder = await gateway.party('12345678');
  gemeente = await gateway.party('0363');
  other = await gateway.party('87654321');
});
afterAll(() => gateway.remove());

async function accepted(caller: Caller, xml: string): Promise<string> {
  const posted = await caller.post(xml);
  expect(posted.body).toMatchObject({ status: 'received' });
  expect(posted.status).toBe(202);
  return posted.body.id;
}

/** Posts what can be answered: it is in the mailbox. */
async function arrived(caller: Caller, xml: string): Promise<string> {
  const id = await accepted(caller, xml);
  expect((await caller.settled(id)).body.status).toBe('accepted');
  return id;
}

async function counts(): Promise<{ messages: number; contents: number; keys: number }> {
  const { rows } = await gateway.store.pool.query(
    `select (select count(*)::int from message) as messages,
      (select count(*)::int from message_content) as contents,
      (select count(*)::int from data_key) as keys`,
  );
  return rows[0];
}

test('a 202 names the message, and what was kept is what was posted, byte for byte', async () => {
  const xml = jw315().replaceAll('\n', '\r\n');
  const posted = await aanbieder.post(xml);
  expect(posted.status).toBe(202);
  expect(posted.body).toEqual({ id: expect.any(String), type: 'JW315', status: 'received' });
  expect(posted.headers.get('location')).toBe(`/v1/messages/${posted.body.id}`);
  expect(posted.headers.get('api-version')).toMatch(/^\d+\.\d+\.\d+$/);
  expect((await aanbieder.content(posted.body.id)).toString()).toBe(xml);
});

test('nothing that was posted is readable in the database', async () => {
  const xml = aboutChild(jw315());
  const id = await arrived(aanbieder, xml);
  const tables = await everyTable(gateway.store.pool);
  expect(tables.size).toBeGreaterThan(20);
  expect(tables.get('message')?.includes(id)).toBe(true);
  expect(tables.get('message_content')?.length).toBeGreaterThan(xml.length);
  for (const [name, text] of tables) {
    expect(personalIn(text), name).toEqual([]);
    expect(text.includes('<Bericht'), name).toBe(false);
    expect(text.includes(Buffer.from('<Bericht').toString('hex')), name).toBe(false);
  }
});

test('the same bytes give 200 with the first id and its present status, and change nothing', async () => {
  const xml = jw315();
  const id = await accepted(aanbieder, xml);
  await aanbieder.get(`/v1/messages/${id}?waitSeconds=5`);
  await gemeente.send('POST', '/v1/inbox/acknowledgements', { ids: [id] });
  const before = await counts();
  const again = await aanbieder.post(xml);
  expect(again.status).toBe(200);
  expect(again.body).toEqual({ id, type: 'JW315', status: 'delivered' });
  expect(again.headers.get('location')).toBe(`/v1/messages/${id}`);
  expect(await counts()).toEqual(before);
});

test('the same bytes posted at once by many are kept once, and all hear the same id', async () => {
  const xml = jw315();
  const answers = await Promise.all(Array.from({ length: 20 }, () => aanbieder.post(xml)));
  expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(1);
  expect(answers.map((answer) => answer.status).sort()).toEqual([...Array(19).fill(200), 202]);
});

test("who posts another party's message gets 403, and the message is kept for who posted it", async () => {
  const xml = jw315();
  const refused = await other.post(xml);
  expect(refused.status).toBe(403);
  expect(refused.body).toMatchObject({
    type: '/docs/problems/not-your-message',
    detail: expect.stringContaining('87654321'),
  });
  const kept = await other.get(`/v1/messages/${refused.body.messageId}`);
  expect(kept.body).toMatchObject({ status: 'refused', type: 'JW315', sender: '87654321' });
  expect((await aanbieder.get(`/v1/messages/${refused.body.messageId}`)).status).toBe(404);
  await accepted(aanbieder, xml);
});

test('an unknown recipient is 400, and the same bytes are judged anew when it is known', async () => {
  const xml = jw315({ ontvanger: '0479' });
  const refused = await aanbieder.post(xml);
  expect(refused.status).toBe(400);
  expect(refused.body.detail).toContain('0479');
  await gateway.party('0479');
  const id = await accepted(aanbieder, xml);
  expect(id).not.toBe(refused.body.messageId);
  expect((await aanbieder.get(`/v1/messages/${refused.body.messageId}`)).body.status).toBe(
    'refused',
  );
});

test('an XSD fault is 400 with line, element and sentence, in the language that was asked for', async () => {
  const xml = jw315().replace('<Bsn>999912008</Bsn>', '<Bsn>99991200</Bsn>');
  const english = await aanbieder.post(xml);
  expect(english.status).toBe(400);
  expect(english.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(english.body.violations).toEqual([
    { line: 22, element: 'Client/Bsn', rule: 'pattern', message: expect.any(String) },
  ]);
  const dutch = await aanbieder.post(xml, { 'Accept-Language': 'nl-NL,nl;q=0.9,en;q=0.5' });
  expect(dutch.headers.get('content-language')).toBe('nl');
  expect(dutch.body.violations[0].message).not.toBe(english.body.violations[0].message);
  expect(JSON.stringify([english.body, dutch.body])).not.toContain('99991200');
  // The same refusal is one row, with a count.
  expect(dutch.body.messageId).toBe(english.body.messageId);
  const kept = await aanbieder.get(`/v1/messages/${english.body.messageId}`);
  expect(kept.body).toMatchObject({
    status: 'refused',
    refusedCount: 2,
    problem: { violations: english.body.violations },
  });
});

test('an administrator is no party and posts nothing', async () => {
  expect((await gateway.administrator.post(jw315())).status).toBe(403);
});

describe('a retour', () => {
  test('goes to the Afzender of its header and is linked with its heenbericht', async () => {
    const header = { identificatie: newIdentificatie() };
    const heen = await arrived(aanbieder, jw315(header));
    const retour = await accepted(gemeente, jw316(header));
    const message = await gemeente.get(`/v1/messages/${retour}?waitSeconds=5`);
    expect(message.body).toMatchObject({ sender: '0363', recipient: '12345678' });
    expect(message.body.links.heenbericht.href).toBe(`/v1/messages/${heen}`);
    const answered = await aanbieder.get(`/v1/messages/${heen}`);
    expect(answered.body.links.answer.href).toBe(`/v1/messages/${retour}`);
  });

  test('may only be posted by the Ontvanger of its header', async () => {
    const header = { identificatie: newIdentificatie() };
    await accepted(aanbieder, jw315(header));
    const refused = await aanbieder.post(jw316(header));
    expect(refused.status).toBe(403);
    expect(refused.body.detail).toContain('Header/Ontvanger');
  });

  test('without a heenbericht is 400, and when all are answered 409', async () => {
    const header = { identificatie: newIdentificatie() };
    expect((await gemeente.post(jw316(header))).status).toBe(400);
    await arrived(aanbieder, jw315(header));
    await accepted(gemeente, jw316(header));
    const second = jw316(header).replace('RET24000301', 'RET24000302');
    expect(await gemeente.post(second)).toMatchObject({
      status: 409,
      body: { type: '/docs/problems/already-answered' },
    });
  });

  test('differs from its heenbericht by Dagtekening: there is none', async () => {
    const identificatie = newIdentificatie();
    await accepted(aanbieder, jw315({ identificatie, dagtekening: '2024-03-04' }));
    const wrong = await gemeente.post(jw316({ identificatie, dagtekening: '2024-03-05' }));
    expect(wrong.status).toBe(400);
  });

  test('answers the oldest of several that carry the same identification', async () => {
    const header = { identificatie: newIdentificatie() };
    const first = await arrived(aanbieder, jw315(header));
    const second = await arrived(aanbieder, jw315(header).replace('999912008', '999934508'));
    const heenberichten = [];
    for (const suffix of ['', '\n']) {
      const id = await accepted(gemeente, jw316(header) + suffix);
      const { body } = await gemeente.get(`/v1/messages/${id}`);
      heenberichten.push(body.links.heenbericht.href);
    }
    expect(heenberichten).toEqual([`/v1/messages/${first}`, `/v1/messages/${second}`]);
  });

  test.each([
    ['bytes', 200, (index: number) => `RET1<!--${index}-->`],
    ['values', 409, (index: number) => `RET1${index}`],
  ])('posted ten times at once in different %s answers once', async (_what, status, retour) => {
    const header = { identificatie: newIdentificatie() };
    await arrived(aanbieder, jw315(header));
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        gemeente.post(jw316(header).replace('RET24000301', retour(index))),
      ),
    );
    const statuses = answers.map((answer) => answer.status).sort();
    expect(statuses).toEqual([202, ...Array(9).fill(status)].sort());
  });

  test('that refuses makes its heenbericht rejected, also when that was delivered', async () => {
    const header = { identificatie: newIdentificatie(), dagtekening: '2024-03-04' };
    const heen = await accepted(aanbieder, jw315(header));
    await aanbieder.get(`/v1/messages/${heen}?waitSeconds=5`);
    await gemeente.send('POST', '/v1/inbox/acknowledgements', { ids: [heen] });
    const refusing = fixture('JW316/valid-refused.xml', {
      ...header,
      afzender: '12345678',
      ontvanger: '0363',
    });
    const retour = await accepted(gemeente, refusing);
    await gemeente.get(`/v1/messages/${retour}?waitSeconds=5`);
    const { body } = await aanbieder.get(`/v1/messages/${heen}`);
    expect(body.status).toBe('rejected');
    expect(body.deliveredAt).not.toBeNull();
    expect(body.timeline.map((entry: { status: string }) => entry.status)).toEqual([
      'received',
      'accepted',
      'delivered',
      'rejected',
    ]);
  });
});

describe('a JW325', () => {
  const parties = { afzender: '0363', ontvanger: '12345678' };

  test('is posted by its Afzender, goes to its Ontvanger and is linked with its JW323', async () => {
    const identificatie = newIdentificatie();
    const declaratie = fixture('JW323/valid-complete.xml', {
      afzender: '12345678',
      ontvanger: '0363',
      identificatie,
      dagtekening: '2024-04-02',
    });
    const jw323 = await arrived(aanbieder, declaratie);
    const answer = fixture('JW325/valid-complete.xml', {
      ...parties,
      identificatie: newIdentificatie(),
      declaratieIdentificatie: identificatie,
      declaratieDagtekening: '2024-04-02',
    });
    const jw325 = await accepted(gemeente, answer);
    const linked = await gemeente.get(`/v1/messages/${jw325}?waitSeconds=5`);
    expect(linked.body.recipient).toBe('12345678');
    expect(linked.body.links.heenbericht.href).toBe(`/v1/messages/${jw323}`);
    // What it refuses rests on rules about what was granted before, and on allocations that nobody knows here.
    expect(new Set(linked.body.findings.map(({ whose }: { whose: string }) => whose))).toEqual(
      new Set(['unknown']),
    );
    const { body } = await aanbieder.get(`/v1/messages/${jw323}`);
    expect(body.links.answer.href).toBe(`/v1/messages/${jw325}`);
  });

  test('to an unknown JW323 is accepted with a finding', async () => {
    const jw325 = await accepted(
      gemeente,
      fixture('JW325/valid-complete.xml', {
        ...parties,
        identificatie: newIdentificatie(),
        declaratieIdentificatie: newIdentificatie(),
      }),
    );
    const { body } = await gemeente.get(`/v1/messages/${jw325}`);
    expect(body.findings).toEqual([
      {
        rule: 'unknown-declaratie',
        path: 'Header/DeclaratieIdentificatie',
        message: expect.any(String),
      },
    ]);
    expect(body.links.heenbericht).toBeUndefined();
  });
});

describe('after a redivision', () => {
  test('the old party takes no messages and its successor reads the old ones', async () => {
    const predecessor = await gateway.party('0370');
    const successor = await gateway.party('0439');
    const header = { identificatie: newIdentificatie(), ontvanger: '0370' };
    const id = await arrived(aanbieder, jw315(header));
    expect((await successor.get(`/v1/messages/${id}`)).status).toBe(404);
    expect((await successor.get('/v1/inbox?party=0370')).status).toBe(403);
    await predecessor.get('/v1/inbox?waitSeconds=5');

    const ended = { until: '2021-12-31', successor: '0439' };
    await gateway.administrator.send('PATCH', '/v1/parties/0370', ended);
    const refused = await aanbieder.post(jw315({ ontvanger: '0370' }));
    expect(refused.status).toBe(400);
    expect(refused.body.detail).toContain('0439');
    expect(refused.body.detail).toContain('2021-12-31');

    // Keys are looked up again after a second at most.
    await expect
      .poll(async () => (await successor.get('/v1/inbox?party=0370')).body.items?.length)
      .toBe(1);
    expect((await successor.get(`/v1/messages/${id}`)).status).toBe(200);
    expect((await successor.content(id)).toString()).toContain('<Ontvanger>0370<');
    // It answers in the name of the old party, whose Header the retour copies.
    await accepted(successor, jw316(header));
    const done = await successor.send('POST', '/v1/inbox/acknowledgements', { ids: [id] });
    expect(done.body).toEqual({ acknowledged: [id], unknown: [] });
  });
});

test('what is kept of refused messages is bounded per party, and the newest stays', async () => {
  const small = await startTestGateway({ KEPT_REFUSALS: '3' });
  try {
    const party = await small.party('12345678');
    let last = '';
    for (let n = 0; n < 6; n++) {
      const refused = await party.post(jw315());
      expect(refused.status).toBe(400);
      last = refused.body.messageId;
    }
    const { rows } = await small.store.pool.query(
      `select (select count(*)::int from message) as messages,
        (select count(*)::int from message_content) as contents,
        (select count(*)::int from data_key
          where id not in (select data_key_id from key_name)) as keys`,
    );
    expect(rows[0]).toEqual({ messages: 3, contents: 3, keys: 3 });
    expect((await party.get(`/v1/messages/${last}`)).status).toBe(200);
  } finally {
    await small.remove();
  }
});
