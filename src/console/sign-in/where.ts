import { findBsnInText } from '../../standard/bsn-in-text.ts';

/** The first page of each role. */
export const startPath = '/console';

const longest = 600;
/** Words, codes and ids: no dots by themselves, nothing encoded. */
const pathForm = /^\/console(?:\/[\w~-]+(?:\.[\w~-]+)*)*$/;
const queryForm = /^[\w.~%=&,:+-]*$/;
const elsewhere = /^\/console\/(?:sign-in|sign-out|signed-out|role|kept)(?:\/|$)/;

/**
 * Where somebody wanted to go before signing in: a page of the console, and nothing else.
 *
 * @param asked anything, from the address or a form
 * @returns a path of the gateway, with its filters; the first page for what is no page of the console
 */
export function pageWithin(asked: unknown): string {
  if (typeof asked !== 'string' || asked.length > longest) return startPath;
  const [path = '', query, ...more] = asked.split('?');
  if (!pathForm.test(path) || elsewhere.test(path) || more.length > 0) return startPath;
  if (query === undefined || !queryForm.test(query) || isPersonal(query)) return path;
  return `${path}?${query}`;
}

/** Addresses of the console hold nothing personal, by rule; whoever typed one may not know. */
function isPersonal(query: string): boolean {
  const words = [...new URLSearchParams(query)].flat();
  return words.some(findBsnInText);
}
