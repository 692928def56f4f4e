import {
  normalNumber,
  type OthersAllocation,
  type OwnAllocation,
  type Past,
  type PastRequest,
} from '../../standard/rules/engine/past.ts';
import {
  aangevraagdeProducten,
  toegewezenProducten,
} from '../../standard/rules/engine/products.ts';
import type { Allocation, ClientState, Request } from '../model/state.ts';
import type { LedgerBericht } from './bericht.ts';

/** The numbers and references in a message, which may belong to others than its client. */
export interface Named {
  /** ToewijzingNummers as `normalNumber` writes them, each once. */
  readonly toewijzingNummers: readonly string[];
  /** ReferentieAanbieder of requests, each once. */
  readonly referenties: readonly string[];
}

/** The numbers and references in a message, to look up in the whole of a gemeente or aanbieder. */
export function namedIn(bericht: LedgerBericht): Named {
  switch (bericht.type) {
    case 'JW301': {
      const products = toegewezenProducten(bericht).map(({ value }) => value);
      return named(products, products);
    }
    case 'JW305':
      return named(bericht.client.startProducten.startProduct, []);
    case 'JW307':
      return named(bericht.client.stopProducten.stopProduct, []);
    case 'JW315':
      return named(
        [],
        aangevraagdeProducten(bericht).map(({ value }) => value),
      );
    case 'JW317': {
      const { verzoek } = bericht.client;
      const unchanged = verzoek.ongewijzigdeProducten?.ongewijzigdProduct ?? [];
      const toChange = verzoek.teWijzigenProducten?.teWijzigenProduct ?? [];
      return named([...unchanged, ...toChange], [verzoek]);
    }
    case 'JW319':
      return named([], [bericht.antwoord]);
  }
}

function named(
  products: readonly { readonly toewijzingNummer?: string }[],
  requests: readonly { readonly referentieAanbieder?: string }[],
): Named {
  const numbers = products.map(({ toewijzingNummer }) => toewijzingNummer).filter(isThere);
  const references = requests.map(({ referentieAanbieder }) => referentieAanbieder).filter(isThere);
  return {
    toewijzingNummers: [...new Set(numbers.map(normalNumber))],
    referenties: [...new Set(references)],
  };
}

function isThere(value: string | undefined): value is string {
  return value !== undefined;
}

/** What one message has to do with other clients. */
export interface Across
  extends Pick<
    Past,
    'identificatieUsed' | 'usedReferences' | 'agreedProducts' | 'declared' | 'grantedOn'
  > {
  /** Allocations of other clients, or at other aanbieders, that carry a number of the message. */
  readonly allocations: readonly OthersAllocation[];
  /** Requests of other clients of this aanbieder that carry a reference of the message. */
  readonly requests: readonly PastRequest[];
}

/**
 * What the rules of level 3 may know for one message.
 *
 * @param state of the message's client at its aanbieder; for a JW319, which names no client, of the
 *   one whose request it answers
 * @param across what was found by the names of {@link namedIn}
 */
export function pastFrom(state: ClientState, across: Across): Past {
  return {
    ...across,
    allocations: [...[...state.allocations.values()].map(pastAllocation), ...across.allocations],
    requests: [...requestsOf(state), ...across.requests],
    starts: state.starts,
    stops: state.stops,
  };
}

function pastAllocation({ toewijzingNummer, content, firstBegin }: Allocation): OwnAllocation {
  const { commentaar: _, ...rest } = content;
  return { ...rest, toewijzingNummer, firstBegin, ofClient: true, ofAanbieder: true };
}

/** The requests in a state, as rules see them. */
export function requestsOf(state: ClientState): PastRequest[] {
  return [...state.requests.values()].map((request) => pastRequest(request, state));
}

function pastRequest(
  { type, referentieAanbieder, product, begin }: Request,
  { answers, honoured }: ClientState,
): PastRequest {
  return {
    type,
    referentieAanbieder,
    ofClient: true,
    ...(product && { product }),
    begin,
    answers: answers.get(referentieAanbieder) ?? [],
    honoured: honoured.has(referentieAanbieder),
  };
}
