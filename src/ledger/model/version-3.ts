import { Type } from 'typebox';
import { type Kept, optionalText, optionalTexts, optionalTrue, strict, text } from './schema.ts';

/*
 * Version 3 of what entries store: `{version: 3, event}`, of Prestaties alone. Other events are still of version 2.
 * Entries keep it for ever: any change of a form is a new version.
 */

const content = strict({
  declaratieNummer: text,
  declaratieBegin: text,
  referentieNummer: text,
  vorigReferentieNummer: optionalText,
  toewijzingNummer: text,
  product: strict({ categorie: text, code: optionalText }),
  begin: text,
  end: text,
  volume: text,
  eenheid: text,
  tarief: optionalText,
  bedrag: text,
  debetCredit: Type.Union([Type.Literal('D'), Type.Literal('C')]),
});

const double = Type.Union([
  Type.Literal('reference'),
  Type.Literal('number'),
  Type.Literal('period'),
  Type.Literal('credit'),
]);

const base = {
  path: text,
  effective: text,
  cents: Type.Integer({ minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER }),
  toewijzingNummer: text,
  declaration: text,
  first: optionalTrue,
  doubles: Type.Optional(Type.Array(double)),
};

const kinds = {
  declared: strict({ kind: Type.Literal('declared'), ...base, content }),
  granted: strict({ kind: Type.Literal('granted'), ...base, content }),
  credited: strict({ kind: Type.Literal('credited'), ...base, content }),
  refusedPerformance: strict({
    kind: Type.Literal('refusedPerformance'),
    ...base,
    whole: optionalTrue,
    retourCodes: optionalTexts,
    content,
  }),
};

export type PrestatieEvent3 = Kept<(typeof kinds)[keyof typeof kinds]>;

/** The payloads of version 3, by kind. */
export const version3 = {
  declared: strict({ version: Type.Literal(3), event: kinds.declared }),
  granted: strict({ version: Type.Literal(3), event: kinds.granted }),
  credited: strict({ version: Type.Literal(3), event: kinds.credited }),
  refusedPerformance: strict({ version: Type.Literal(3), event: kinds.refusedPerformance }),
};

export interface Payload3 {
  readonly version: 3;
  readonly event: PrestatieEvent3;
}
