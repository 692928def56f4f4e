import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Static } from 'typebox';
import type { ContractAnswer, ContractQuestion } from '../../ledger/contracts/check.ts';
import { Problem } from '../../problem.ts';
import { isBefore } from '../../standard/calendar.ts';
import { cents } from '../../standard/money.ts';
import { checkSentence } from '../../texts/contract-texts.ts';
import type { Language } from '../../texts/problem-text.ts';
import { callOf } from '../server/caller.ts';
import type { AppParts } from '../server/parts.ts';
import { languageOf } from '../server/problems.ts';
import { languageHeader, problems } from '../server/schemas.ts';
import { CheckAnswer, CheckWish } from './contract-schemas.ts';
import { presentLine } from './contracts.ts';

/** May this aanbieder deliver this help? A birth date is in the body: it stands in no address and no log. */
export const contractChecks: FastifyPluginAsyncTypebox<AppParts> = async (app, parts) => {
  app.post(
    '/contract-checks',
    {
      config: {
        access: ['party', 'contract-manager'],
        dutch: 'Mag deze aanbieder deze zorg leveren? Volgens het contract',
      },
      schema: {
        tags: ['Contracts'],
        summary: 'Ask whether an aanbieder may deliver some help, by its contract',
        description:
          'For the gemeente and the aanbieder themselves, and for a contract manager of the gemeente. The answer is yes, no or unknown. Only `refusedBy` says that the gateway refuses such a request: all else is advice, and the gemeente decides. Nothing of the question is kept.',
        body: CheckWish,
        response: {
          200: { ...CheckAnswer, headers: { 'Content-Language': languageHeader } },
          ...problems('invalid-request', 'unauthorized', 'forbidden', 'check-of-others'),
        },
      },
    },
    async (request, reply) => {
      const answer = await parts.contracts.check(callOf(request), questionOf(request.body));
      const language = languageOf(request.headers['accept-language']);
      reply
        .header('Content-Language', language)
        .header('Vary', 'Accept-Language')
        .header('Cache-Control', 'private, no-store');
      return presentCheck(answer, language);
    },
  );
};

/** @throws {Problem} `invalid-request` for days in the wrong order */
function questionOf(wish: Static<typeof CheckWish>): ContractQuestion {
  const { ingangsdatum, einddatum, omvang, budget, geboortedatum, product, ...rest } = wish;
  if (einddatum !== undefined && isBefore(einddatum, ingangsdatum))
    throw wrong('body/einddatum', 'minimum', { limit: 'ingangsdatum' });
  return {
    ...rest,
    product,
    begin: ingangsdatum,
    ...(einddatum !== undefined && { end: einddatum }),
    ...(omvang && { omvang: { ...omvang, volume: BigInt(omvang.volume) } }),
    ...(budget !== undefined && { budget: cents(budget) }),
    ...(geboortedatum !== undefined && { birth: geboortedatum }),
  };
}

function wrong(element: string, rule: string, params: Record<string, string>): Problem {
  return new Problem('invalid-request', { faults: [{ element, rule, params }] });
}

/** An answer of the contracts in one language. */
export function presentCheck(answer: ContractAnswer, language: Language) {
  const { outcome, reason, redenAfwijzing, refused, line, remarks } = answer;
  return {
    ...{ outcome, reason, message: checkSentence(reason, language) },
    redenAfwijzing: redenAfwijzing ?? null,
    refusedBy: refused ? ('TR381' as const) : null,
    line: line
      ? {
          contract: { id: line.contractId, number: line.number, version: line.version },
          ...presentLine(line.line),
        }
      : null,
    remarks: remarks.map((code) => ({ code, message: checkSentence(code, language) })),
  };
}
