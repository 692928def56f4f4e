import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest';
import { InspectionDispatcher } from '../../../src/messages/judging/inspection-dispatcher.ts';
import { readUnanswered } from '../../../src/messages/judging/unanswered.ts';
import { localCall } from '../../../src/parties/principal.ts';
import { followTerms, type TermParts } from '../../../src/region/terms/follow.ts';
import { OtherBasis, readAllAgain } from '../../../src/region/terms/progress.ts';
import { forgetChild } from '../../../src/retention/clients.ts';
import { eventsAfter } from '../../../src/store/events/read.ts';
import { inTransaction } from '../../../src/store/transaction.ts';
import { Talk } from '../../ledger/past/talk.ts';
import {
  children,
  jw301,
  jw305,
  jw307,
  jw315,
  jw319,
  type Retour,
  retourOf,
} from '../../ledger/past/write.ts';
import { allocation, asked, never, start, stop } from '../../ledger/stories/conversation.ts';
import type { Parties } from '../../ledger/stories/world.ts';
import { tamper } from '../../ledger/support.ts';
import { standardFiles, startTestGateway } from '../../support/gateway.ts';
import { caughtUp, countsDiffer } from './followed.ts';

let talk: Talk;
let parts: TermParts;
let pair: Parties;
const unreadable: object[] = [];
beforeAll(async () => {
  const gateway = await startTestGateway();
  talk = new Talk(gateway);
  parts = {
    ...{ pool: gateway.store.pool, keys: gateway.keys },
    inspections: await InspectionDispatcher.open(standardFiles),
    calendar: { equalised: new Set() },
    keptMonths: 36,
    onUnreadable: (what) => unreadable.push(what),
  };
});
afterAll(async () => {
  await parts.inspections.close();
  await talk.gateway.remove();
});
beforeEach(async () => {
  pair = await talk.pair();
});

interface Row {
  readonly words: string;
}

/** Terms between the two, as `decision 2024-03-08 in-time 3`, when all that happened was read. */
async function terms(): Promise<string[]> {
  await caughtUp(parts);
  const rows = await talk.rows<Row>(
    `select concat_ws(' ', kind, status, void_reason, taken, case when pending then 'pending' end,
      case when client_id is null then '-' end) as words
    from term where municipality = $1 and provider = $2 and kind <> 'retour' order by kind, since, due_on, id`,
    ...[pair.gemeente, pair.aanbieder],
  );
  return rows.map(({ words }) => words);
}

async function retouren(): Promise<string[]> {
  await caughtUp(parts);
  const rows = await talk.rows<Row>(
    `select concat_ws(' ', m.type, term.debtor = term.municipality, term.status, taken) as words
    from term join message m on m.id = message_id
    where municipality = $1 and provider = $2 and kind in ('retour', 'declaration-answer') order by m.id`,
    ...[pair.gemeente, pair.aanbieder],
  );
  return rows.map(({ words }) => words);
}

/** The recipient answers what it got. */
async function answer(xml: Uint8Array, type: Retour, says: 'approved' | 'refused'): Promise<void> {
  const byAanbieder = type === 'JW302' || type === 'JW320';
  const recipient = talk.caller(byAanbieder ? pair.aanbieder : pair.gemeente);
  const posted = await recipient.post(retourOf(xml, type, says));
  await recipient.settled(posted.body.id);
}

let used = 0;
/** A child that the ledger does not know. */
function nobody(): string {
  used += 1;
  return children(20)[used + 5] ?? '';
}

const today = new Date().toISOString().slice(0, 10);

