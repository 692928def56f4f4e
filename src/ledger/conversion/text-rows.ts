import type { DeclaredColumn, DeclaredFigures } from './declared-file.ts';
import type { MappingColumn } from './mapping-file.ts';
import type { Mapping } from './model.ts';

type Cells<Column extends string> = Readonly<Partial<Record<Column, string | number | undefined>>>;
type TextRow<Column extends string> = Partial<Record<Column, string>>;

/** The rules of a mapping as rows of text by column: `mappingOfRows` reads them back. What is empty is left out. */
export function rowsOfMapping(mapping: Mapping): TextRow<MappingColumn>[] {
  return mapping.map(({ row: _, to, leastRemains, mostRemains, ...asked }) =>
    textRow({
      ...asked,
      leastRemains: leastRemains === undefined ? undefined : euros(leastRemains),
      mostRemains: mostRemains === undefined ? undefined : euros(mostRemains),
      ...{ toCategorie: to.categorie, toCode: to.code, months: to.months },
    }),
  );
}

/** What was declared as rows of text by column: `declaredOfRows` reads them back. What is empty, or nothing, is left out. */
export function rowsOfDeclared(figures: DeclaredFigures): TextRow<DeclaredColumn>[] {
  return figures.map(({ gemeente, aanbieder, toewijzingNummer, declared }) => {
    const { grantedVolume, creditedVolume, undecidedVolume, ...rest } = declared;
    const { grantedAmount, creditedAmount, undecidedAmount, ...days } = rest;
    return textRow({
      ...{ gemeente, aanbieder, toewijzingNummer },
      ...{ grantedVolume: grantedVolume || undefined, grantedAmount: amount(grantedAmount) },
      ...{ creditedVolume: creditedVolume || undefined, creditedAmount: amount(creditedAmount) },
      undecidedVolume: undecidedVolume || undefined,
      undecidedAmount: amount(undecidedAmount),
      ...days,
    });
  });
}

function textRow<Column extends string>(cells: Cells<Column>): TextRow<Column> {
  const filled = Object.entries(cells).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    filled.map(([name, value]) => [name, String(value)]),
  ) as TextRow<Column>;
}

function amount(cents: number): string | undefined {
  return cents === 0 ? undefined : euros(cents);
}

/** `2500.01`, which a reader of files takes in each language. */
function euros(cents: number): string {
  const digits = String(cents).padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
