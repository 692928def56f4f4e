export interface Party {
  readonly code: string;
  readonly kind: 'aanbieder' | 'gemeente';
  readonly name: string;
  /** How many of the messages it sends or gets, beside others of its kind. */
  readonly weight: number;
}

export interface PartyWithKey extends Party {
  readonly key: string;
}

/** One of each, as the sections that measure the door alone use. */
export const pair: readonly Party[] = [
  { code: '12345678', kind: 'aanbieder', name: 'Bench', weight: 1 },
  { code: '0363', kind: 'gemeente', name: 'Bench', weight: 1 },
];

/** Thousands of inhabitants, about: a mailbox as busy as that of Amsterdam is part of the work. */
const inhabitants = {
  '0358': 32,
  '0362': 92,
  '0363': 880,
  '0397': 27,
  '0384': 31,
  '0385': 36,
  '0415': 11,
  '0431': 10,
  '0437': 14,
  '0439': 82,
  '0451': 30,
  '0852': 17,
  '0880': 16,
  '0479': 157,
};

/** Fourteen gemeenten and twenty aanbieders, some large, most small. */
export const region: readonly Party[] = [
  ...Object.entries(inhabitants).map(
    ([code, weight]) => ({ code, kind: 'gemeente', name: `Gemeente ${code}`, weight }) as const,
  ),
  ...Array.from({ length: 20 }, (_, n) => {
    const code = String(12345678 + n);
    return { code, kind: 'aanbieder', name: `Aanbieder ${code}`, weight: 20 / (n + 1) } as const;
  }),
];

/** Makes the parties and a key for each. */
export async function makeParties(
  gateway: { readonly address: string; readonly administratorKey: string },
  parties: readonly Party[],
  retourBy: 'gateway' | 'party' = 'party',
): Promise<PartyWithKey[]> {
  const call = async (method: string, path: string, body?: object) => {
    const response = await fetch(`${gateway.address}${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${gateway.administratorKey}`,
        ...(body && { 'Content-Type': 'application/json' }),
      },
      body: body && JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status}`);
    return response.json();
  };
  const made: PartyWithKey[] = [];
  for (const party of parties) {
    const { code, kind, name } = party;
    await call('PUT', `/v1/parties/${code}`, { kind, name, retourBy });
    const { key } = (await call('POST', `/v1/parties/${code}/api-keys`)) as { key: string };
    made.push({ ...party, key });
  }
  return made;
}

/** Picks one at random, a heavier one more often. */
export function picker<T extends { readonly weight: number }>(all: readonly T[]): () => T {
  const total = all.reduce((sum, one) => sum + one.weight, 0);
  return () => {
    let left = Math.random() * total;
    for (const one of all) {
      left -= one.weight;
      if (left < 0) return one;
    }
    return all[0] as T; // Rounding left a crumb.
  };
}
