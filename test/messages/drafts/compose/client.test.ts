import { expect, test } from 'vitest';
import { clientOfAllocation } from '../../../../src/messages/drafts/compose/client.ts';
import type { ClientDetails, Lacking } from '../../../../src/messages/drafts/forms.ts';
import { FormRefused } from '../../../../src/messages/drafts/forms.ts';
import type { BerichtOf } from '../../../../src/standard/messages/berichten.ts';
import { details, fixtureOf } from './support.ts';

const whole = details();
const { relaties: parents, ...alone } = whole;
const born = (datum: string, datumGebruik?: string): ClientDetails => ({
  ...alone,
  geboortedatum: { datum, ...(datumGebruik && { datumGebruik }) },
});

function asking(gezagsdragerBekend?: string): BerichtOf<'JW315'> {
  const { gezagsdragerBekend: _, ...client } = fixtureOf('JW315').client;
  const known = gezagsdragerBekend === undefined ? {} : { gezagsdragerBekend };
  return { ...fixtureOf('JW315'), client: { ...client, ...known } };
}

function lackingIn(
  known: ClientDetails | undefined,
  request: BerichtOf<'JW315' | 'JW317'> = asking(),
  today = '2024-03-01',
): Lacking['code'][] {
  const { lacking } = clientOfAllocation(
    request,
    { details: known, typed: false, secret: false },
    today,
  );
  return lacking.map(({ code }) => code);
}

test('nothing lacks where a parent and an address are known', () => {
  const known = { details: whole, typed: false, secret: false };
  const { client, lacking } = clientOfAllocation(asking(), known, '2024-03-01');
  expect(lacking).toEqual([]);
  expect(client).toEqual({ bsn: asking().client.bsn, ...whole });
});

test('an address is one of Soort 01, 02 or 03 (TR061), of the client itself', () => {
  const [contact] = whole.contactgegevens.contact;
  const withContact = (change: object): ClientDetails => ({
    ...whole,
    contactgegevens: { contact: contact ? [{ ...contact, ...change }] : [] },
  });
  for (const soort of ['01', '02', '03']) expect(lackingIn(withContact({ soort }))).toEqual([]);
  expect(lackingIn(withContact({ soort: '04' }))).toEqual(['address']);
  expect(lackingIn(withContact({ adres: undefined }))).toEqual(['address']);
});

test('a JW315 says who the child is; a JW317 only its Bsn, so that all lacks', () => {
  const { client } = clientOfAllocation(
    asking(),
    { details: undefined, typed: false, secret: false },
    '2024-03-01',
  );
  const { bsn, geboortedatum, geslacht, naam } = asking().client;
  expect(client).toEqual({
    ...{ bsn, geboortedatum, geslacht },
    naam: { ...naam, naamGebruik: '1' },
    contactgegevens: { contact: [] },
  });
  expect(lackingIn(undefined)).toEqual(['address', 'gezagsdrager']);
  expect(lackingIn(undefined, fixtureOf('JW317'))).toEqual(['client', 'address', 'gezagsdrager']);
});

test('a gezagsdrager is a parent or guardian (OP002)', () => {
  const [parent] = parents?.relatie ?? [];
  const withRelatie = (soort: string): ClientDetails => ({
    ...whole,
    relaties: { relatie: parent ? [{ ...parent, soort }] : [] },
  });
  for (const soort of ['10', '11']) expect(lackingIn(withRelatie(soort))).toEqual([]);
  // A foster parent as such has no authority.
  for (const soort of ['13', '07', '22'])
    expect(lackingIn(withRelatie(soort))).toEqual(['gezagsdrager']);
  expect(lackingIn(alone)).toEqual(['gezagsdrager']);
});

test('it need not be there where the request says that it is known', () => {
  expect(lackingIn(alone, asking('1'))).toEqual([]);
  expect(lackingIn(alone, asking('2'))).toEqual(['gezagsdrager']);
});

test('from 16 a child has its own authority', () => {
  const at = (known: ClientDetails, today: string) =>
    lackingIn(known, asking(), today).length === 0;
  expect([at(born('2008-03-02'), '2024-03-01'), at(born('2008-03-02'), '2024-03-02')]).toEqual([
    ...[false, true],
  ]);
  // On the last day that the birthday can be, where it is not known.
  expect([
    at(born('2008-03-01', '1'), '2024-03-30'),
    at(born('2008-03-01', '1'), '2024-03-31'),
  ]).toEqual([...[false, true]]);
  expect([
    at(born('2008-01-01', '2'), '2024-12-30'),
    at(born('2008-01-01', '2'), '2024-12-31'),
  ]).toEqual([...[false, true]]);
  expect(at(born('1900-01-01', '3'), '2024-03-01')).toBe(false);
});

test('a secret address is not repeated (OP003): a person says which is safe to give', () => {
  const [contact] = whole.contactgegevens.contact;
  const secret: ClientDetails[] = [
    { ...whole, commentaar: 'Adres is GEHEIM.' },
    {
      ...whole,
      contactgegevens: { contact: contact ? [{ ...contact, organisatie: 'Geheim adres' }] : [] },
    },
  ];
  for (const known of secret) {
    expect(() => lackingIn(known)).toThrow(new FormRefused('address-unsafe', 'requestId'));
    const typed = { details: known, typed: true, secret: false };
    expect(clientOfAllocation(asking(), typed, '2024-03-01').lacking).toEqual([]);
    const none = { ...known, contactgegevens: { contact: [] }, commentaar: 'Geheim' };
    expect(() =>
      clientOfAllocation(asking(), { details: none, typed: true, secret: false }, '2024-03-01'),
    ).toThrow('address-unsafe');
  }
});
