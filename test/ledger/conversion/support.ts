import { assess } from '../../../src/ledger/conversion/assess.ts';
import type {
  Assessed,
  CaseFacts,
  Declared,
  FoundTariff,
  MappingRule,
  Remains,
  Spic,
  Tariff,
} from '../../../src/ledger/conversion/model.ts';
import { proposalFor } from '../../../src/ledger/conversion/proposal.ts';
import { remainsOf } from '../../../src/ledger/conversion/remains.ts';
import type { ToegewezenProduct } from '../../../src/ledger/model/events.ts';

export const day = '2026-07-01';

/** Region.md, example a: 3 hours a week. */
export function contentOf(change: Partial<ToegewezenProduct> = {}): ToegewezenProduct {
  return {
    toewijzingNummer: '1',
    product: { categorie: '45', code: '45A04' },
    toewijzingsdatum: '2026-03-02',
    toewijzingstijd: '10:00:00',
    ingangsdatum: '2026-03-09',
    einddatum: '2026-12-31',
    omvang: { volume: '3', eenheid: '04', frequentie: '2' },
    ...change,
  };
}

export function omvangOf(volume: number, eenheid: string, frequentie: string) {
  return { omvang: { volume: String(volume), eenheid, frequentie } };
}

/** A Budget of a category, in cents. */
export function budgetOf(budget: number): Partial<ToegewezenProduct> {
  return { budget: String(budget), omvang: undefined, product: { categorie: '45' } };
}

export function lineOf(tariff: number, change: Partial<Tariff> = {}): Tariff {
  return { contractId: 'a-contract', version: 1, tariff, ...change };
}

export const perHour = lineOf(9550, { eenheid: '04', scheme: 'per-unit', paidFor: 'input' });
export const spicLine = lineOf(540_000, { scheme: '70/30', paidFor: 'output' });

export function declaredOf(change: Partial<Declared> = {}): Declared {
  return {
    ...{ grantedVolume: 0, grantedAmount: 0, creditedVolume: 0, creditedAmount: 0 },
    ...{ undecidedVolume: 0, undecidedAmount: 0 },
    ...change,
  };
}

export const spic: Spic = { categorie: '45', code: 'B01P' };

export function ruleOf(change: Partial<MappingRule> = {}): MappingRule {
  return { row: 2, categorie: '45', code: '45A04', to: spic, ...change };
}

/** What remains of an allocation on {@link day}. */
export function remains(
  change: Partial<ToegewezenProduct>,
  line: FoundTariff | undefined = perHour,
  declared?: Partial<Declared>,
  on = day,
): Remains | null {
  const known = { content: contentOf(change), ...(declared && { declared: declaredOf(declared) }) };
  return remainsOf(known, line, on);
}

/** What is proposed on {@link day} for an allocation that has a line, or a Budget. */
export function proposal(
  change: Partial<ToegewezenProduct>,
  tariff: Tariff = spicLine,
  more: { old?: FoundTariff; months?: number; on?: string } = {},
) {
  const { old = perHour, months, on = day } = more;
  const content = contentOf(change);
  const wanted = months === undefined ? spic : { ...spic, months };
  return proposalFor({
    ...{ content, remains: remainsOf({ content }, old, on), old, tariff, day: on },
    spic: wanted,
  });
}

/** A case of allocations, each with its number; all is there that a conversion needs. */
export function caseOf(
  contents: readonly Partial<ToegewezenProduct>[],
  change: Partial<CaseFacts> = {},
): CaseFacts {
  return {
    ...{ gemeente: '0363', aanbieder: '12345678' },
    allocations: contents.map((content, index) => {
      const toewijzingNummer = String(index + 1);
      return { toewijzingNummer, content: contentOf({ toewijzingNummer, ...content }) };
    }),
    tariffs: { '45 45A04': perHour, '45 B01P': spicLine },
    ...{ openRequest: false, ledgerComplete: true, clientLacks: [] },
    ...change,
  };
}

/** What is said of the one allocation of a case. */
export function assessOne(
  content: Partial<ToegewezenProduct>,
  change: Partial<CaseFacts> = {},
  rules: readonly MappingRule[] = [ruleOf()],
  chosen?: ReadonlyMap<string, Spic>,
): Assessed {
  const assessed = assess(caseOf([content], change), rules, day, chosen);
  if (assessed.length !== 1) throw new Error(`there are ${assessed.length} rows`);
  return assessed[0] as Assessed;
}
