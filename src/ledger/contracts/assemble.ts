import type {
  ContractColumn,
  ContractFault,
  ContractFaultCode,
  ContractRow,
  Place,
} from './file.ts';
import { nameOf } from './keep.ts';
import { type Contract, type ContractLine, compareLines } from './model.ts';
import { type Catalogue, commonRegion, type RegionsKnown, type SpicNames } from './regions.ts';

/** A line of a contract, and where the file says it. */
export interface PlacedLine {
  readonly line: ContractLine;
  readonly place: Place;
}

/** A contract as a file has it. */
export interface PlacedContract {
  readonly contract: Contract;
  /** In the order of the lines of the contract. */
  readonly lines: readonly PlacedLine[];
}

/** Adds a fault of a row. */
type AddFault = (
  place: Place,
  column: ContractColumn | null,
  code: ContractFaultCode,
  params?: ContractFault['params'],
) => void;

/** A function that adds faults to these. */
export function addingTo(faults: ContractFault[]): AddFault {
  return ({ sheet, row }, column, code, params) => {
    faults.push({ sheet, row, column, code, ...(params && { params }) });
  };
}

/** What the sentence of a fault says of another row. */
export function otherRow({ sheet, row }: Place): NonNullable<ContractFault['params']> {
  return { row, ...(sheet !== null && { sheet }) };
}

/**
 * Makes contracts of the rows of a file: rows of one aanbieder with one number are one contract. Lines of rows with a
 * fault are in it as far as they are known, so that these are compared with others: with any fault nothing is kept.
 *
 * @param faults those that are found are added to these
 */
export function assembleContracts(
  rows: readonly ContractRow[],
  known: RegionsKnown,
  faults: ContractFault[],
): PlacedContract[] {
  const fault = addingTo(faults);
  const groups = Map.groupBy(rows, ({ aanbieder, contract }) =>
    nameOf({ aanbieder, number: contract }),
  );
  return [...groups.values()].flatMap((found) => {
    const [first] = found;
    return first ? (assemble([first, ...found.slice(1)], known, fault) ?? []) : [];
  });
}

type Rows = readonly [ContractRow, ...ContractRow[]];

/** @returns undefined when its gemeenten or days are not known; its rows are checked then too */
function assemble(rows: Rows, known: RegionsKnown, fault: AddFault): PlacedContract | undefined {
  const [{ contract: number, aanbieder }] = rows;
  const { region, gemeenten, named } = partiesOf(rows, known, fault);
  const period = periodOf(rows, fault);
  const segments = said(rows, 'segments', fault)?.value;
  const ofRegion = region ?? (named && commonRegion(named, known));
  const around: Around = {
    ...{ period: period ?? {}, segments, fault },
    isRegionKnown: gemeenten !== undefined,
    catalogue: ofRegion === undefined ? undefined : known.catalogues.get(ofRegion),
  };
  const lines = rows
    .flatMap((row) => linesOf(row, around))
    .sort((one, other) => compareLines(one.line, other.line));
  if (!gemeenten || !period) return undefined;
  const contract: Contract = {
    ...{ number, aanbieder, gemeenten, ...period },
    ...(region !== undefined && { region }),
    ...(segments && { segments }),
    lines: lines.map(({ line }) => line),
  };
  return { contract, lines };
}

interface Parties {
  readonly region?: string;
  /** Those of the region or those that are named; absent when there is a fault. */
  readonly gemeenten?: readonly string[];
  readonly named?: readonly string[];
}

function partiesOf(rows: Rows, known: RegionsKnown, fault: AddFault): Parties {
  const region = said(rows, 'region', fault);
  const named = said(rows, 'gemeenten', fault);
  if (region && named) {
    fault(named.row, 'gemeenten', 'region-or-gemeenten');
    return {};
  }
  if (named) return { gemeenten: named.value, named: named.value };
  if (!region) {
    if (!isWrong(rows, 'region') && !isWrong(rows, 'gemeenten'))
      fault(rows[0], 'region', 'region-or-gemeenten');
    return {};
  }
  const gemeenten = known.gemeenten.get(region.value);
  if (!gemeenten) {
    fault(region.row, 'region', 'region-unknown');
    return {};
  }
  return { region: region.value, gemeenten };
}

interface Period {
  readonly begin: string;
  readonly end?: string;
}

function periodOf(rows: Rows, fault: AddFault): Period | undefined {
  const begin = said(rows, 'begin', fault);
  const end = said(rows, 'end', fault);
  if (!begin) {
    if (!isWrong(rows, 'begin')) fault(rows[0], 'begin', 'begin-missing');
    return undefined;
  }
  if (!end) return isWrong(rows, 'end') ? undefined : { begin: begin.value };
  if (end.value >= begin.value) return { begin: begin.value, end: end.value };
  fault(end.row, 'end', 'period-turned');
  return undefined;
}

type Field = 'region' | 'gemeenten' | 'begin' | 'end' | 'segments';

/** What the rows of a contract say of it as a whole, and the first that does; a fault for each that says otherwise. */
function said<F extends Field>(
  rows: Rows,
  field: F,
  fault: AddFault,
): { readonly value: NonNullable<ContractRow[F]>; readonly row: ContractRow } | undefined {
  const first = rows.find((row) => row[field] !== undefined);
  const value = first?.[field];
  if (!first || value === undefined) return undefined;
  const text = String(value);
  for (const row of rows)
    if (row[field] !== undefined && String(row[field]) !== text)
      fault(row, field, 'contract-differs', otherRow(first));
  return { value, row: first };
}

function isWrong(rows: Rows, column: ContractColumn): boolean {
  return rows.some(({ wrong }) => wrong.has(column));
}

