import { type Static, type TProperties, type TSchema, Type } from 'typebox';

/** A class with these fields and no others. */
export function strict<P extends TProperties>(fields: P) {
  return Type.Object(fields, { additionalProperties: false });
}

export const text = Type.String();
export const optionalText = Type.Optional(text);
/** True, or absent: never false. */
export const optionalTrue = Type.Optional(Type.Literal(true));
export const optionalTexts = Type.Optional(Type.Array(text));
export const optionalInteger = Type.Optional(
  Type.Integer({ minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER }),
);

/** The type of a schema, deeply readonly. */
export type Kept<S extends TSchema> = ReadOnly<Static<S>>;

type ReadOnly<T> = T extends readonly (infer Item)[]
  ? readonly ReadOnly<Item>[]
  : T extends object
    ? { readonly [Name in keyof T]: ReadOnly<T[Name]> }
    : T;