describe('where the gateway answers', () => {
  it('makes terms of a conversation, and meets them', async () => {
    await talk.say(jw315(pair, '2024-02-01', asked('R1')));
    expect(await terms()).toEqual(['decision open']);
    const product = allocation('101', { referentieAanbieder: 'R1' });
    await talk.say(jw301(pair, '2024-02-12', product));
    expect(await terms()).toEqual(['decision in-time 0']);
    await talk.say(jw305(pair, '2024-03-05', start('101', '2024-03-04')));
    // Received today, years after it began: so it counts from today.
    expect(await terms()).toEqual(['decision in-time 0', 'start in-time 0', 'stop open']);
    await talk.say(jw307(pair, '2025-02-28', stop('101', '2024-03-04', '2025-02-28', '31')));
    expect(await terms()).toEqual(['decision in-time 0', 'start in-time 0', 'stop in-time 0']);
    expect(await retouren()).toEqual([
      'JW315 t in-time 0',
      'JW301 f in-time 0',
      'JW305 t in-time 0',
      'JW307 t in-time 0',
    ]);
  });

  it('makes none for what is rejected', async () => {
    const { status } = await talk.say(jw305(pair, '2024-03-05', start('999', '2024-03-04')));
    expect(status).toBe('rejected');
    expect(await terms()).toEqual([]);
    expect(await retouren()).toEqual([]);
  });

  it('ends the term of a start that is removed', async () => {
    await talk.say(jw301(pair, '2024-02-12', allocation('101')));
    const began = start('101', '2024-03-04');
    await talk.say(jw305(pair, '2024-03-05', began));
    expect(await terms()).toEqual(['start in-time 0', 'stop open']);
    await talk.say(jw305(pair, '2024-03-06', never(began)));
    expect(await terms()).toEqual(['start void removed', 'stop void removed']);
  });

  it('has a term for each product that is asked for, under the reference of each', async () => {
    const other = { product: { categorie: '45', code: 'B10P' } };
    await talk.say(jw315(pair, '2024-02-01', asked('R1'), asked('R2', other)));
    await talk.say(jw319(pair, '2024-02-05', 'R2'));
    expect((await terms()).sort()).toEqual(['decision in-time 0', 'decision open']);
  });
});

describe('where the parties answer', () => {
  beforeEach(async () => {
    await talk.party(pair.gemeente, { retourBy: 'party' });
    await talk.party(pair.aanbieder, { retourBy: 'party' });
  });

  it('asks for the retour and the decision from the moment of receipt', async () => {
    const request = jw315({ ...pair, bsn: nobody() }, '2024-02-01', asked('R1'));
    await talk.say(request);
    expect(await retouren()).toEqual(['JW315 t open']);
    expect(await terms()).toEqual(['decision open -']);
    await answer(request, 'JW316', 'approved');
    expect(await retouren()).toEqual(['JW315 t in-time 0']);
    expect(await terms()).toEqual(['decision open']);
  });

  it.each(['a new', 'a known'])(
    'ends the term of a request for %s child that is refused',
    async (which) => {
      const [bsn, who] = which === 'a new' ? [nobody(), ' -'] : [pair.bsn, ''];
      if (which !== 'a new') await talk.say(jw315({ ...pair, bsn }, '2024-01-08', asked('R0')));
      const request = jw315({ ...pair, bsn }, '2024-02-01', asked('R1'));
      const { status } = await talk.say(request);
      expect(status).toBe('accepted');
      expect(await terms()).toContain(`decision open${who}`);
      const count = (await terms()).length;
      await answer(request, 'JW316', 'refused');
      expect(await terms()).toContain(`decision void refused${who}`);
      expect(await terms()).toHaveLength(count);
    },
  );

  it('has the old due day back when a decision is refused by its retour', async () => {
    const request = jw315(pair, '2024-02-01', asked('R1'));
    await talk.say(request);
    await answer(request, 'JW316', 'approved');
    const dueDay = () =>
      talk.rows<{ due_on: string }>(
        `select due_on from term where kind = 'decision' and provider = $1`,
        pair.aanbieder,
      );
    await caughtUp(parts);
    const due = await dueDay();
    const decides = jw301(pair, '2024-02-12', allocation('101', { referentieAanbieder: 'R1' }));
    await talk.say(decides);
    expect(await terms()).toEqual(['decision in-time 0 pending']);
    await answer(decides, 'JW302', 'refused');
    expect(await terms()).toEqual(['decision open']);
    expect(await dueDay()).toEqual(due);
    const again = jw301(pair, '2024-02-13', allocation('102', { referentieAanbieder: 'R1' }));
    await talk.say(again);
    await answer(again, 'JW302', 'approved');
    expect(await terms()).toEqual(['decision in-time 0']);
    expect(await countsDiffer(parts.pool)).toEqual([]);
  });

  it('holds a start that waits for its retour as reported', async () => {
    const allocates = jw301(pair, '2024-02-12', allocation('101'));
    await talk.say(allocates);
    await answer(allocates, 'JW302', 'approved');
    const begins = jw305(pair, '2024-03-05', start('101', '2024-03-04'));
    await talk.say(begins);
    expect(await terms()).toEqual(['start in-time 0 pending']);
    await answer(begins, 'JW306', 'approved');
    expect(await terms()).toEqual(['start in-time 0', 'stop open']);
  });
});

