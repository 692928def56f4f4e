import { expect, test } from 'vitest';
import { csvOf } from '../../../src/http/access-log/access-log-export.ts';
import { csvLines } from '../../../src/http/server/csv.ts';
import type { LogItem } from '../../../src/parties/access-log/read.ts';

const signs = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
const breaks = ['\t', '\r', '\n', '\r\n', '\v', '\f', '\u0085', '\u2028'];
const separators = [',', ';', '\t'];

/**
 * Cells as a spreadsheet finds them. Quotes count where a cell begins; what is after the closing one
 * belongs to the cell. A strict reader forgets nothing of that; a loose one takes every quote for nothing.
 */
function cellsOf(csv: string, separator: string, loose: boolean): string[] {
  const cells: string[] = [];
  let [cell, open, begun] = ['', false, false];
  const next = () => {
    cells.push(cell);
    [cell, begun] = ['', false];
  };
  for (let at = 0; at < csv.length; at++) {
    const one = csv[at] as string;
    if (loose && one === '"') continue;
    if (open && one === '"' && csv[at + 1] === '"') {
      cell += csv[++at];
    } else if (one === '"' && (open || !begun)) {
      open = !open;
      begun = true;
    } else if (!open && (one === separator || /[\v\f\r\n\u0085\u2028\u2029]/.test(one))) {
      next();
    } else {
      cell += one;
      begun = true;
    }
  }
  next();
  return cells;
}

function formulasIn(csv: string): string[] {
  return separators.flatMap((separator) =>
    [false, true]
      .flatMap((loose) => cellsOf(csv, separator, loose))
      .filter((cell) => /^\s*[=+\-@＝＋－＠]/.test(cell)),
  );
}

/** Each place in a text where a cell may begin, before each sign. */
const hostile = signs.flatMap((sign) =>
  ['', ',', ';', '"', '";"', ',"', ';""', '; ', ';;', ...breaks, ...breaks.map((one) => `;${one}`)]
    .flatMap((before) => [before, `na overleg${before}`, `"na" overleg${before}`])
    .map((before) => `${before}${sign}cmd|'/c calc'!A1`)
    .filter((text) => !/^na overleg[=+\-@＝＋－＠]/.test(text)),
);

async function exported(reason: string): Promise<string> {
  const item: LogItem = {
    ...{ id: '01900000-0000-7000-8000-000000000000', at: new Date(0), action: 'break-glass' },
    ...{ actor: `token:a;${reason}`, role: 'operator', actorParty: null, party: '0363' },
    ...{ counterparty: null, mandateId: null, messageId: null, clientIds: [], detail: null },
    ...{ address: null, requestId: null, reason, sealed: true },
  };
  let text = '';
  for await (const piece of csvOf(
    (async function* () {
      yield [item];
    })(),
  ))
    text += piece;
  return text;
}

test('the check knows a formula, also behind quotes that do not count', () => {
  expect(formulasIn('a,"na overleg;=cmd",b')).toEqual(['=cmd",b', '=cmd,b']);
  expect(formulasIn('a;""=cmd')).not.toEqual([]);
  expect(formulasIn('a;"=cmd"')).not.toEqual([]);
  expect(formulasIn('a,b-c,2026-11-28')).toEqual([]);
});

test('nothing in an export begins a formula, whichever separator it is opened with', async () => {
  expect(hostile.length).toBeGreaterThan(400);
  for (const text of hostile) {
    const csv = await exported(text);
    expect(formulasIn(csv), JSON.stringify([text, csv])).toEqual([]);
  }
});

test('nor does any text of such pieces', () => {
  const pieces = [...signs, ...breaks, ...separators, '"', '""', ' ', "'", 'x', '1'];
  let seed = 1;
  const next = (below: number) => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  for (let round = 0; round < 20_000; round++) {
    const text = Array.from({ length: 1 + next(8) }, () => pieces[next(pieces.length)]).join('');
    const csv = csvLines([['first', text, 'last']]);
    expect(formulasIn(csv), JSON.stringify([text, csv])).toEqual([]);
  }
});

test('a text without formulas comes back as it was', () => {
  for (const text of ['na overleg', 'a-b, c=d; e+f', 'zij zei "ja"', 'regel een\nregel twee', '']) {
    const line = csvLines([['first', text, 'last']]);
    expect(cellsOf(line.replace(/\r\n$/, ''), ',', false)).toEqual(['first', text, 'last']);
  }
  expect(csvLines([['na overleg;=cmd', 'b']])).toBe(`"na overleg;'=cmd",b\r\n`);
  expect(csvLines([['=1+1'], ['1']])).toBe("'=1+1\r\n1\r\n");
});
