import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Caller, TestGateway } from '../../support/gateway.ts';
import {
  accepted,
  arrived,
  dijk,
  house,
  idsOf,
  inboxOf,
  MandateWorld,
  problem,
  wal,
} from '../../support/mandate-world.ts';
import { fixture, jw315, jw316, newIdentificatie } from '../../support/messages.ts';

let world: MandateWorld;
let aanbieder: Caller;
let gateway: TestGateway;
let gemeente: Caller;
let software: Caller;

beforeAll(async () => {
  world = await MandateWorld.make();
  ({ aanbieder, gateway, gemeente, software } = world);
});
afterAll(() => world?.gateway.remove());

describe('a software house with a mandate', () => {
  test('posts for the party, and both see one and the same message', async () => {
    await using given = await world.mandate(['JW315', 'JW316']);
    const xml = jw315();
    const id = await arrived(software, xml);
    const seen = await aanbieder.get(`/v1/messages/${id}`);
    expect(seen.body).toMatchObject({ sender: dijk, recipient: '0363', type: 'JW315' });
    expect((await software.get(`/v1/messages/${id}`)).body).toEqual(seen.body);
    expect((await software.content(id)).toString()).toBe(xml);
    expect(await inboxOf(gemeente, '')).toContain(id);
    expect(await world.rowsOf(id)).toEqual([
      {
        ...{ action: 'post', actor_party: house, party: dijk, counterparty: '0363' },
        mandate_id: given.id,
      },
      {
        ...{ action: 'read-content', actor_party: house, party: dijk, counterparty: '0363' },
        mandate_id: given.id,
      },
    ]);
  });

  test('polls, reads and acknowledges what came in for the party', async () => {
    await using given = await world.mandate(['JW315', 'JW316']);
    const header = { identificatie: newIdentificatie() };
    await arrived(software, jw315(header));
    const retour = await accepted(gemeente, jw316(header));
    await gemeente.settled(retour);
    expect(await inboxOf(software, `party=${dijk}`)).toContain(retour);
    expect((await software.content(retour)).toString()).toBe(jw316(header));
    expect(await world.rowsOf(retour)).toContainEqual({
      ...{ action: 'read-content', actor_party: house, party: dijk, counterparty: '0363' },
      mandate_id: given.id,
    });
    const done = await software.send('POST', '/v1/inbox/acknowledgements', { ids: [retour] });
    expect(done.body).toEqual({ acknowledged: [retour], unknown: [] });
    expect((await gemeente.get(`/v1/messages/${retour}`)).body.status).toBe('delivered');
    expect(await inboxOf(aanbieder, '')).not.toContain(retour);
  });

  test('posts the retour of a gemeente that let it', async () => {
    await using _ = await world.mandate(['JW315', 'JW316'], { by: gemeente, party: '0363' });
    const header = { identificatie: newIdentificatie() };
    const heen = await arrived(aanbieder, jw315(header));
    const retour = await arrived(software, jw316(header));
    const { body } = await software.get(`/v1/messages/${retour}`);
    expect(body).toMatchObject({ sender: '0363', recipient: dijk });
    expect(body.links.heenbericht.href).toBe(`/v1/messages/${heen}`);
  });

  test('asks a dry run what was said before, for who it may post for, and for no other', async () => {
    const start = fixture('conversation/07-JW305.xml', { identificatie: newIdentificatie() });
    expect(await world.notAssessed(start)).toContain('TR019');
    {
      await using _ = await world.mandate(['JW315', 'JW307']);
      expect(await world.notAssessed(start)).toContain('TR019');
    }
    await using _ = await world.mandate(['JW305']);
    expect(await world.notAssessed(start)).not.toContain('TR019');
  });

  test('lists the messages of a party, and its own are what it was refused', async () => {
    await using _ = await world.mandate(['JW315']);
    const id = await arrived(software, jw315());
    const header = { identificatie: newIdentificatie() };
    await arrived(aanbieder, jw315(header));
    const retour = await arrived(gemeente, jw316(header));
    const listed = await software.get(`/v1/messages?party=${dijk}&limit=1000`);
    expect(idsOf(listed.body.items)).toContain(id);
    expect(idsOf(listed.body.items)).not.toContain(retour);
    const refused = await software.post(jw315({ ontvanger: '0999' }));
    expect(refused).toMatchObject({ status: 400, ...problem('unknown-recipient') });
    const own = await software.get('/v1/messages?limit=1000');
    expect(idsOf(own.body.items)).toContain(refused.body.messageId);
    expect(own.body.items.every(({ sender }: { sender: string }) => sender === house)).toBe(true);
    expect(idsOf((await software.get(`/v1/messages?party=${house}`)).body.items)).toEqual(
      idsOf(own.body.items),
    );
    expect((await aanbieder.get(`/v1/messages/${refused.body.messageId}`)).status).toBe(404);
    // Page by page, with the filters that everybody has.
    const pages: string[] = [];
    for (let cursor = ''; ; ) {
      const page = await software.get(`/v1/messages?party=${dijk}&type=JW315&limit=1${cursor}`);
      pages.push(...idsOf(page.body.items));
      if (!page.body.next) break;
      cursor = `&cursor=${page.body.next}`;
    }
    expect(pages).toEqual(idsOf(listed.body.items));
    expect((await software.get(`/v1/messages?party=${dijk}&type=JW316`)).body.items).toEqual([]);
  });
});

