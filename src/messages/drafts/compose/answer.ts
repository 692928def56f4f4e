import type { ToegewezenProduct } from '../../../ledger/model/events.ts';
import type { ClientState } from '../../../ledger/model/state.ts';
import { dutchDate } from '../../../standard/calendar.ts';
import type { BerichtOf } from '../../../standard/messages/berichten.ts';
import { normalNumber } from '../../../standard/rules/engine/past.ts';
import { type AnswerForm, type Composed, type Decision, FormRefused } from '../forms.ts';
import { type Allocate, allocated, deviates } from './allocate.ts';
import { clientOfAllocation, type KnownOfClient } from './client.ts';
import { basisOf, repeatedAs, toRepeat } from './current.ts';
import { honoured, newNumbers } from './honour.ts';
import { decidedAt, headerOf, type Setting } from './setting.ts';

/** What an answer of a gemeente is composed of. */
export interface AnswerFacts {
  readonly setting: Setting;
  readonly request: BerichtOf<'JW315' | 'JW317'>;
  /** Of the child at the aanbieder. */
  readonly state: ClientState;
  /** Numbers that the gemeente has not used: {@link numbersNeeded} of them. */
  readonly freshNumbers: readonly string[];
  /** Those that the form names and that were used, as `normalNumber` writes them. */
  readonly usedNumbers: ReadonlySet<string>;
  /** Whether the gemeente declared its ledger complete for the aanbieder. */
  readonly complete: boolean;
  readonly known: KnownOfClient;
}

/** How many new numbers an answer may take. */
export function numbersNeeded(
  request: BerichtOf<'JW315' | 'JW317'>,
  decisions: readonly Decision[],
): number {
  return request.type === 'JW317' ? newNumbers(request.client.verzoek) : decisions.length;
}

/** The numbers that a form names. */
export function numbersIn(decisions: readonly Decision[]): string[] {
  return decisions.flatMap((one) =>
    one.decision === 'allocate' && one.toewijzingNummer !== undefined
      ? [normalNumber(one.toewijzingNummer)]
      : [],
  );
}

/**
 * The JW301 for all that is allocated, and a JW319 for each reference that is refused or investigated.
 *
 * @throws {FormRefused} `reference-unknown`, `reference-decided`, `whole-request`, `number-taken`, `ledger-incomplete`,
 *   `no-current-allocation`, `address-unsafe`, `nothing-to-change`
 */
export function composeAnswer(form: AnswerForm, facts: AnswerFacts): Composed[] {
  checkDecisions(form.decisions, facts);
  const allocating = form.decisions.filter((one) => one.decision === 'allocate');
  const others = form.decisions.filter((one) => one.decision !== 'allocate');
  return [
    ...(allocating.length > 0 ? [allocation(form.decisions, allocating, facts)] : []),
    ...others.map(
      (decision): Composed => ({
        bericht: answered(decision, facts),
        lacking: [],
        basis: {},
        afterPrevious: false,
      }),
    ),
  ];
}

function referencesOf(request: BerichtOf<'JW315' | 'JW317'>): Set<string> {
  const asked =
    request.type === 'JW315'
      ? request.client.aangevraagdeProducten.aangevraagdProduct
      : [request.client.verzoek];
  return new Set(asked.map(({ referentieAanbieder }) => referentieAanbieder));
}

function checkDecisions(decisions: readonly Decision[], { request, state }: AnswerFacts): void {
  if (decisions.length === 0) throw new FormRefused('nothing-to-change', 'decisions');
  if (request.type === 'JW317') checkWhole(decisions);
  const references = referencesOf(request);
  const seen = new Set<string>();
  for (const [index, { decision, referentie }] of decisions.entries()) {
    const field = `decisions/${index}/referentie`;
    if (!references.has(referentie)) throw new FormRefused('reference-unknown', field);
    const answers = state.answers.get(referentie) ?? [];
    // That it is investigated is said once, and before it is decided (TR360).
    const isDecided = answers.includes('1') || (decision === 'investigate' && answers.length > 0);
    if (seen.has(referentie) || isDecided || state.honoured.has(referentie))
      throw new FormRefused('reference-decided', field);
    seen.add(referentie);
  }
}

