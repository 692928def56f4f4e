import { afterAll, beforeAll, expect, test } from 'vitest';
import { dutchDate, isAfter } from '../../../../src/standard/calendar.ts';
import { Talk } from '../../../ledger/past/talk.ts';
import { children, jw301, jw315 } from '../../../ledger/past/write.ts';
import { type Allocation, asked } from '../../../ledger/stories/conversation.ts';
import { startTestGateway } from '../../../support/gateway.ts';
import { Random } from '../../../support/generate/random.ts';
import { allocate, answer, Composer, dayFrom, details, productsOf } from './support.ts';

let talk: Talk;
let composer: Composer;
beforeAll(async () => {
  talk = new Talk(await startTestGateway());
  composer = new Composer(talk);
});
afterAll(() => talk.gateway.remove());

const today = dutchDate(new Date());
const year = Number(today.slice(0, 4));

/** An allocation and what becomes of it; `current` is by the words of OP087, and not by the program. */
interface Life {
  readonly versions: readonly Allocation[];
  readonly current: boolean;
}

/** @param code of its product, which no other allocation of the child has */
function randomLife(random: Random, number: string, code: string): Life {
  const ingangsdatum = random.pick(['2023-05-01', dayFrom(-1), today, dayFrom(1), dayFrom(90)]);
  const einddatum = random.pick([ingangsdatum, today, dayFrom(1), `${year + 2}-12-31`, undefined]);
  const decidedOn = { toewijzingsdatum: '2023-04-01', toewijzingstijd: '10:00:00' };
  const first: Allocation = {
    ...{ toewijzingNummer: number, product: { categorie: '45', code }, ...decidedOn, ingangsdatum },
    ...(einddatum !== undefined && einddatum >= ingangsdatum && { einddatum }),
    omvang: random.pick([once, monthly]),
    ...(random.chance(0.3) && { commentaar: 'Thuis.' }),
  };
  const ends = (end: string | undefined) => end !== undefined && end < today;
  const later = { ...first, toewijzingsdatum: '2023-05-02' };
  const [kind, day] = [
    random.pick(['none', 'none', 'shorter', 'deleted', 'emptied', 'over']),
    dayFrom(30),
  ];
  const until = isAfter(day, ingangsdatum) ? day : ingangsdatum;
  switch (kind) {
    case 'shorter':
      return {
        versions: [first, { ...later, einddatum: until, redenWijziging: '05' }],
        current: true,
      };
    case 'over':
      return {
        versions: [first, { ...later, einddatum: until, redenWijziging: '09' }],
        current: true,
      };
    case 'deleted':
      return {
        versions: [first, { ...later, einddatum: ingangsdatum, redenWijziging: '13' }],
        current: false,
      };
    case 'emptied':
      // What is left is its first day.
      return {
        versions: [first, { ...later, einddatum: ingangsdatum, redenWijziging: '05' }],
        current: !ends(ingangsdatum),
      };
    default:
      return { versions: [first], current: !ends(first.einddatum) };
  }
}

const once = { volume: '1', eenheid: '82', frequentie: '6' };
const monthly = { volume: '4', eenheid: '01', frequentie: '4' };

test('a composed JW301 has every current allocation and no other, and is approved', async () => {
  const pair = await talk.pair();
  const seed = Number(process.env.SEED ?? Date.now());
  const random = new Random(seed);
  for (const [index, bsn] of children(24).entries()) {
    const parties = { ...pair, bsn };
    const count = random.below(9);
    const lives = Array.from({ length: count }, (_, nth) =>
      randomLife(random, String(1000 + index * 10 + nth), `${String.fromCharCode(65 + nth)}01`),
    );
    const versions = lives.map(({ versions }) => versions);
    const posts = [
      versions.map(([first]) => first as Allocation),
      versions.map((all) => all.at(-1) as Allocation),
    ];
    for (const products of count > 0 ? posts : [])
      expect(
        await talk.say(jw301(parties, '2023-05-02', ...products)),
        `SEED=${seed}`,
      ).toMatchObject({
        codes: [],
      });
    const { id } = await talk.say(jw315(parties, '2023-05-03', asked(`R${index}`)));
    const composed = await composer.compose(pair.gemeente, answer(id, allocate(`R${index}`)), {
      typed: details(),
    });
    const repeated = productsOf(composed).slice(0, -1);
    const expected = lives
      .filter(({ current }) => current)
      .map(({ versions }) => {
        const { redenWijziging: _, ...newest } = versions.at(-1) as Allocation;
        return newest;
      });
    expect(repeated, `SEED=${seed}, child ${index}`).toEqual(expected);
    const before = await talk.entries(pair.gemeente);
    await composer.send(composed.drafts);
    // Of the request alone.
    const added = (await talk.entries(pair.gemeente)).slice(before.length);
    expect(added, `SEED=${seed}, child ${index}`).toEqual([
      `allocated ${productsOf(composed).at(-1)?.toewijzingNummer}`,
    ]);
  }
});
