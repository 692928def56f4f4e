import { elementName } from '../../messages/model.ts';

/** A class of a message, and its path. */
export interface Located<T> {
  readonly value: T;
  /** Path below Bericht; empty for Bericht itself. */
  readonly path: string;
}

/** The message itself. */
export function located<T>(bericht: T): Located<T> {
  return { value: bericht, path: '' };
}

/** Path of an element of a class, also of an element that is missing. */
export function at<T>(place: Located<T>, name: keyof T & string): string {
  return place.path === '' ? elementName(name) : `${place.path}/${elementName(name)}`;
}

/** The type of a field with its path; undefined is possible only where the schema makes it optional. */
type Inside<V> = undefined extends V ? Located<NonNullable<V>> | undefined : Located<V>;

/** The class in a field; undefined when it is optional and left out. */
export function inside<T, Name extends keyof T & string>(
  place: Located<T>,
  name: Name,
): Inside<T[Name]> {
  const value = place.value[name];
  const found = value === undefined ? undefined : { value, path: at(place, name) };
  return found as Inside<T[Name]>;
}

/**
 * The repeated classes of a list such as ToegewezenProducten; none when the list is left out. Where
 * there are several, the path counts them from 1.
 */
export function each<T, Name extends keyof T & string>(
  list: Located<T> | undefined,
  name: Name,
): Located<T[Name] extends readonly (infer Item)[] ? Item : never>[] {
  if (!list) return [];
  const items = list.value[name] as readonly (T[Name] extends readonly (infer Item)[]
    ? Item
    : never)[];
  const path = at(list, name);
  return items.map((value, index) => ({
    value,
    path: items.length > 1 ? `${path}[${index + 1}]` : path,
  }));
}