describe('what is over', () => {
  /** As if it had come some days ago. */
  const longAgo = async (days: number) => {
    await talk.rows(
      `update message set received_at = received_at - make_interval(days => $2),
        accepted_at = accepted_at - make_interval(days => $2) where sender = $1 or recipient = $1`,
      ...[pair.aanbieder, days],
    );
    await again();
  };
  const again = () => inTransaction(parts.pool, readAllAgain);
  const missedEvents = async () => {
    return (await eventsAfter(parts.pool, 0, 100_000)).filter(
      ({ kind, party }) =>
        kind === 'term-missed' && (party === pair.gemeente || party === pair.aanbieder),
    );
  };

  it('is missed, and an event says so once', async () => {
    // Terms that were over before the gateway watched them get no event.
    await talk.rows("update term_progress set began_on = '2020-01-01'");
    await talk.say(jw315(pair, '2024-02-01', asked('R1')));
    expect(await terms()).toEqual(['decision open']);
    await longAgo(30);
    expect(await terms()).toEqual(['decision missed']);
    const [event, ...others] = await missedEvents();
    expect(others).toEqual([]);
    expect(event).toMatchObject({
      ...{ from: 'open', to: 'missed', by: 'gateway', party: pair.gemeente, code: 'decision' },
      subject: { kind: 'term' },
    });
    await again();
    await caughtUp(parts);
    await talk.say(jw301(pair, '2024-02-12', allocation('101', { referentieAanbieder: 'R1' })));
    expect((await terms())[0]).toMatch(/^decision late \d+$/);
    expect(await missedEvents()).toHaveLength(1);
  });

  it('gets no event when it was over before terms were watched', async () => {
    await talk.rows('update term_progress set began_on = $1', today);
    await talk.say(jw315(pair, '2024-02-01', asked('R1')));
    await caughtUp(parts);
    await longAgo(30);
    expect(await terms()).toEqual(['decision missed']);
    expect(await missedEvents()).toEqual([]);
  });

  it('becomes missed by the day alone', async () => {
    await talk.say(jw315(pair, '2024-02-01', asked('R1')));
    await caughtUp(parts);
    await talk.rows(
      "update term set due_on = current_date - 5, since = current_date - 12 where kind = 'decision' and provider = $1",
      pair.aanbieder,
    );
    expect(await terms()).toEqual(['decision missed']);
  });
});

test('terms that are made anew are the same, and so are their counts', async () => {
  await talk.say(jw315(pair, '2024-02-01', asked('R1')));
  await talk.say(jw301(pair, '2024-02-12', allocation('101', { referentieAanbieder: 'R1' })));
  await talk.say(jw305(pair, '2024-03-05', start('101', '2024-03-04')));
  await talk.party(pair.gemeente, { retourBy: 'party' });
  await talk.say(jw307(pair, '2025-02-28', stop('101', '2024-03-04', '2025-02-28', '31')));
  const other = { product: { categorie: '45', code: 'B10P' } };
  await talk.say(jw315({ ...pair, bsn: nobody() }, '2024-02-01', asked('R2', other)));
  await caughtUp(parts);
  const made = async () => [
    await talk.rows(
      `select to_jsonb(term) - 'changed_at' - 'missed_on' as term from term where provider = $1 order by id`,
      pair.aanbieder,
    ),
    await talk.rows(
      'select * from term_count where count <> 0 and provider = $1 order by kind, status, taken',
      pair.aanbieder,
    ),
  ];
  const before = await made();
  await inTransaction(parts.pool, readAllAgain);
  await caughtUp(parts);
  expect(await made()).toEqual(before);
  await inTransaction(parts.pool, async (client) => {
    for (const table of ['term', 'term_count', 'term_pending'])
      await client.query(`delete from ${table}`);
    await readAllAgain(client);
  });
  await caughtUp(parts);
  expect(await made()).toEqual(before);
  expect(await countsDiffer(parts.pool)).toEqual([]);
});