/** What the lines of a contract need of it. */
interface Around {
  /** Empty when it is not known. */
  readonly period: Partial<Period>;
  readonly segments: readonly string[] | undefined;
  readonly isRegionKnown: boolean;
  readonly catalogue: Catalogue | undefined;
  readonly fault: AddFault;
}

interface Span {
  readonly from: string;
  readonly until?: string;
}

/** The lines of a row: one, or one for each code that its SPIC has. */
function linesOf(row: ContractRow, around: Around): PlacedLine[] {
  const days = daysOf(row, around);
  checkTerms(row, days?.from, around.fault);
  const products = productsOf(row, days?.from, around);
  checkSegments(row, products, around);
  if (!days) return [];
  const { sheet, index } = row;
  const place = { sheet, row: row.row, index };
  return products.map((product) => ({ place, line: { ...product, ...days, ...row.terms } }));
}

/** @returns undefined when they are not known, or outside the contract */
function daysOf(row: ContractRow, { period, fault }: Around): Span | undefined {
  const { ingangsdatum, einddatum, wrong } = row;
  if (ingangsdatum !== undefined && einddatum !== undefined && einddatum < ingangsdatum) {
    fault(row, 'einddatum', 'period-turned');
    return undefined;
  }
  const { begin, end } = period;
  const outside = (['ingangsdatum', 'einddatum'] as const).filter((column) => {
    const day = row[column];
    if (day === undefined || begin === undefined) return false;
    return day < begin || (end !== undefined && day > end);
  });
  for (const column of outside) fault(row, column, 'line-outside');
  const isSound = outside.length === 0 && !wrong.has('ingangsdatum') && !wrong.has('einddatum');
  const from = ingangsdatum ?? begin;
  if (!isSound || from === undefined) return undefined;
  const until = einddatum ?? end;
  return { from, ...(until !== undefined && { until }) };
}

function checkTerms(row: ContractRow, from: string | undefined, fault: AddFault): void {
  const { terms, wrong } = row;
  const { tariff, scheme, leastVolume, mostVolume } = terms;
  const lacks = (column: 'eenheid' | 'frequentie') =>
    terms[column] === undefined && !wrong.has(column);
  if (tariff !== undefined && from !== undefined && !from.endsWith('-01'))
    fault(row, row.ingangsdatum === undefined ? 'begin' : 'ingangsdatum', 'tariff-first-day');
  const hasBounds = leastVolume !== undefined || mostVolume !== undefined;
  const isPerUnit = (scheme === undefined && !wrong.has('scheme')) || scheme === 'per-unit';
  if (hasBounds && lacks('eenheid')) fault(row, 'eenheid', 'bounds-unit');
  else if (tariff !== undefined && isPerUnit && lacks('eenheid'))
    fault(row, 'eenheid', 'tariff-unit');
  if (hasBounds && lacks('frequentie')) fault(row, 'frequentie', 'bounds-unit');
  if (leastVolume !== undefined && mostVolume !== undefined && leastVolume > mostVolume)
    fault(row, 'mostVolume', 'bounds-turned');
}

type Product = Pick<ContractLine, 'categorie' | 'code' | 'segment' | 'profile' | 'intensity'>;

const productColumns = ['categorie', 'code', 'segment', 'profile', 'intensity'] as const;

/**
 * The products of a row, with their SPIC as the catalogue of the region writes it.
 *
 * @param from its first day; undefined when that is not known
 */
function productsOf(row: ContractRow, from: string | undefined, around: Around): Product[] {
  if (productColumns.some((column) => row.wrong.has(column))) return [];
  const { categorie, code, segment, profile, intensity } = row;
  if (categorie !== undefined && code !== undefined)
    return [productOf({ categorie, code }, row, from, around)];
  const isSpic = segment !== undefined && profile !== undefined && intensity !== undefined;
  if (!isSpic || categorie !== undefined || code !== undefined) {
    around.fault(row, code === undefined ? 'code' : 'categorie', 'product-or-spic');
    return [];
  }
  const { catalogue, isRegionKnown, fault } = around;
  if (isRegionKnown && !catalogue) fault(row, 'segment', 'region-of-spic');
  if (!catalogue || from === undefined) return [];
  const found = catalogue.named({ segment, profile, intensity }, from);
  if (found.length === 0) fault(row, 'segment', 'spic-unknown');
  return found.map((spic) => ({
    categorie: spic.productCategory,
    code: spic.code,
    ...namesOf(spic),
  }));
}

/** The product of a row that has a code. */
function productOf(
  product: Pick<Product, 'categorie' | 'code'>,
  row: ContractRow,
  from: string | undefined,
  { catalogue, fault }: Around,
): Product {
  const spic = from === undefined ? undefined : catalogue?.ofProduct(product, from);
  if (!spic) return { ...product, ...namesOf(row) };
  const other = spicColumns.find(
    (column) => row[column] !== undefined && !isSame(row[column], spic[column]),
  );
  if (other) fault(row, other, 'spic-differs');
  return { ...product, ...namesOf(spic) };
}

const spicColumns = ['segment', 'profile', 'intensity'] as const;

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function namesOf(names: SpicNames): SpicNames {
  return Object.fromEntries(
    spicColumns.flatMap((column) => (names[column] === undefined ? [] : [[column, names[column]]])),
  );
}

function checkSegments(
  row: ContractRow,
  products: readonly Product[],
  { segments, fault }: Around,
): void {
  const isOutside = ({ segment }: Product) => segment !== undefined && !segments?.includes(segment);
  if (segments && products.some(isOutside))
    fault(row, row.segment === undefined ? 'code' : 'segment', 'segment-outside');
}
