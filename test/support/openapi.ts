/** What of an OpenAPI description tests look at. */
// biome-ignore lint/suspicious/noExplicitAny: a description of which tests look at parts
export type Description = any;

/** Every operation of a description, with its path and method. */
export function operationsOf(
  description: Description,
): { path: string; method: string; name: string; operation: Description }[] {
  return Object.entries<Description>(description.paths).flatMap(([path, item]) =>
    Object.entries<Description>(item)
      .filter(([method]) => method !== 'servers')
      .map(([method, operation]) => ({ path, method, name: `${method} ${path}`, operation })),
  );
}

/** What a reference leads to, or the thing itself. */
export function followed(description: Description, thing: Description): Description {
  if (typeof thing?.$ref !== 'string') return thing;
  const steps: string[] = thing.$ref.slice(2).split('/');
  return steps.reduce((place, step) => place?.[step], description);
}

/** A description with addresses as they are called, `/v1` included, and with what references lead to. */
export function asCalled(description: Description): Description {
  const paths = Object.entries<Description>(description.paths).map(
    ([path, { servers, ...item }]) => [servers ? path : `/v1${path}`, item] as const,
  );
  const whole = (thing: unknown): unknown => {
    if (Array.isArray(thing)) return thing.map(whole);
    if (typeof thing !== 'object' || thing === null) return thing;
    const { $ref: _, ...rest } = thing as Description;
    const target = followed(description, thing);
    const merged = target === thing ? rest : { ...target, ...rest };
    return Object.fromEntries(Object.entries(merged).map(([key, one]) => [key, whole(one)]));
  };
  return { ...description, paths: whole(Object.fromEntries(paths)) };
}

/** Calls back for every object below one, with the way to it. Examples are data, and passed over. */
export function everyObject(
  thing: unknown,
  see: (object: Record<string, unknown>, way: readonly string[]) => void,
  way: readonly string[] = [],
): void {
  if (Array.isArray(thing))
    for (const [index, one] of thing.entries()) everyObject(one, see, [...way, String(index)]);
  else if (typeof thing === 'object' && thing !== null) {
    see(thing as Record<string, unknown>, way);
    for (const [key, one] of Object.entries(thing))
      if (!['example', 'examples', 'enum', 'default'].includes(key) || way.at(-1) === 'properties')
        everyObject(one, see, [...way, key]);
  }
}
