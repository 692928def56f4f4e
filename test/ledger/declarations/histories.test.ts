import { afterAll, beforeAll, expect, test } from 'vitest';
import { decisionsOf } from '../../../src/standard/answers/decisions.ts';
import type { BerichtOf } from '../../../src/standard/messages/berichten.ts';
import { parseBericht } from '../../../src/standard/messages/parse.ts';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { Random } from '../../support/generate/random.ts';
import { Talk } from '../past/talk.ts';
import { children, jw301 } from '../past/write.ts';
import { type Allocation, allocation } from '../stories/conversation.ts';
import { allIsKnown } from './complete.ts';
import {
  type Declaratie,
  type Declared,
  declaratie,
  jw323,
  jw323Of,
  jw325,
  sumOf,
} from './writing.ts';

/*
 * Declarations and answers that chance makes, also such as no rule allows: the entries of each message add up to what the
 * message says, always, and the table follows from the entries.
 */

let gateway: TestGateway;
let talk: Talk;
const bsns = children(5);
beforeAll(async () => {
  gateway = await startTestGateway();
  talk = new Talk(gateway);
});
afterAll(() => gateway.remove());

/** The sum of the entries of a message, by kind. */
async function sumsOf(messageId: string): Promise<Record<string, number>> {
  const rows = await talk.rows<{ kind: string; cents: string }>(
    'select kind, sum(amount_cents) as cents from ledger_entry where message_id = $1 group by kind',
    messageId,
  );
  return Object.fromEntries(rows.map(({ kind, cents }) => [kind, Number(cents)]));
}

const total = (sums: Record<string, number>) =>
  Object.values(sums).reduce((sum, cents) => sum + cents, 0);

function prestatie(random: Random, granted: readonly Declared[]): Declared {
  const before = granted.length > 0 && random.chance(0.4) ? random.pick(granted) : undefined;
  const own = {
    bsn: before?.bsn ?? random.pick(bsns),
    // Few, so that some are used again.
    referentie: `R${random.below(60)}`,
    nummer: before?.nummer ?? String(100 + random.below(3)),
    maand: before?.maand ?? `2024-0${1 + random.below(3)}`,
    bedrag: before?.bedrag ?? 1 + random.below(100_000),
  };
  return before ? { ...own, vorig: before.referentie } : own;
}

/** As the rules within a message allow: each reference, period and debit that is taken back once. */
function prestatiesOf(random: Random, granted: readonly Declared[]): Declared[] {
  const all = Array.from({ length: 1 + random.below(6) }, () => prestatie(random, granted));
  const once = [...new Map(all.map((one) => [one.referentie, one])).values()];
  const references = new Set(once.map(({ referentie }) => referentie));
  const seen = new Set<string>();
  const sound = once.filter(({ vorig, nummer, maand }) => {
    const keys = [`${vorig ? 'C' : 'D'} ${nummer} ${maand}`, ...(vorig ? [`vorig ${vorig}`] : [])];
    if ((vorig && references.has(vorig)) || keys.some((key) => seen.has(key))) return false;
    for (const key of keys) seen.add(key);
    return true;
  });
  return sound.length > 0 ? sound : prestatiesOf(random, []);
}

