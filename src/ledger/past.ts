import {
  normalNumber,
  type Past,
  type PastAllocation,
  type PastRequest,
} from '../standard/rules/past.ts';
import { aangevraagdeProducten, toegewezenProducten } from '../standard/rules/products.ts';
import type { LedgerBericht } from './events.ts';
import type { Allocation, ClientState, Request } from './state.ts';

/** What a message names, by which others than its client's state may have to be looked up. */
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

/** What reaches across clients, for one message. */
export interface Across {
  /** Whether the sender used the Identificatie for this type before (TR056). */
  readonly identificatieUsed: boolean;
  /** Allocations of other clients, or at other aanbieders, that carry a number of the message. */
  readonly allocations: readonly OthersAllocation[];
  /** States of other clients at this aanbieder that hold a request with a reference of the message. */
  readonly requesting: readonly ClientState[];
  /** References of the message that its aanbieder used before, to any gemeente (TR347). */
  readonly usedReferences: ReadonlySet<string>;
  /** `categorie code` of what gemeente and aanbieder agreed, when they have a list (TR381). */
  readonly agreedProducts?: ReadonlySet<string>;
}

/** An allocation of the same gemeente that is not of the message's client at its aanbieder. */
export interface OthersAllocation extends Allocation {
  readonly ofClient: boolean;
  readonly ofAanbieder: boolean;
}

/**
 * What the rules of level 3 may know for one message.
 *
 * @param state of the message's client at its aanbieder; for a JW319, which names no client, of the
 *   one whose request it answers
 * @param across what {@link namedIn} asked for
 */
export function pastFrom(state: ClientState, across: Across): Past {
  const { identificatieUsed, usedReferences, agreedProducts } = across;
  const own = [...state.allocations.values()];
  return {
    identificatieUsed,
    allocations: [
      ...own.map((allocation) =>
        pastAllocation({ ...allocation, ofClient: true, ofAanbieder: true }),
      ),
      ...across.allocations.map(pastAllocation),
    ],
    requests: [
      ...requestsOf(state, true),
      ...across.requesting.flatMap((other) => requestsOf(other, false)),
    ],
    usedReferences,
    starts: state.starts,
    stops: state.stops,
    ...(agreedProducts && { agreedProducts }),
  };
}

function pastAllocation(allocation: OthersAllocation): PastAllocation {
  const { toewijzingNummer, ofClient, ofAanbieder } = allocation;
  const { commentaar: _, ...content } = allocation.content;
  return { ...content, toewijzingNummer, ofClient, ofAanbieder };
}

/** The requests in a state, as rules see them. */
export function requestsOf(state: ClientState, ofClient: boolean): PastRequest[] {
  return [...state.requests.values()].map((request) => pastRequest(request, state, ofClient));
}

function pastRequest(
  { type, referentieAanbieder }: Request,
  { answers, honoured }: ClientState,
  ofClient: boolean,
): PastRequest {
  return {
    type,
    referentieAanbieder,
    ofClient,
    answers: answers.get(referentieAanbieder) ?? [],
    honoured: honoured.has(referentieAanbieder),
  };
}
