import { randomUUIDv7 } from 'node:crypto';

/** How old the id of a form may be, in days. */
const formDays = 2;
const version7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** The id that a form brings, so that what it makes is made once, however often it comes. */
export function onceId(): string {
  return randomUUIDv7();
}

/** The id that a form brought; another one for what is no id of these days: things stand in the order of their ids. */
export function broughtId(once: string): string {
  const made = Number.parseInt(once.replaceAll('-', '').slice(0, 12), 16);
  const age = Date.now() - made;
  const fits = version7.test(once) && age >= 0 && age < formDays * 86_400_000;
  return fits ? once : randomUUIDv7();
}
