import type { Difference } from '../../problem.ts';
import { elementName } from '../../standard/messages/model.ts';
import type { Composed } from './forms.ts';

type Basis = Composed['basis'];

/**
 * What changed of the allocations of a child since a draft was composed, field by field.
 *
 * @returns in the order of their numbers; an allocation that is new or gone differs in each of its fields
 */
export function differencesOf(before: Basis, now: Basis): Difference[] {
  const numbers = [...new Set([...Object.keys(before), ...Object.keys(now)])].sort();
  return numbers.flatMap((toewijzingNummer) => {
    const old = fieldsOf(before[toewijzingNummer]);
    const present = fieldsOf(now[toewijzingNummer]);
    const fields = [...new Set([...old.keys(), ...present.keys()])];
    return fields
      .filter((field) => old.get(field) !== present.get(field))
      .map((field) => ({
        toewijzingNummer,
        field,
        was: old.get(field) ?? null,
        is: present.get(field) ?? null,
      }));
  });
}

function fieldsOf(value: unknown, path = ''): Map<string, string> {
  if (value === undefined) return new Map();
  if (typeof value !== 'object' || value === null) return new Map([[path, String(value)]]);
  const fields = Object.entries(value).map(([name, inside]) =>
    fieldsOf(inside, path ? `${path}/${elementName(name)}` : elementName(name)),
  );
  return new Map(fields.flatMap((one) => [...one]));
}
