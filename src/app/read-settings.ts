import Value from 'typebox/value';
import { type SettingSchema, Settings, settings } from './settings.ts';

/**
 * Reads each setting by itself, as text; an empty one counts as absent, and so does a wrong one.
 *
 * @param faults gets a sentence for each that is wrong; never with the value, which may be a secret
 */
export function readSettings(
  given: Readonly<Record<string, string | undefined>>,
  faults: string[],
): Settings {
  const read: Record<string, unknown> = {};
  for (const [name, schema] of settings) {
    const text = given[name]?.trim();
    if (text) {
      const value = schema.type === 'integer' ? Number(text) : text;
      if (Value.Check(schema, value)) read[name] = value;
      else faults.push(`${name} ${faultOf(schema)}.`);
    }
    if (schema.default !== undefined) read[name] ??= schema.default;
  }
  return Value.Parse(Settings, read);
}

function faultOf({ type, enum: words, minimum, maximum, fault }: SettingSchema): string {
  if (words) return `is not one of: ${words.join(', ')}`;
  if (type === 'integer') return `is not a whole number from ${minimum} to ${maximum}`;
  return fault ?? 'is not text';
}