/** A JW317 is decided as a whole and to the letter, and cannot be refused on residence (TR377 is of a JW315). */
function checkWhole(decisions: readonly Decision[]): void {
  const [decision, another] = decisions;
  if (another) throw new FormRefused('whole-request', 'decisions/1');
  if (decision?.decision === 'allocate' && deviates(decision))
    throw new FormRefused('whole-request', 'decisions/0');
  if (decision?.decision === 'refuse' && decision.reden === onResidence)
    throw new FormRefused('whole-request', 'decisions/0/reden');
}

/** RedenAfwijzingVerzoek: the child lives in another gemeente. */
export const onResidence = '8';

function answered(
  decision: Exclude<Decision, Allocate>,
  { setting }: AnswerFacts,
): BerichtOf<'JW319'> {
  const { referentie: referentieAanbieder } = decision;
  const header = headerOf('JW319', setting);
  if (decision.decision === 'investigate')
    return { type: 'JW319', header, antwoord: { referentieAanbieder, verzoekAntwoord: '2' } };
  const { reden, gemeente } = decision;
  const isElsewhere = reden === onResidence && gemeente !== undefined;
  return {
    type: 'JW319',
    header,
    antwoord: {
      referentieAanbieder,
      verzoekAntwoord: '1',
      redenAfwijzingVerzoek: reden,
      ...(isElsewhere && { woonplaatsbeginsel: { gemeente } }),
    },
  };
}

function allocation(
  decisions: readonly Decision[],
  allocating: readonly Allocate[],
  facts: AnswerFacts,
): Composed {
  const { setting, request, state, complete } = facts;
  const today = dutchDate(setting.now);
  const fieldOf = (one: Allocate) => `decisions/${decisions.indexOf(one)}`;
  const [first] = allocating;
  if (!complete && first) throw new FormRefused('ledger-incomplete', fieldOf(first));
  const products =
    request.type === 'JW317'
      ? honouredChange(request, facts, today)
      : [
          ...toRepeat(state, today).map((one) => repeatedAs(one)),
          ...newAllocations(request, allocating, facts, fieldOf),
        ];
  const { client, lacking } = clientOfAllocation(request, facts.known, today);
  return {
    bericht: {
      type: 'JW301',
      header: headerOf('JW301', setting),
      client: { ...client, toegewezenProducten: { toegewezenProduct: products } },
    },
    lacking,
    basis: basisOf(toRepeat(state, today)),
    afterPrevious: false,
  };
}

function honouredChange(
  request: BerichtOf<'JW317'>,
  { state, freshNumbers: numbers, setting }: AnswerFacts,
  today: string,
): ToegewezenProduct[] {
  const moment = decidedAt(setting.now);
  return honoured(request.client.verzoek, state, { numbers, moment, today });
}

function newAllocations(
  request: BerichtOf<'JW315'>,
  allocating: readonly Allocate[],
  { freshNumbers, usedNumbers, setting }: AnswerFacts,
  fieldOf: (one: Allocate) => string,
): ToegewezenProduct[] {
  const moment = decidedAt(setting.now);
  const asked = request.client.aangevraagdeProducten.aangevraagdProduct;
  const taken = new Set(usedNumbers);
  const left = [...freshNumbers];
  return allocating.flatMap((decision) => {
    const { referentie, toewijzingNummer } = decision;
    const number = toewijzingNummer ?? (left.shift() as string);
    if (taken.has(normalNumber(number)))
      throw new FormRefused('number-taken', `${fieldOf(decision)}/toewijzingNummer`);
    taken.add(normalNumber(number));
    return asked
      .filter(({ referentieAanbieder }) => referentieAanbieder === referentie)
      .map((product) => allocated(product, decision, number, moment));
  });
}
