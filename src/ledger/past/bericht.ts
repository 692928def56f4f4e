import type { BerichtType } from '../../standard/catalogue.ts';
import type { AnyBericht, BerichtOf } from '../../standard/messages/berichten.ts';

/** A message of a type that leads to ledger entries when it is approved. */
export type LedgerBericht = BerichtOf<'JW301' | 'JW305' | 'JW307' | 'JW315' | 'JW317' | 'JW319'>;

const ledgerTypes = new Set<BerichtType>(['JW301', 'JW305', 'JW307', 'JW315', 'JW317', 'JW319']);

export function isLedgerType(type: BerichtType): type is LedgerBericht['type'] {
  return ledgerTypes.has(type);
}

export function isLedgerBericht(bericht: AnyBericht): bericht is LedgerBericht {
  return ledgerTypes.has(bericht.type);
}
