/** A mutant that does what the original does. */
export interface Equal {
  /** Below `src/standard/`. */
  readonly file: string;
  /** The rule, function or constant that it is in. */
  readonly within: string;
  readonly before: string;
  readonly after: string;
  /** Of those that are the same but for their place, the how manieth; all of them when left out. */
  readonly nth?: number;
  readonly because: string;
}

/** Several in one function, for one reason. */
function alike(
  file: string,
  within: string,
  because: string,
  ...changes: readonly (readonly [before: string, after: string, nth?: number])[]
): Equal[] {
  return changes.map(([before, after, nth]) => ({
    file,
    within,
    before,
    after,
    because,
    ...(nth !== undefined && { nth }),
  }));
}

export const equal: readonly Equal[] = [
  ...alike(
    'calendar.ts',
    'written',
    'there is no year 0, so a year is below 0, below 1 and at most 0 all at once',
    ['year < 0', '(year) <= (0)'],
    ['0', '1', 1],
  ),
  ...alike(
    'calendar.ts',
    'isWholeMonth',
    'the begin must be the first of a month and the end the last: a day inwards is the same month',
    ['begin', 'dayAfter(begin)', 1],
    ['end', 'dayBefore(end)', 2],
  ),
  ...alike('calendar.ts', 'latest', 'no hour is NaN, so this day is never used', ["''", "'X'"]),
  ...alike('rules/check.ts', 'rulesOf', 'what is not kept is looked up again', [
    'byType.set(type, found)',
    'undefined',
  ]),
  ...alike('rules/engine/classes.ts', 'geboortedata', 'no other message has Relaties', [
    "bericht.type === 'JW301' ? relaties(bericht) : []",
    'relaties(bericht)',
  ]),
  ...alike(
    'rules/level2/conditions-product.ts',
    'CD095',
    'in a JW315 these are the same products',
    ['aangevraagdeProducten', 'gekozenProducten'],
  ),
  ...alike(
    'rules/level2/constraints-product.ts',
    'CS343',
    'in a JW315 these are the same products',
    ['aangevraagdeProducten', 'producten'],
  ),
  ...alike(
    'rules/level2/constraints-person.ts',
    'passesElevenTest',
    'a sum below zero is divisible by eleven when the sum above it is',
    ['total + weight * Number(bsn[index])', '(total) - (weight * Number(bsn[index]))'],
  ),
  ...alike('rules/gemeenten.ts', 'codeOf', 'a line has a first cell, if an empty one', [
    "''",
    "'X'",
  ]),
  ...alike('rules/gemeenten.ts', 'gemeenteOf', 'a line has a first cell, if an empty one', [
    "''",
    "'X'",
    1,
  ]),
  ...alike(
    'rules/gemeenten.ts',
    'isDay',
    'the pattern has found three numbers, so that no default is used',
    ['0', '1'],
  ),
  ...alike(
    'rules/gemeenten.ts',
    'successionFault',
    'a line with a successor and no until is refused before',
    ['next.until && gemeente.until', 'next.until'],
  ),
  ...alike('rules/level3/past-allocations.ts', 'TR332', 'in a JW301 these are the same products', [
    'toegewezenProducten',
    'gekozenProducten',
  ]),
  ...alike('rules/level3/past-allocations.ts', 'TR379', 'in a JW301 these are the same products', [
    'toegewezenProducten',
    'gekozenProducten',
  ]),
  ...alike(
    'rules/level3/past-changes.ts',
    'notCurrent',
    "nothing is known of another's allocation, so that it counts as current",
    ['isOwn(allocation) && !isCurrent(allocation, bericht)', '!isCurrent(allocation, bericht)'],
  ),
  ...alike(
    'rules/level3/past-changes.ts',
    'restOf',
    'one that ends on the last day ends on the last day, whichever of the two is taken',
    ['einddatum', 'dayBefore(einddatum)'],
  ),
  ...alike(
    'rules/engine/periods.ts',
    'countedDays',
    'undefined is put last, and is no day that begins: until the last day of all is as good as for ever',
    ['.filter((date) => date !== undefined)', ''],
    [
      'ordered.map((date, index) => [date, index + 1])',
      'withoutLast(ordered.map((date, index) => [date, index + 1]))',
    ],
    ['ordered', 'withoutLast(ordered)'],
    ['1', '2', 1],
    ['1', '2', 2],
    ['1', '0', 2],
  ),
  ...alike(
    'rules/engine/periods.ts',
    'Counts.add',
    'when begins and ends both count double, one is more than the other as before',
    ['1', '2'],
  ),
  ...alike(
    'rules/engine/periods.ts',
    'Counts.upTo',
    'when begins and ends both are one more, one is more than the other as before',
    ['0', '1', 1],
  ),
  ...alike('rules/level3/past-allocations.ts', 'TR385', 'in a JW301 these are the same products', [
    'toegewezenProducten',
    'gekozenProducten',
  ]),
  ...alike('rules/level3/declared-declaration.ts', 'TR318', 'no month comes before undefined', [
    'lastPeriod !== undefined && month < lastPeriod',
    'month < lastPeriod',
  ]),
  ...alike(
    'rules/level3/declared-declaration.ts',
    'monthOf',
    'a month with a hyphen behind it comes in the same place',
    ['7', '8'],
  ),
  ...alike(
    'rules/level3/declared-order.ts',
    'inOrder',
    'what is kept saves work, and is what is found anew',
    ['known?.bericht === bericht', 'false'],
    ['latest.set(context, { bericht, found })', 'undefined'],
  ),
  ...alike('rules/level3/declared-order.ts', 'alone', 'the first is not TR381', [
    'pastAllocations',
    'withoutFirst(pastAllocations)',
  ]),
  ...alike('rules/level3/declared-order.ts', 'debitFaults', 'nothing is more than undefined', [
    'budget !== undefined && tally.amount + asked.bedrag > budget',
    'tally.amount + asked.bedrag > budget',
  ]),
  ...alike(
    'rules/level3/declared-order.ts',
    'beyondVolume',
    'without an Omvang there is no Eenheid, and so no volume that counts',
    ['!omvang || volume === undefined', 'volume === undefined'],
  ),
  ...alike('rules/level3/declared-order.ts', 'isBeyond', 'nothing is more than undefined', [
    'bound !== undefined && volume > bound',
    'volume > bound',
  ]),
  ...alike('rules/engine/tally.ts', 'Tally.has', 'undefined is not more than 0', [
    'this.#standing.get(periodKey(prestatie)) ?? 0',
    'this.#standing.get(periodKey(prestatie))',
  ]),
  ...alike(
    'rules/engine/tally.ts',
    'monthOf',
    'all days of a month have the hyphen, and all years of declarations the first digit, in common',
    ['0', '1'],
    ['3', '2'],
  ),
  ...alike('rules/level2/stacking.ts', 'groupsOf', 'any name that is no category', [
    "'any'",
    "'JW305'",
  ]),
];
