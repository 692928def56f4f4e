import { decisionsOf } from '../../standard/answers/decisions.ts';
import { amountOf } from '../../standard/answers/declaratie-antwoord.ts';
import type { BerichtOf, Prestatie } from '../../standard/messages/berichten.ts';
import { centsNumber } from '../../standard/money.ts';
import { prestatiesByBsn, referenceKey } from '../../standard/rules/engine/services.ts';
import { withoutRule } from '../without-rule.ts';

/** What the gateway found of a message, by path below Bericht. */
export type MessageFindings = readonly {
  readonly rule: string;
  readonly path: string;
  readonly retourCode: string | null;
}[];

/** A RetourCode that refuses a Prestatie. */
export interface RefusedBecause {
  readonly retourCode: string;
  /** Codes of the rules that the gateway found broken, and what it says of a refusal that rests on none. */
  readonly rules: readonly string[];
  /** A rule that the gateway found broken explains it. */
  readonly explained: boolean;
}

/** A Prestatie of a declaration with what was decided of it. Personal. */
export interface MatchedPrestatie {
  readonly bsn: string;
  /** Below Bericht of the JW323. */
  readonly path: string;
  readonly referentieNummer: string;
  readonly vorigReferentieNummer: string | null;
  readonly toewijzingNummer: string;
  readonly categorie: string;
  readonly code: string;
  /** ProductPeriode, plain dates. */
  readonly begin: string;
  readonly end: string;
  readonly volume: string;
  readonly eenheid: string;
  /** Below nothing for a credit. */
  readonly amountCents: number;
  readonly decision: 'undecided' | 'granted' | 'refused';
  readonly refusedBecause: readonly RefusedBecause[];
}

const ownWords: ReadonlySet<string> = new Set(Object.values<string>(withoutRule));

/** Every Prestatie of a declaration with what its JW325 decides of it, and the sums, in whole cents. */
export function matched(
  declaration: BerichtOf<'JW323'>,
  answer: BerichtOf<'JW325'> | undefined,
  found: { readonly declaration: MessageFindings; readonly answer: MessageFindings },
) {
  const decisions = answer && decisionsOf(declaration, answer);
  const places = answer ? placesIn(answer) : new Map<string, string>();
  const prestaties = prestatiesByBsn(declaration).map(({ bsn, prestatie }, index) => {
    const { value, path } = prestatie;
    const decision = decisions?.[index];
    const place = places.get(referenceKey(bsn, value)) ?? '';
    return {
      ...shownOf(bsn, path, value),
      decision: decision ? (decision.granted ? 'granted' : 'refused') : 'undecided',
      refusedBecause: (decision?.retourCodes ?? []).map((retourCode) =>
        because(retourCode, { own: path, place }, found),
      ),
    } as const;
  });
  const sumOf = (which: MatchedPrestatie['decision']) =>
    prestaties
      .filter(({ decision }) => decision === which)
      .reduce((sum, { amountCents }) => sum + amountCents, 0);
  const isWhole = answer !== undefined && isRefusedWhole(answer);
  const state = answer ? (isWhole ? 'refused' : 'answered') : 'open';
  return {
    ...({ state, prestaties } as const),
    declaredCents: prestaties.reduce((sum, { amountCents }) => sum + amountCents, 0),
    grantedCents: sumOf('granted'),
    refusedCents: sumOf('refused'),
  };
}

function isRefusedWhole({ declaratieAntwoord, header }: BerichtOf<'JW325'>): boolean {
  const codes = declaratieAntwoord?.retourCodes ?? header.retourCodes;
  return !declaratieAntwoord || !(codes?.retourCode ?? []).every((code) => granting.has(code));
}

/** RetourCodes of a DeclaratieAntwoord that was assessed: all is granted, or what is refused stands below. */
const granting: ReadonlySet<string> = new Set(['8001', '0200']);

function shownOf(bsn: string, path: string, prestatie: Prestatie) {
  const { productReferentie, productPeriode } = prestatie;
  return {
    ...{ bsn, path, referentieNummer: productReferentie.referentieNummer },
    vorigReferentieNummer: productReferentie.vorigReferentieNummer ?? null,
    toewijzingNummer: prestatie.toewijzingNummer,
    ...{ categorie: prestatie.productCategorie, code: prestatie.productCode },
    ...{ begin: productPeriode.begindatum, end: productPeriode.einddatum },
    ...{ volume: prestatie.geleverdVolume, eenheid: prestatie.eenheid },
    amountCents: centsNumber(amountOf([prestatie])),
  };
}

/** Where the Prestaties that a JW325 returns stand in it. */
function placesIn(answer: BerichtOf<'JW325'>): Map<string, string> {
  return new Map(
    prestatiesByBsn(answer).map(({ bsn, prestatie }) => [
      referenceKey(bsn, prestatie.value),
      prestatie.path,
    ]),
  );
}

/** What explains a code: what was found of the JW325 at its place, or of the JW323, where the gateway answered itself. */
function because(
  retourCode: string,
  { own, place }: { readonly own: string; readonly place: string },
  found: { readonly declaration: MessageFindings; readonly answer: MessageFindings },
): RefusedBecause {
  const ofCode = (findings: MessageFindings, at: string) =>
    findings.filter(
      (one) => one.retourCode === retourCode && (isWithin(one.path, at) || isWithin(at, one.path)),
    );
  const said = ofCode(found.answer, place);
  const all = said.length > 0 ? said : ofCode(found.declaration, own);
  const rules = [...new Set(all.map(({ rule }) => rule))];
  return { retourCode, rules, explained: rules.some((rule) => !ownWords.has(rule)) };
}

function isWithin(path: string, place: string): boolean {
  return path === place || path.startsWith(`${place}/`);
}
