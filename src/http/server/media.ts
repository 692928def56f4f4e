/**
 * The media type that a caller likes best of those that a route can give.
 *
 * @param accept the header, as it came
 * @param media in the order in which they are taken where the caller likes several as much
 * @returns undefined when it names none of these
 */
export function likedBest<T extends string>(accept = '', media: readonly T[]): T | undefined {
  const weights = new Map(
    accept.split(',').map((one) => {
      const [name = '', ...parameters] = one.toLowerCase().split(';');
      const weight = parameters.map((text) => /^\s*q=([\d.]+)\s*$/.exec(text)?.[1]).find(Boolean);
      return [name.trim(), Number(weight ?? 1)];
    }),
  );
  const weightOf = (one: string) => weights.get(one) ?? 0;
  const [best] = media.toSorted((one, other) => weightOf(other) - weightOf(one));
  return best !== undefined && weightOf(best) > 0 ? best : undefined;
}
