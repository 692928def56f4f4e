import { readConfig } from '../app/config.ts';
import { failureReason } from '../messages/judging/inspection-failed.ts';
import { dutchDate } from '../standard/calendar.ts';
import type { RuleContext } from '../standard/rules/engine/rule.ts';
import { loadGemeenten } from '../standard/rules/gemeenten.ts';
import { rules } from '../standard/rules/rules.ts';
import { tooComplex, type Validation, validate } from '../standard/validation.ts';
import { Inspector } from '../standard/xml/inspector.ts';
import { InspectorError } from '../standard/xml/libxml2.ts';
import { validateWords } from '../texts/cli/validate-words.ts';
import { presentValidation } from '../texts/validation-texts.ts';
import type { Language } from './gateway.ts';
import type { Judge } from './judge.ts';

/**
 * The dry run of the gateway, without a server or a database.
 *
 * @throws when the schemas or the list of municipalities cannot be used, with what to do
 */
export function openLocalJudge(language: Language): Judge {
  const { SCHEMA_DIR, GEMEENTEN_FILE } = process.env;
  const { schemaDir, gemeentenFile } = readConfig({ SCHEMA_DIR, GEMEENTEN_FILE });
  const gemeenten = loadGemeenten(gemeentenFile);
  const inspector = Inspector.load(schemaDir);
  const context: RuleContext = { today: dutchDate(new Date()), gemeenten };
  return {
    needPast: new Set(rules.filter((rule) => rule.needsPast).map(({ code }) => code)),
    judge: async (bytes) => {
      try {
        return presentValidation(validated(inspector, bytes, context), language);
      } catch (error) {
        // The text of the error may quote the message.
        return { error: validateWords[language].defect(failureReason(error)) };
      }
    },
  };
}

function validated(inspector: Inspector, bytes: Uint8Array, context: RuleContext): Validation {
  try {
    return validate(inspector, bytes, context);
  } catch (error) {
    if (error instanceof InspectorError) return tooComplex;
    throw error;
  }
}
