import {
  aanbiederCode,
  type CellKind,
  categorie,
  gemeenteCode,
  productCode,
} from '../csv/cells.ts';
import type { SheetFaultCode } from './sheet.ts';

/** A code that spreadsheets may take for a number. */
export interface CodeKind<Own extends string = never> extends Pick<CellKind, 'is'> {
  /**
   * The digits that it has when it is all digits. A number with fewer lost zeros, also where fewer characters
   * would be right.
   */
  readonly digits: number;
  readonly fault: SheetFaultCode | Own;
}

export const gemeente: CodeKind = { is: gemeenteCode.is, digits: 4, fault: 'gemeente-form' };
export const aanbieder: CodeKind = { is: aanbiederCode.is, digits: 8, fault: 'aanbieder-form' };
export const productCategorie: CodeKind = { is: categorie.is, digits: 2, fault: 'categorie-form' };
export const product: CodeKind = { is: productCode.is, digits: 5, fault: 'product-form' };
