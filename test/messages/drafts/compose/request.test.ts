import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { askedElsewhere } from '../../../../src/messages/drafts/compose/request.ts';
import type { RequestForm } from '../../../../src/messages/drafts/forms.ts';
import { Talk } from '../../../ledger/past/talk.ts';
import { jw315 } from '../../../ledger/past/write.ts';
import { asked } from '../../../ledger/stories/conversation.ts';
import type { Parties } from '../../../ledger/stories/world.ts';
import { startTestGateway } from '../../../support/gateway.ts';
import { allocate, answer, Composer, draftOf, expectRefused } from './support.ts';

let talk: Talk;
let composer: Composer;
let yara: Parties;
beforeAll(async () => {
  talk = new Talk(await startTestGateway());
  composer = new Composer(talk);
});
afterAll(() => talk.gateway.remove());
beforeEach(async () => {
  yara = await talk.pair();
});

const made = expect.stringMatching(/^[A-Z0-9]{20}$/);
const letter = (code: string) => ({ product: { categorie: '45', code } });

test('a request has references of its own where the form has none', async () => {
  const { referentieAanbieder: _, ...wanted } = asked('');
  const form: RequestForm = {
    kind: 'request',
    gemeente: yara.gemeente,
    client: {
      bsn: yara.bsn,
      geboortedatum: { datum: '2012-05-01' },
      geslacht: '2',
      naam: { geslachtsnaam: { achternaam: 'Amrani' } },
      gezagsdragerBekend: '1',
    },
    commentaar: 'Graag spoed.',
    products: [
      { ...wanted, beschikkingNummer: '24001', beschikkingIngangsdatum: '2024-03-01' },
      { ...wanted, ...letter('B05P'), referentieAanbieder: 'R1' },
    ],
  };
  const composed = await composer.compose(yara.aanbieder, form);
  expect(composed).toMatchObject({
    ...{ recipient: yara.gemeente, clientId: null, bsn: yara.bsn, details: null },
  });
  const { header, client } = draftOf(composed, 'JW315');
  expect(header).toMatchObject({
    berichtCode: '446',
    afzender: yara.aanbieder,
    ontvanger: yara.gemeente,
  });
  expect(client).toEqual({
    ...form.client,
    commentaar: 'Graag spoed.',
    aangevraagdeProducten: {
      aangevraagdProduct: [
        { ...form.products[0], referentieAanbieder: made },
        { ...form.products[1], referentieAanbieder: 'R1' },
      ],
    },
  });
  await composer.send(composed.drafts);
  expect(await talk.entries(yara.gemeente)).toEqual(['requested', 'requested']);
  const again = await composer.compose(yara.aanbieder, form);
  expect(again.clientId).toBe(await composer.child(yara.gemeente));
});

test('what was refused on residence is asked of the gemeente that was named, anew', async () => {
  const { gemeente: other } = await talk.pair();
  const beschikking = { beschikkingNummer: '24001', beschikkingIngangsdatum: '2024-03-01' };
  const { id } = await talk.say(
    jw315(
      yara,
      '2024-02-13',
      asked('R1', { ...beschikking, ...letter('B05P') }),
      asked('R2', letter('B06P')),
      asked('R3', letter('B07P')),
    ),
  );
  await expectRefused(
    composer.compose(yara.aanbieder, { kind: 'elsewhere', requestId: id }),
    'not-refused-on-residence',
    'requestId',
  );
  const reden = { decision: 'refuse', reden: '8', gemeente: other } as const;
  const refused = await composer.compose(
    yara.gemeente,
    answer(
      id,
      { ...reden, referentie: 'R1' },
      { ...reden, referentie: 'R2' },
      { decision: 'refuse', referentie: 'R3', reden: '2' },
    ),
  );
  await composer.send(refused.drafts);
  const composed = await composer.compose(yara.aanbieder, { kind: 'elsewhere', requestId: id });
  expect(composed.recipient).toBe(other);
  const { client, header } = draftOf(composed, 'JW315');
  expect(header.ontvanger).toBe(other);
  expect(client.aangevraagdeProducten.aangevraagdProduct).toEqual([
    { ...asked('', letter('B05P')), referentieAanbieder: made },
    { ...asked('', letter('B06P')), referentieAanbieder: made },
  ]);
  const one = { kind: 'elsewhere', requestId: id, referenties: ['R2'] } as const;
  const second = draftOf(await composer.compose(yara.aanbieder, one), 'JW315');
  expect(second.client.aangevraagdeProducten.aangevraagdProduct).toHaveLength(1);
  await expectRefused(
    composer.compose(yara.aanbieder, { ...one, referenties: ['R2', 'R3'] }),
    'not-refused-on-residence',
    'referenties/1',
  );
  await expect(composer.compose(yara.gemeente, one)).rejects.toMatchObject({ code: 'not-found' });
  await composer.send(composed.drafts);
  expect(await talk.entries(other)).toEqual(['requested', 'requested']);
});

test('the first gemeente that was named is asked, with what was refused for it', () => {
  const refused = [
    { referentie: 'R1', gemeente: '0363' },
    { referentie: 'R2', gemeente: '0479' },
    { referentie: 'R3', gemeente: '0363' },
  ];
  expect(askedElsewhere(refused, undefined)).toEqual({
    ...{ gemeente: '0363', referenties: ['R1', 'R3'] },
  });
  expect(askedElsewhere(refused, ['R2'])).toEqual({ gemeente: '0479', referenties: ['R2'] });
  expect(() => askedElsewhere(refused, ['R2', 'R1'])).toThrow('not-refused-on-residence');
});

test('an aanbieder sends for itself alone', async () => {
  const { id } = await talk.say(jw315(yara, '2024-02-13', asked('R1')));
  const other = await talk.pair();
  const form = { kind: 'elsewhere', requestId: id } as const;
  await expect(composer.compose(other.aanbieder, form)).rejects.toMatchObject({
    code: 'not-found',
  });
  await expect(composer.compose(yara.aanbieder, answer(id, allocate('R1')))).rejects.toMatchObject({
    code: 'not-found',
  });
});

test('what was refused for a gemeente that ended is asked of its successor', async () => {
  const [{ gemeente: old }, { gemeente: heir }] = [await talk.pair(), await talk.pair()];
  const { id } = await talk.say(jw315(yara, '2024-02-13', asked('R1')));
  const reden = { decision: 'refuse', referentie: 'R1', reden: '8', gemeente: old } as const;
  await composer.send((await composer.compose(yara.gemeente, answer(id, reden))).drafts);
  await talk.party(old, { until: '2024-12-31', successor: heir });
  const composed = await composer.compose(yara.aanbieder, { kind: 'elsewhere', requestId: id });
  expect(composed.recipient).toBe(heir);
  await composer.send(composed.drafts);
});

test('a request that was forgotten cannot be drafted anew, and says so', async () => {
  const { id } = await talk.say(jw315(yara, '2024-02-13', asked('R1')));
  const got = { ids: [id] };
  await talk.caller(yara.gemeente).send('POST', '/v1/inbox/acknowledgements', got);
  await talk.rows(
    `update message set forgotten_at = now(), actor = null, actor_party = null, address = null,
      request_id = null where id = $1`,
    id,
  );
  const form = { kind: 'elsewhere', requestId: id } as const;
  await expect(composer.compose(yara.aanbieder, form)).rejects.toMatchObject({ code: 'forgotten' });
});
