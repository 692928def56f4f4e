import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { Random } from '../../support/generate/random.ts';
import { Talk } from '../past/talk.ts';
import { children } from '../past/write.ts';
import { type Declaratie, type Declared, declaratie, jw323, jw325, sumOf } from './writing.ts';

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