describe('what a mandate does not allow', () => {
  test('is all of another type: it is not there', async () => {
    await using _ = await world.mandate(['JW315']);
    const header = { identificatie: newIdentificatie() };
    const heen = await arrived(software, jw315(header));
    const retour = await arrived(gemeente, jw316(header));
    for (const path of [`messages/${retour}`, `messages/${retour}/content`])
      expect((await software.get(`/v1/${path}`)).status).toBe(404);
    // Not even that it was answered, for the answer is another message.
    expect((await software.get(`/v1/messages/${heen}`)).body.links.answer).toBeUndefined();
    expect((await aanbieder.get(`/v1/messages/${heen}`)).body.links.answer).toBeDefined();
    expect(await inboxOf(software, `party=${dijk}`)).not.toContain(retour);
    const done = await software.send('POST', '/v1/inbox/acknowledgements', { ids: [retour] });
    expect(done.body).toEqual({ acknowledged: [], unknown: [retour] });
    expect(await inboxOf(aanbieder, '')).toContain(retour);
    const start = fixture('conversation/07-JW305.xml', { identificatie: newIdentificatie() });
    const refused = await software.post(start);
    expect(refused).toMatchObject({ status: 403, ...problem('no-mandate') });
    expect(refused.body.detail).toContain('JW305');
    expect(refused.body.detail).toContain(dijk);
  });

  test('is all of another party, whether that is there or not', async () => {
    await using _ = await world.mandate(['JW315']);
    const answers: object[] = [];
    for (const party of [wal, '99999999']) {
      const posted = await software.post(jw315({ afzender: party }));
      expect(posted).toMatchObject({ status: 403, ...problem('no-mandate') });
      const { messageId: _, ...body } = posted.body;
      const inbox = await software.get(`/v1/inbox?party=${party}`);
      const list = await software.get(`/v1/messages?party=${party}`);
      for (const answer of [inbox, list])
        expect(answer).toMatchObject({ status: 403, ...problem('no-mandate') });
      answers.push(JSON.parse(JSON.stringify([body, inbox.body]).replaceAll(party, '(party)')));
    }
    expect(answers[0]).toEqual(answers[1]);
  });

  test('is to see what its party does not: what never came into the mailbox', async () => {
    await using _ = await world.mandate(['JW315'], { by: gemeente, party: '0363' });
    const id = await arrived(aanbieder, jw315());
    expect((await software.get(`/v1/messages/${id}`)).status).toBe(200);
    const broken = jw315().replace('<ijw:Datum>2012-05-01<', '<ijw:Datum>2012-05-02<');
    const rejected = await accepted(aanbieder, broken);
    expect((await aanbieder.settled(rejected)).body.status).toBe('rejected');
    for (const caller of [gemeente, software])
      for (const path of [rejected, `${rejected}/content`])
        expect((await caller.get(`/v1/messages/${path}`)).status).toBe(404);
    const listed = await software.get('/v1/messages?party=0363&limit=1000');
    expect(idsOf(listed.body.items)).not.toContain(rejected);
  });

  test('is to act as the other side of a message', async () => {
    // It acts for the aanbieder: what the gemeente may not see yet, nor answer, is the gemeente's.
    await using _ = await world.mandate(['JW315', 'JW316']);
    const header = { identificatie: newIdentificatie() };
    const id = await arrived(software, jw315(header));
    const done = await software.send('POST', '/v1/inbox/acknowledgements', { ids: [id] });
    expect(done.body.unknown).toEqual([id]);
    expect(await software.post(jw316(header))).toMatchObject({
      status: 403,
      ...problem('no-mandate'),
    });
  });

  test('is to go on after it is over, withdrawn or given back; what was taken stays taken', async () => {
    const { id: mandateId } = await world.mandate(['JW315']);
    const xml = jw315();
    const id = await arrived(software, xml);
    await world.endTime(mandateId);
    expect((await software.get(`/v1/messages/${id}`)).status).toBe(404);
    expect(await software.post(jw315())).toMatchObject({ status: 403, ...problem('no-mandate') });
    expect((await aanbieder.get(`/v1/messages/${id}`)).body.status).toBe('accepted');

    for (const [caller, code] of [
      [aanbieder, dijk],
      [software, house],
      [gateway.administrator, dijk],
    ] as const) {
      await using again = await world.mandate(['JW315']);
      expect((await software.content(id)).toString()).toBe(xml);
      const ended = await caller.send('DELETE', `/v1/parties/${code}/mandates/${again.id}`);
      expect(ended.body).toMatchObject({ active: false, withdrawnAt: expect.any(String) });
      expect((await software.get(`/v1/messages/${id}/content`)).status).toBe(404);
      expect((await software.get(`/v1/inbox?party=${dijk}`)).status).toBe(403);
    }
  });
});
