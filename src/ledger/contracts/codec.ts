import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { type Contract, type ContractLine, paidFor, paymentSchemes } from './model.ts';

/*
 * A version of a contract as it is stored, in form 1. What was judged by it is explained by it for ever, so any change
 * is a new form.
 */

/** The form in which contracts are written now. */
export const contractForm = 1;

const text = Type.String({ minLength: 1 });
const optionalText = Type.Optional(text);
const day = Type.Optional(Type.String({ pattern: String.raw`^\d{4}-\d\d-\d\d$` }));
const count = Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }));

const line = Type.Object(
  {
    categorie: Type.String({ pattern: String.raw`^\d\d$` }),
    code: Type.String({ minLength: 1, maxLength: 10 }),
    segment: optionalText,
    profile: optionalText,
    intensity: optionalText,
    from: day,
    until: day,
    tariff: count,
    eenheid: optionalText,
    scheme: Type.Optional(Type.Enum([...paymentSchemes])),
    paidFor: Type.Optional(Type.Enum([...paidFor])),
    leastVolume: count,
    mostVolume: count,
    frequentie: optionalText,
    yearCeiling: count,
  },
  { additionalProperties: false },
);

const schema = Compile(
  Type.Object(
    {
      number: text,
      aanbieder: Type.String({ pattern: String.raw`^\d{8}$` }),
      region: optionalText,
      gemeenten: Type.Array(Type.String({ pattern: String.raw`^\d{4}$` })),
      begin: day,
      end: day,
      segments: Type.Optional(Type.Array(text)),
      list: Type.Optional(Type.Literal(true)),
      lines: Type.Array(line),
    },
    { additionalProperties: false },
  ),
);

/** A stored contract has a form that the gateway never wrote. */
export class UnreadableContract extends Error {
  override readonly name = 'UnreadableContract';
  readonly code = 'contract-unreadable';

  constructor() {
    super('A contract has a form that no version of the gateway wrote.');
  }
}

/** The text that is stored; equal for equal contracts. @throws {UnreadableContract} for what could not be read again */
export function encodeContract(contract: Contract): string {
  const { number, aanbieder, region, gemeenten, begin, end, segments, list, lines } = contract;
  const written = {
    ...{ number, aanbieder, region, gemeenten, begin, end, segments, list },
    lines: lines.map(writtenLine),
  };
  const text = JSON.stringify(written);
  decodeContract(contractForm, text);
  return text;
}

/** A line as it is stored; equal for equal lines. */
export function lineText(line: ContractLine): string {
  return JSON.stringify(writtenLine(line));
}

/** Its fields in one order; JSON leaves out those that are absent. */
function writtenLine(line: ContractLine): object {
  const { categorie, code, segment, profile, intensity, from, until, ...terms } = line;
  const { tariff, eenheid, scheme, paidFor, leastVolume, mostVolume, frequentie, yearCeiling } =
    terms;
  return {
    ...{ categorie, code, segment, profile, intensity, from, until, tariff, eenheid, scheme },
    ...{ paidFor, leastVolume, mostVolume, frequentie, yearCeiling },
  };
}

/**
 * The contract in a stored text.
 *
 * @throws {UnreadableContract} when it is not exactly what that form is
 */
export function decodeContract(form: number, stored: string): Contract {
  if (form !== contractForm) throw new UnreadableContract();
  let value: unknown;
  try {
    value = JSON.parse(stored);
  } catch {
    throw new UnreadableContract();
  }
  if (!schema.Check(value)) throw new UnreadableContract();
  return value as Contract;
}
