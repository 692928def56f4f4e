import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Rule } from '../../../src/standard/rules/engine/rule.ts';
import { rules } from '../../../src/standard/rules/rules.ts';
import { type Caller, startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { fixture, jw315, newIdentificatie } from '../../support/messages.ts';

/** A rule that gets a defect: it throws what an unguarded program would, a value of the message in it. */
const defective = rules.find(({ code }) => code === 'TR101') as Rule;
const defect = vi.spyOn(defective, 'check');

let gateway: TestGateway;
let aanbieder: Caller;
let gemeente: Caller;
beforeAll(async () => {
  defect.mockImplementation((bericht) => {
    throw new Error(`cannot read ${JSON.stringify(bericht)}`);
  });
  gateway = await startTestGateway();
  aanbieder = await gateway.party('12345678', { retourBy: 'gateway' });
  gemeente = await gateway.party('0363', { retourBy: 'gateway' });
});
afterAll(async () => {
  defect.mockRestore();
  await gateway.remove();
});

/** The line of the defect. */
const here = /^test\/messages\/judging\/rule-failure\.test\.ts:\d+/;

const inbox = async (caller: Caller) => (await caller.get('/v1/inbox')).body.items;

test('a rule that throws makes the message failed: no answer, nothing delivered, nothing lost', async () => {
  const { body } = await aanbieder.post(jw315());
  const failed = await aanbieder.settled(body.id);
  expect(failed.body).toMatchObject({ status: 'failed', errorCode: 'rule-TR101', findings: [] });
  expect(failed.body.links.answer).toBeUndefined();
  expect(await inbox(gemeente)).toEqual([]);
  expect(await inbox(aanbieder)).toEqual([]);

  // A dry run says that it is not the message's fault.
  const dry = await fetch(`${gateway.address}/v1/validations`, {
    method: 'POST',
    headers: { ...aanbieder.authorization, 'Content-Type': 'application/xml' },
    body: jw315(),
  });
  expect(dry.status).toBe(500);
  // The log says where the rule threw, for the step and for the dry run.
  const lines = gateway.logged.map((line) => JSON.parse(line));
  const step = lines.find(({ msg }) => msg === 'step failed');
  expect(step).toMatchObject({ code: 'rule-TR101', messageId: body.id });
  expect(step.frames[0]).toMatch(here);
  expect(step.frames.join()).toMatch(/src\/standard\/rules\/check\.ts:\d+/);
  expect(lines.find(({ err }) => err?.code === 'rule-TR101').err.stack).toMatch(here);
  const output = JSON.stringify([await dry.json(), failed.body, gateway.logged]);
  for (const value of ['999912008', 'Amrani', 'cannot read']) expect(output).not.toContain(value);
});

test('a JW325 on which a rule throws is taken, and fails for an operator to see', async () => {
  const { status, body } = await gemeente.post(
    fixture('JW325/valid-complete.xml', {
      afzender: '0363',
      ontvanger: '12345678',
      identificatie: newIdentificatie(),
    }),
  );
  expect(status).toBe(202);
  const failed = await gemeente.settled(body.id);
  expect(failed.body).toMatchObject({ status: 'failed', errorCode: 'rule-TR101' });
});

test('when the rule is fixed a replay judges the messages, and answers them', async () => {
  defect.mockRestore();
  const replay = { reason: 'TR101 is fixed', filter: { errorCode: 'rule-TR101' } };
  const made = await gateway.administrator.send('POST', '/v1/operations/replays', replay);
  expect(made.status).toBe(201);
  await expect.poll(async () => (await inbox(gemeente)).length).toBe(1);
  await expect.poll(async () => (await inbox(aanbieder)).length).toBe(2);
  const types = (await inbox(aanbieder)).map(({ type }: { type: string }) => type).sort();
  expect(types).toEqual(['JW316', 'JW325']);
});
