import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { changedBericht } from '../../../src/console/pages/drafts/changed.ts';
import { fieldGroups } from '../../../src/console/pages/drafts/fields.ts';
import { messageValue, typedValue } from '../../../src/console/pages/drafts/typed.ts';
import { draftTypes } from '../../../src/messages/drafts/forms.ts';
import { berichtFromJson } from '../../../src/messages/drafts/from-json.ts';
import { parseBericht } from '../../../src/standard/messages/parse.ts';

function fixture<T extends (typeof draftTypes)[number]>(type: T) {
  const place = new URL(`../../../fixtures/${type}/valid-complete.xml`, import.meta.url);
  return parseBericht(type, readFileSync(place));
}

/** A message with what was typed, which has the form of its type. */
function changed<T extends (typeof draftTypes)[number]>(type: T, typed: Record<string, string>) {
  const { json, faults } = changedBericht(fixture(type), typed);
  expect([...faults]).toEqual([]);
  const read = berichtFromJson(type, json);
  if ('faults' in read) throw new Error(JSON.stringify(read.faults));
  return read.bericht;
}

test.each(draftTypes)('a %s that is sent back as it was shown stays what it is', (type) => {
  const bericht = fixture(type);
  const fields = fieldGroups(bericht).flatMap((group) => group.fields);
  const typed = Object.fromEntries(fields.map((field) => [field.name, typedValue(field)]));
  expect(changed(type, typed)).toEqual(bericht);
  expect(changed(type, {})).toEqual(bericht);
});

describe('a JW301', () => {
  test('gets an address where it had none, with what the standard asks besides', () => {
    const bericht = fixture('JW301');
    const bare = { ...bericht, client: { ...bericht.client, contactgegevens: { contact: [] } } };
    const base = 'client.contactgegevens.contact.0.adres';
    const { json } = changedBericht(bare, {
      [`${base}.straatnaam`]: 'Voorbeeldkade',
      [`${base}.huis.huisnummer`]: '12',
      [`${base}.postcode`]: '1000 aa',
    });
    expect(json).toMatchObject({
      client: {
        contactgegevens: {
          contact: [
            {
              soort: '01',
              adres: {
                ...{ huis: { huisnummer: '12' }, postcode: '1000AA', landCode: 'NL' },
                straatnaam: 'Voorbeeldkade',
              },
            },
          ],
        },
      },
    });
  });

  test('gets a guardian, and keeps none that says nothing', () => {
    const bericht = fixture('JW301');
    const { relaties: _, ...client } = bericht.client;
    const bare = { ...bericht, client };
    const base = 'client.relaties.relatie.0';
    const nobody = changedBericht(bare, { [`${base}.soort`]: '10' }).json;
    expect(nobody).not.toHaveProperty('client.relaties');
    const { json } = changedBericht(bare, { [`${base}.naam.geslachtsnaam.achternaam`]: 'Bakkali' });
    expect(json).toMatchObject({
      client: {
        relaties: {
          relatie: [
            {
              ...{ nummer: '1', soort: '10', contact: { soort: '01' } },
              naam: { geslachtsnaam: { achternaam: 'Bakkali' }, naamGebruik: '1' },
            },
          ],
        },
      },
    });
  });
});

test('a volume that is emptied is left out, and a name that is emptied stays empty', () => {
  const base = 'client.aangevraagdeProducten.aangevraagdProduct.0';
  const emptied = ['volume', 'eenheid', 'frequentie'].map((one) => [`${base}.omvang.${one}`, '']);
  const bericht = changed('JW315', Object.fromEntries(emptied));
  if (bericht.type !== 'JW315') throw new Error(bericht.type);
  expect(bericht.client.aangevraagdeProducten.aangevraagdProduct[0]).not.toHaveProperty('omvang');
  const nameless = changed('JW315', { 'client.naam.geslachtsnaam.achternaam': ' ' });
  expect(nameless).toHaveProperty('client.naam.geslachtsnaam.achternaam', '');
});

test('what is no day, number or amount is a fault of its field, and what is no field is not read', () => {
  const base = 'client.aangevraagdeProducten.aangevraagdProduct.0';
  const typed = {
    [`${base}.toewijzingIngangsdatum`]: 'morgen',
    [`${base}.omvang.volume`]: '1,5',
    [`${base}.budget`]: 'veel',
    'header.afzender': '0363',
    __proto__: 'x',
  };
  const { json, faults } = changedBericht(fixture('JW315'), typed);
  expect([...faults.values()]).toEqual(['day', 'number', 'euro']);
  expect(json).toEqual(fixture('JW315'));
});

test.each([
  ['euro', '1.234,56', '123456'],
  ['euro', '€ 95,50', '9550'],
  ['euro', '12', '1200'],
  ['day', '4-5-2026', '2026-05-04'],
  ['number', '0012', '0012'],
  ['text', 'a & b', 'a & b'],
] as const)('as %s, %s is %s in a message', (kind, typed, value) => {
  expect(messageValue(kind, typed)).toEqual({ value });
});

test.each([
  ['euro', '123456', '1234,56'],
  ['euro', '5', '0,05'],
  ['day', '2026-05-04', '04-05-2026'],
  ['day', '', ''],
] as const)('%s %s is typed as %s, and read as the same', (kind, value, typed) => {
  expect(typedValue({ kind, value })).toBe(typed);
  expect(messageValue(kind, typed)).toEqual({ value });
});
