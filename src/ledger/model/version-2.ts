import { type TSchema, Type } from 'typebox';
import {
  type Kept,
  optionalInteger,
  optionalText,
  optionalTexts,
  optionalTrue,
  strict,
  text,
} from './schema.ts';

/*
 * Version 2 of what entries store: `{version: 2, event}`. Entries keep it for ever: any change of a form is a new
 * version.
 */

const product = Type.Optional(strict({ categorie: text, code: optionalText }));
const omvang = Type.Optional(strict({ volume: text, eenheid: text, frequentie: text }));

const toegewezenProduct = strict({
  toewijzingNummer: text,
  referentieAanbieder: optionalText,
  product,
  toewijzingsdatum: text,
  toewijzingstijd: text,
  ingangsdatum: text,
  einddatum: optionalText,
  redenWijziging: optionalText,
  omvang,
  budget: optionalText,
  commentaar: optionalText,
});

const aangevraagdProduct = strict({
  referentieAanbieder: text,
  beschikkingNummer: optionalText,
  product,
  beschikkingIngangsdatum: optionalText,
  toewijzingIngangsdatum: text,
  toewijzingEinddatum: optionalText,
  omvang,
  budget: optionalText,
  verwijzer: strict({ type: text, naam: optionalText, zorgverlenerCode: optionalText }),
  raamcontract: optionalText,
  commentaar: optionalText,
});

const gewenst = {
  gewensteIngangsdatum: text,
  einddatum: optionalText,
  omvang,
  budget: optionalText,
};
const verzoek = strict({
  referentieAanbieder: text,
  redenVerzoek: text,
  ongewijzigdeProducten: Type.Optional(
    strict({ ongewijzigdProduct: Type.Array(strict({ toewijzingNummer: text })) }),
  ),
  teWijzigenProducten: Type.Optional(
    strict({ teWijzigenProduct: Type.Array(strict({ toewijzingNummer: text, ...gewenst })) }),
  ),
  nieuweProducten: Type.Optional(
    strict({ nieuwProduct: Type.Array(strict({ product, ...gewenst })) }),
  ),
});

const antwoord = strict({
  referentieAanbieder: text,
  verzoekAntwoord: text,
  redenAfwijzingVerzoek: optionalText,
  woonplaatsbeginsel: Type.Optional(strict({ gemeente: text })),
});

const delivered = {
  toewijzingNummer: optionalText,
  product,
  toewijzingIngangsdatum: optionalText,
  begindatum: text,
  statusAanlevering: text,
};
const startProduct = strict(delivered);
const stopProduct = strict({ ...delivered, redenBeeindiging: text, einddatum: text });

const base = { path: text, effective: text, cents: optionalInteger };

function allocation<K extends string>(kind: K) {
  return strict({
    kind: Type.Literal(kind),
    ...base,
    toewijzingNummer: text,
    late: optionalTrue,
    taken: optionalTrue,
    predecessors: optionalTexts,
    successors: optionalTexts,
    content: toegewezenProduct,
  });
}

function request<T extends string, C extends TSchema>(type: T, content: C) {
  return strict({
    kind: Type.Literal('requested'),
    ...base,
    type: Type.Literal(type),
    taken: optionalTrue,
    content,
  });
}

function delivery<K extends string, C extends TSchema>(kind: K, content: C) {
  return strict({ kind: Type.Literal(kind), ...base, toewijzingNummer: optionalText, content });
}

const messageEvents = {
  allocated: allocation('allocated'),
  changed: allocation('changed'),
  withdrawn: allocation('withdrawn'),
  deleted: allocation('deleted'),
  requested: Type.Union([request('JW315', aangevraagdProduct), request('JW317', verzoek)]),
  answered: strict({ kind: Type.Literal('answered'), ...base, content: antwoord }),
  started: delivery('started', startProduct),
  startRemoved: delivery('startRemoved', startProduct),
  stopped: delivery('stopped', stopProduct),
  stopRemoved: delivery('stopRemoved', stopProduct),
};
const anyMessageEvent = Type.Union([
  messageEvents.allocated,
  messageEvents.changed,
  messageEvents.withdrawn,
  messageEvents.deleted,
  messageEvents.requested,
  messageEvents.answered,
  messageEvents.started,
  messageEvents.startRemoved,
  messageEvents.stopped,
  messageEvents.stopRemoved,
]);

const kinds = {
  ...messageEvents,
  imported: strict({ kind: Type.Literal('imported'), ...base, of: anyMessageEvent }),
};

export type MessageEvent2 = Kept<typeof anyMessageEvent>;
export type Event2 = MessageEvent2 | Kept<typeof kinds.imported>;

function payload<E extends TSchema>(event: E) {
  return strict({ version: Type.Literal(2), event });
}

/** The payloads of version 2, by kind. */
export const version2 = {
  allocated: payload(kinds.allocated),
  changed: payload(kinds.changed),
  withdrawn: payload(kinds.withdrawn),
  deleted: payload(kinds.deleted),
  requested: payload(kinds.requested),
  answered: payload(kinds.answered),
  started: payload(kinds.started),
  startRemoved: payload(kinds.startRemoved),
  stopped: payload(kinds.stopped),
  stopRemoved: payload(kinds.stopRemoved),
  imported: payload(kinds.imported),
};

export interface Payload2 {
  readonly version: 2;
  readonly event: Event2;
}
