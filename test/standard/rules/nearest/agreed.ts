import type { BerichtType } from '../../../../src/standard/catalogue.ts';
import type { Past } from '../../../../src/standard/rules/engine/past.ts';
import { nth } from '../cases/nth.ts';
import { type About, about, type Nearest } from './nearest.ts';
import {
  aangevraagd,
  copies,
  nieuw,
  prestatie,
  prestatieOfClient,
  type RepeatedClass,
  start,
  stop,
  toegewezen,
} from './places.ts';

/** Products as gemeente and aanbieder agreed them (TR381). */

interface Product {
  readonly categorie: string;
  readonly code?: string;
}

/** A list that holds these products. */
function agreed(...products: readonly Required<Product>[]): { past: Partial<Past> } {
  return { past: { agreedProducts: products } };
}

const right = { categorie: '45', code: 'B09P' };
const other = { categorie: '54', code: 'C07I' };
const list = agreed(right, other);

/** A product, and whether it is none of the list above. */
const products = [
  ['a product of the list', right, false],
  ['the other product of the list', other, false],
  ['another code', { categorie: '45', code: 'B10P' }, true],
  ['the code of another category', { categorie: '45', code: 'C07I' }, true],
  ['the category of another code', { categorie: '54', code: 'B09P' }, true],
  ['a category that the list does not have', { categorie: '46', code: 'B09P' }, true],
  ['the code in other letters', { categorie: '45', code: 'b09p' }, true],
  ['the code with a space', { categorie: '45', code: 'B09P ' }, true],
] as const;

/** Products that no code is asked of. */
const withoutCode = [
  ['a category alone', { categorie: '46' }],
  ['no product', undefined],
] as const;

type Set = (one: unknown, product: Product | undefined) => void;

function setProduct(one: unknown, product: Product | undefined) {
  const holder = one as { product?: Product };
  delete holder.product;
  if (product) holder.product = { ...product };
}

function setPrestatie(one: unknown, product: Product | undefined) {
  const { categorie, code } = product ?? {};
  Object.assign(one as object, { productCategorie: categorie, productCode: code });
}

/** Cases of the products of one class. */
function agreement<T extends BerichtType, Holder, Item>(
  { from, list: listOf, item, path }: RepeatedClass<T, Holder, Item>,
  which: string,
  element: string,
  set: Set,
): Nearest[] {
  const { passes, refuses }: About<T> = about('TR381', from);
  const message =
    (...chosen: readonly (Product | undefined)[]) =>
    (bericht: Parameters<typeof listOf>[0]) => {
      const holders = copies(listOf(bericht), chosen.length);
      for (const [index, product] of chosen.entries()) set(item(nth(holders, index + 1)), product);
      onlyThese(bericht);
    };
  const wrong = { categorie: '45', code: 'B10P' };
  const at = (index: string) => `${path(index)}/${element}`;
  return [
    ...products.map(([shows, product, refused]) =>
      refused
        ? refuses(`${which}: ${shows}`, at(''), message(product), list)
        : passes(`${which}: ${shows}`, message(product), list),
    ),
    ...(set === setPrestatie ? [] : withoutCode).map(([shows, product]) =>
      passes(`${which}: ${shows}`, message(product), list),
    ),
    passes(`${which}: any product without a list`, message(wrong), { past: {} }),
    passes(`${which}: any product without a past`, message(wrong)),
    refuses(`${which}: a product beside an empty list`, at(''), message(right), agreed()),
    ...[[1], [2], [3], [1, 2, 3]].map((spots) =>
      refuses(
        `${which}: another code at number ${spots.join(', ')} of three`,
        spots.map((index) => at(`[${index}]`)),
        message(...[1, 2, 3].map((index) => (spots.includes(index) ? wrong : right))),
        list,
      ),
    ),
  ];
}

/** Leaves out what the message names besides. */
function onlyThese(bericht: object) {
  const { client } = bericht as { client?: { verzoek?: Record<string, unknown> } };
  delete client?.verzoek?.teWijzigenProducten;
}

/** A removal repeats what was right when it was sent. */
const removals = (
  [
    [start, 'StartProduct'],
    [stop, 'StopProduct'],
  ] as const
).flatMap(([{ from, list: listOf, path }, which]) => {
  const { passes, refuses } = about('TR381', from as 'JW305/valid-complete.xml');
  const message =
    (...statuses: readonly string[]) =>
    (bericht: object) => {
      const holders = copies(listOf(bericht as never) as object[], statuses.length);
      for (const [index, statusAanlevering] of statuses.entries())
        Object.assign(nth(holders, index + 1), {
          statusAanlevering,
          product: { categorie: '45', code: 'B10P' },
        });
    };
  return [
    passes(`${which}: the removal of another code`, message('3'), list),
    refuses(
      `${which}: another code after a removal`,
      `${path('[2]')}/Product/Code`,
      message('3', '1'),
      list,
    ),
    refuses(
      `${which}: another code before a removal`,
      `${path('[1]')}/Product/Code`,
      message('1', '3'),
      list,
    ),
  ];
});

export const agreedNearest: readonly Nearest[] = [
  ...agreement(toegewezen, 'ToegewezenProduct', 'Product/Code', setProduct),
  ...agreement(start, 'StartProduct', 'Product/Code', setProduct),
  ...agreement(stop, 'StopProduct', 'Product/Code', setProduct),
  ...agreement(aangevraagd, 'AangevraagdProduct', 'Product/Code', setProduct),
  ...agreement(nieuw, 'NieuwProduct', 'Product/Code', setProduct),
  ...agreement(prestatie, 'Prestatie', 'ProductCode', setPrestatie),
  ...agreement(prestatieOfClient, 'Prestatie of each client', 'ProductCode', setPrestatie),
  ...removals,
];
