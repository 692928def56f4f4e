import { declareComplete } from '../../src/messages/drafts/complete.ts';
import { localCall } from '../../src/parties/principal.ts';
import { callOf } from '../parties/access-log/support.ts';
import { amsterdam, type Care, Region } from '../region/conversion/world.ts';
import type { TestGateway } from './gateway.ts';

/** Old care by the hour, and two SPICs, in a contract beside the others. */
const contracts = [
  'contract;aanbieder;gemeenten;begin;end;categorie;code;tariff;eenheid;scheme;paidFor',
  'SPIC-2026;12345678;0363;2026-01-01;;45;45A04;95,50;04;per-unit;input',
  'SPIC-2026;12345678;;;;45;45B01;5400,00;;70/30;output',
  'SPIC-2026;12345678;;;;45;45B03;2000,00;;total;output',
].join('\r\n');

/** Care of as many children, each a bit more an hour than the one before; the last is of a product without a rule. */
export function careOf(children: number, first = 0): Care[] {
  return Array.from({ length: children }, (_, n) => ({
    ...{ child: 5_000 + first + n, number: String(500_001 + first + n), volume: 1 + (n % 6) },
    einddatum: '2027-12-31',
    ...(n === children - 1 && { code: '45A99' }),
  }));
}

/** Loads contracts and care, and makes a preview of it that waits for its parties. */
export async function plantReadyConversion(
  gateway: TestGateway,
  { children = 4, shared = true }: { readonly children?: number; readonly shared?: boolean } = {},
): Promise<{ readonly region: Region; readonly number: number }> {
  const { store, keys, administrator } = gateway;
  const loaded = await administrator.file('/v1/contracts/imports', contracts);
  if (loaded.status >= 300) throw new Error(`contracts: ${JSON.stringify(loaded.body)}`);
  const region = new Region(gateway);
  await declareComplete(store.pool, keys.rows, localCall('test'), amsterdam, '12345678');
  await region.add(careOf(children));
  const number = await region.preview({ day: '2027-01-01' });
  if (shared) await region.conversions.share(callOf(amsterdam), number);
  return { region, number };
}
