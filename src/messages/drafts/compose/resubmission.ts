import type { Decision } from '../../../standard/answers/decisions.ts';
import { amountOf } from '../../../standard/answers/declaratie-antwoord.ts';
import { dutchDate } from '../../../standard/calendar.ts';
import type { BerichtOf, Prestatie } from '../../../standard/messages/berichten.ts';
import { minus, nothing } from '../../../standard/money.ts';
import { normalNumber } from '../../../standard/rules/engine/past.ts';
import type { Composed, DeclaredAnew } from '../forms.ts';
import { headerOf, newDeclaratieNummer, newReference, type Setting } from './setting.ts';

/** What is declared anew, and in which month. */
export interface ResubmissionFacts {
  readonly setting: Setting;
  readonly declaration: BerichtOf<'JW323'>;
  /** Those that were refused and are declared anew; at least one. */
  readonly refused: readonly Pick<Decision, 'bsn' | 'prestatie'>[];
  /** The last month that the aanbieder declared to the gemeente, `yyyy-mm`. */
  readonly lastMonth: string | undefined;
}

/**
 * A declaration of what was refused: with numbers of its own, in the last month that was declared or in its own where that is
 * later (IV090); ProductPeriode and all that is declared stay as they were.
 */
export function composeResubmission(facts: ResubmissionFacts): Composed {
  const { setting, declaration, refused, lastMonth } = facts;
  const own = declaration.declaratie.declaratiePeriode.begindatum.slice(0, 7);
  const month = lastMonth !== undefined && lastMonth > own ? lastMonth : own;
  const clients = [...Map.groupBy(refused, ({ bsn }) => bsn)].map(([bsn, those]) => ({
    bsn,
    prestaties: { prestatie: those.map(({ prestatie }) => anew(prestatie)) },
  }));
  return {
    bericht: {
      type: 'JW323',
      header: headerOf('JW323', setting),
      declaratie: {
        declaratieNummer: newDeclaratieNummer(),
        declaratiePeriode: { begindatum: `${month}-01`, einddatum: lastDayOf(month) },
        declaratieDagtekening: dutchDate(setting.now),
        totaalIngediendBedrag: totalOf(refused.map(({ prestatie }) => prestatie)),
        clienten: { client: clients },
      },
    },
    lacking: [],
    basis: basisOf(refused.map(({ prestatie }) => prestatie)),
    afterPrevious: false,
  };
}

/** The reference that was refused is free; a new one tells the two apart. */
function anew(prestatie: Prestatie): Prestatie {
  const { productReferentie } = prestatie;
  return {
    ...prestatie,
    productReferentie: { ...productReferentie, referentieNummer: newReference() },
  };
}

/** Debit added, credit subtracted; of nothing it is D (CS325, TR358). */
function totalOf(prestaties: readonly Prestatie[]) {
  const total = amountOf(prestaties);
  const isCredit = total < nothing;
  const size = isCredit ? minus(nothing, total) : total;
  return { totaalBedrag: size.toString(), debetCredit: isCredit ? 'C' : 'D' };
}

function basisOf(prestaties: readonly Prestatie[]): Composed['basis'] {
  const byNumber = new Map<string, Record<string, string>>();
  for (const { toewijzingNummer, productReferentie, productPeriode } of prestaties) {
    const number = normalNumber(toewijzingNummer);
    const known = byNumber.get(number) ?? {};
    const { begindatum, einddatum } = productPeriode;
    byNumber.set(number, {
      ...known,
      [productReferentie.referentieNummer]: `${begindatum} ${einddatum}`,
    });
  }
  return Object.fromEntries(byNumber) as Readonly<Record<string, DeclaredAnew>>;
}

/** The last day of a month, as `yyyy-mm-dd`. */
function lastDayOf(month: string): string {
  const [year, number] = month.split('-').map(Number) as [number, number];
  return `${month}-${new Date(Date.UTC(year, number, 0)).getUTCDate()}`;
}
