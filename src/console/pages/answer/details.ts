import type { ClientDetails, Composed } from '../../../messages/drafts/forms.ts';
import { berichtFromJson } from '../../../messages/drafts/from-json.ts';
import { hasAddress } from '../../../messages/drafts/lacking.ts';
import type { BerichtOf } from '../../../standard/messages/berichten.ts';
import { changedBericht, type TypedFields } from '../drafts/changed.ts';
import { type FieldGroup, fieldGroups } from '../drafts/fields.ts';
import type { FieldFault } from '../drafts/typed.ts';
import type { Asking } from './asked.ts';

/** The groups of fields in which somebody types who the child is and where it can be reached. */
export function detailGroups(request: Asking): FieldGroup[] {
  return fieldGroups(emptyAllocation(request)).filter(({ title }) => title !== 'product');
}

/** What was typed of the child; undefined where there is no address in it. And the fields that cannot be understood. */
export function typedDetails(
  request: Asking,
  typed: TypedFields,
): {
  readonly details: ClientDetails | undefined;
  readonly faults: ReadonlyMap<string, FieldFault>;
} {
  const { json, faults } = changedBericht(emptyAllocation(request), typed);
  const read = berichtFromJson('JW301', json);
  if ('faults' in read || read.bericht.type !== 'JW301') return { details: undefined, faults };
  const { bsn: _, toegewezenProducten: __, ...details } = read.bericht.client;
  return { details: hasAddress(details) ? details : undefined, faults };
}

/** A JW301 about the child of a request, with what that says of it and nothing else. */
function emptyAllocation({
  type,
  header,
  client,
}: Asking): Extract<Composed['bericht'], { type: 'JW301' }> {
  const { bsn } = client;
  const said: Pick<BerichtOf<'JW301'>['client'], 'geboortedatum' | 'geslacht' | 'naam'> =
    type === 'JW315' && 'naam' in client
      ? {
          geboortedatum: client.geboortedatum,
          geslacht: client.geslacht,
          naam: { ...client.naam, naamGebruik: '1' },
        }
      : {
          ...{ geboortedatum: { datum: '' }, geslacht: '' },
          naam: { geslachtsnaam: { achternaam: '' }, naamGebruik: '1' },
        };
  return {
    ...{ type: 'JW301', header },
    client: {
      ...{ bsn, ...said },
      contactgegevens: { contact: [] },
      toegewezenProducten: { toegewezenProduct: [] },
    },
  };
}