test.each([1, 2, 3])(
  'history %i',
  async (seed) => {
    const random = new Random(seed);
    const parties = await talk.pair({ gemeente: { retourBy: 'party' } });
    const waiting: Declaratie[] = [];
    const granted: Declared[] = [];
    for (let step = 0; step < 30; step++) {
      if (waiting.length > 0 && random.chance(0.5)) {
        const [one] = waiting.splice(random.below(waiting.length), 1) as [Declaratie];
        const refused = one.prestaties.filter(() => random.chance(0.3));
        const kept = one.prestaties.filter((each) => !refused.includes(each));
        const whole = random.chance(0.15);
        const says = whole
          ? 'refused'
          : refused.length === 0
            ? 'granted'
            : refused.map((each) => each.referentie);
        const { id } = await talk.say(jw325(one, says));
        const sums = await sumsOf(id);
        const { granted: debits = 0, credited = 0, refusedPerformance = 0 } = sums;
        expect(debits + credited).toBe(whole ? 0 : sumOf(kept));
        expect(refusedPerformance).toBe(sumOf(whole ? one.prestaties : refused));
        expect(total(sums)).toBe(sumOf(one.prestaties));
        if (!whole) granted.push(...kept.filter(({ vorig }) => vorig === undefined));
        continue;
      }
      const nummer = `N${seed}x${random.below(20)}`;
      const one = declaratie(parties, prestatiesOf(random, granted), { nummer, maand: '2024-03' });
      const { id, status, findings } = await talk.say(jw323(one));
      expect({ status, findings: status === 'accepted' ? [] : findings }).toEqual({
        ...{ status: 'accepted', findings: [] },
      });
      expect(await sumsOf(id)).toEqual({ declared: sumOf(one.prestaties) });
      waiting.push(one);
    }
    await talk.expectSoundLedger();
    const [{ owners } = { owners: '0' }] = await talk.rows<{ owners: string }>(
      'select count(*) as owners from prestatie where owns_reference and municipality = $1',
      parties.gemeente,
    );
    expect(Number(owners)).toBeGreaterThan(5);
  },
  120_000,
);

/** Number 100 of the first child, 101 of the second, and so on: 100,000 cents in the first half of 2024. */
function money(nummer: number): Allocation {
  return allocation(String(nummer), {
    ...{ ingangsdatum: '2024-01-01', einddatum: '2024-06-30' },
    omvang: { volume: '100000', eenheid: '83', frequentie: '6' },
  });
}

/** What was declared of Prestaties that the gateway granted, less what was credited, by allocation. */
function sumsOn(granted: readonly Declared[]): Map<string, number> {
  const by = Map.groupBy(granted, ({ nummer }) => nummer ?? '');
  return new Map([...by].map(([nummer, own]) => [nummer, sumOf(own)]));
}

test.each([1, 2, 3])(
  'history %i in which the gateway decides: the entries are what its JW325s say, and within what was allocated',
  async (seed) => {
    const random = new Random(seed);
    const parties = await talk.pair({ gemeente: { declarations: 'gateway' } });
    await allIsKnown(gateway, parties);
    for (const [index, bsn] of bsns.slice(0, 3).entries())
      await talk.say(jw301({ ...parties, bsn }, '2024-02-12', money(100 + index)));
    const granted: Declared[] = [];
    let refusals = 0;
    for (let step = 0; step < 25; step++) {
      const debits = granted.filter(({ vorig }) => vorig === undefined);
      const nummer = `G${seed}x${random.below(40)}`;
      const one = declaratie(parties, prestatiesOf(random, debits), { nummer, maand: '2024-03' });
      const { id, status } = await talk.say(jw323(one));
      const aanbieder = talk.caller(parties.aanbieder);
      const { body } = await aanbieder.get(`/v1/messages/${id}`);
      const answerId = body.links.answer.href.split('/').at(-1);
      const bytes = await aanbieder.content(answerId);
      const answer = parseBericht('JW325', bytes) as BerichtOf<'JW325'>;
      const said = decisionsOf(jw323Of(one), answer);
      const references = new Set(
        said.flatMap((each) =>
          each.granted ? [each.prestatie.productReferentie.referentieNummer] : [],
        ),
      );
      const kept = one.prestaties.filter(({ referentie }) => references.has(referentie));
      const sums = await sumsOf(answerId);
      const { granted: debit = 0, credited = 0 } = sums;
      expect(debit + credited).toBe(sumOf(kept));
      expect(total(sums)).toBe(status === 'rejected' ? 0 : sumOf(one.prestaties));
      expect(await sumsOf(id)).toEqual({});
      const { totaalToegekendBedrag: sum } = answer.declaratieAntwoord ?? {};
      const signed = Number(sum?.totaalBedrag ?? 0) * (sum?.debetCredit === 'C' ? -1 : 1);
      expect(signed).toBe(sumOf(kept));
      granted.push(...kept);
      refusals += one.prestaties.length - kept.length;
      for (const cents of sumsOn(granted).values()) expect(cents).toBeLessThanOrEqual(100_000);
    }
    expect(granted.length).toBeGreaterThan(3);
    expect(refusals).toBeGreaterThan(3);
    await talk.expectSoundLedger();
  },
  120_000,
);