test('equalised days move what is open and what was met; a second process with others is told', async () => {
  await talk.say(jw315(pair, '2024-02-01', asked('R1')));
  await caughtUp(parts);
  const due = () =>
    talk.rows<{ due_on: string }>(
      "select due_on from term where kind = 'decision' and provider = $1",
      pair.aanbieder,
    );
  const [before] = await due();
  const dueOn = before?.due_on ?? '';
  const other = { ...parts, calendar: { equalised: new Set([dueOn]) } };
  // The gateway under test may hold the lock: then this looks again.
  const refusal = () => followTerms(other, { mayBeginAnew: false }).catch((error) => error);
  await expect.poll(refusal).toBeInstanceOf(OtherBasis);
  const dueBy = async (given: TermParts) => {
    while (await followTerms(given));
    return (await due())[0]?.due_on;
  };
  await expect.poll(() => dueBy(other)).not.toBe(dueOn);
  expect((await dueBy(other))?.localeCompare(dueOn)).toBe(1);
  await expect.poll(() => dueBy(parts)).toBe(dueOn);
});

test('equalised days move what waits for its retour too, also of a child that nobody knows', async () => {
  await talk.party(pair.gemeente, { retourBy: 'party' });
  await talk.say(jw315({ ...pair, bsn: nobody() }, '2024-02-01', asked('R1')));
  await caughtUp(parts);
  const due = async () =>
    (
      await talk.rows<{ due_on: string }>(
        "select due_on from term where kind = 'decision' and provider = $1",
        pair.aanbieder,
      )
    )[0]?.due_on ?? '';
  const dueOn = await due();
  const dueBy = async (given: TermParts) => {
    while (await followTerms(given));
    return due();
  };
  const other = { ...parts, calendar: { equalised: new Set([dueOn]) } };
  await expect.poll(() => dueBy(other)).not.toBe(dueOn);
  await expect.poll(() => dueBy(parts)).toBe(dueOn);
});

test('messages that cannot be read now are read later', async () => {
  await talk.party(pair.gemeente, { retourBy: 'party' });
  const closed = await InspectionDispatcher.open(standardFiles);
  await closed.close();
  const id = await talk.post(jw315(pair, '2024-02-01', asked('R1')));
  await talk.caller(pair.aanbieder).settled(id);
  const read = inTransaction(parts.pool, (client) =>
    readUnanswered(client, { ...parts, inspections: closed }, [id], () => expect.unreachable()),
  );
  await expect(read).rejects.toMatchObject({ code: 'closed' });
});

test('a child that is forgotten has no terms any more; how many there were stays counted', async () => {
  const [bsn = ''] = children(3).slice(-1);
  const about = { ...pair, bsn };
  await talk.say(jw315(about, '2024-02-01', asked('R1')));
  await talk.say(jw319(about, '2024-02-05', 'R1'));
  expect(await terms()).toEqual(['decision in-time 0']);
  const [row] = await talk.rows<{ client_id: string }>(
    "select client_id from term where provider = $1 and kind = 'decision'",
    pair.aanbieder,
  );
  await inTransaction(parts.pool, (client) =>
    forgetChild(client, parts.keys.rows, localCall('test'), row?.client_id ?? ''),
  );
  expect(await terms()).toEqual([]);
  const counts = await talk.rows(
    "select count from term_count where provider = $1 and kind = 'decision' and status = 'in-time'",
    pair.aanbieder,
  );
  expect(counts).toEqual([{ count: '1' }]);
});

test('an entry that cannot be read leaves the terms of its child as they were', async () => {
  await talk.say(jw315(pair, '2024-02-01', asked('R1')));
  expect(await terms()).toEqual(['decision open']);
  await tamper(
    parts.pool,
    `update ledger_entry set sealed = set_byte(sealed, 20, get_byte(sealed, 20) # 1)
    where provider = '${pair.aanbieder}'`,
  );
  expect(unreadable).toEqual([]);
  await inTransaction(parts.pool, readAllAgain);
  await caughtUp(parts);
  expect(await terms()).toEqual(['decision open']);
  const log = talk.gateway.logged.filter((line) => line.includes('has no terms'));
  expect([...unreadable, ...log]).not.toEqual([]);
});
