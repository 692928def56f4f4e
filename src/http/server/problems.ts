import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { Defect } from '../../messages/judging/inspection-failed.ts';
import { type Difference, Problem, type ProblemCode, type ProblemDetails } from '../../problem.ts';
import { violationSentence } from '../../standard/xml/violations.ts';
import { canHeal, errorCode } from '../../store/database.ts';
import { NotBelieved } from '../../store/keys/row-mac.ts';
import { fileFaultSentence } from '../../texts/contract-texts.ts';
import { draftFaultSentence } from '../../texts/draft-texts.ts';
import { findingSentence } from '../../texts/finding-texts.ts';
import { markRefusalSentence } from '../../texts/mark-refusal-texts.ts';
import { type Language, problemDetail, problemTexts } from '../../texts/problem-texts.ts';
import { requestFaultSentence } from '../../texts/request-fault-texts.ts';
import { judgedSentence } from '../../texts/validation-texts.ts';
import type { PublicAddress } from './public-address.ts';
import { faultsOf } from './request-faults.ts';

/** A problem as it is sent (RFC 9457). */
export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly requestId?: string;
  readonly messageId?: string;
  readonly violations?: readonly {
    sheet?: string;
    line?: number;
    element: string;
    rule: string;
    message: string;
  }[];
  readonly violationCount?: number;
  readonly differences?: readonly Difference[];
}

/**
 * Dutch, unless the caller prefers English. Not by a library: `negotiator` takes, of two languages that are liked
 * equally, the one that the caller names first.
 */
export function languageOf(acceptLanguage: string | undefined): Language {
  const quality = (language: string) => {
    let best = 0;
    for (const part of (acceptLanguage ?? '').toLowerCase().split(',')) {
      const [range = '', ...params] = part.trim().split(';');
      if (range !== language && !range.startsWith(`${language}-`)) continue;
      const q = params.map((param) => /^\s*q=([0-9.]+)\s*$/.exec(param)?.[1]).find(Boolean);
      best = Math.max(best, q === undefined ? 1 : Number(q) || 0);
    }
    return best;
  };
  return quality('en') > quality('nl') ? 'en' : 'nl';
}

/**
 * A problem in one language.
 *
 * @param typeOf gives the link to its documentation
 */
export function problemBody(
  code: ProblemCode,
  details: ProblemDetails,
  language: Language,
  typeOf: PublicAddress['problem'],
): ProblemBody {
  const text = problemTexts[code];
  const { violations, findings, faults, fileFaults, violationCount, messageId } = details;
  return {
    type: typeOf(code),
    title: text.title[language],
    status: text.status,
    detail: problemDetail(code, details, language),
    ...(messageId && { messageId }),
    ...(violations && {
      violations: violations.map((violation) => ({
        line: violation.line,
        element: violation.element,
        rule: violation.rule,
        message: violationSentence(violation, language),
      })),
      violationCount: violationCount ?? violations.length,
    }),
    ...(findings && {
      violations: findings.map(({ rule, path }) => ({
        element: path,
        rule,
        message: findingSentence(rule, language),
      })),
      violationCount: violationCount ?? findings.length,
    }),
    ...(fileFaults && {
      violations: fileFaults.map((fault) => ({
        ...(fault.sheet !== null && { sheet: fault.sheet }),
        ...(fault.row !== null && { line: fault.row }),
        element: fault.column ?? '',
        rule: fault.code,
        message: fileFaultSentence(fault, language),
      })),
      violationCount: violationCount ?? fileFaults.length,
    }),
    ...rowBody(details, language),
    ...draftBody(details, language),
    ...(faults && {
      violations: faults.map((fault) => ({
        element: fault.element,
        rule: fault.rule,
        message: requestFaultSentence(fault, language),
      })),
    }),
  };
}

/** What is wrong with what was said of rows. */
function rowBody(
  { rowFaults, violationCount }: ProblemDetails,
  language: Language,
): Pick<ProblemBody, 'violations' | 'violationCount'> {
  if (!rowFaults) return {};
  return {
    violations: rowFaults.map(({ row, element, code, reason }) => ({
      ...{ line: row, element, rule: code },
      message: markRefusalSentence({ code, ...(reason !== undefined && { reason }) }, language),
    })),
    violationCount: violationCount ?? rowFaults.length,
  };
}

/** What is wrong with a draft. */
function draftBody(
  { draftFaults, judged, differences }: ProblemDetails,
  language: Language,
): Pick<ProblemBody, 'violations' | 'violationCount' | 'differences'> {
  return {
    ...(draftFaults && {
      violations: draftFaults.map((fault) => ({
        element: fault.element,
        rule: fault.code,
        message: draftFaultSentence(fault, language),
      })),
    }),
    ...(judged && {
      violations: judged.map((finding) => ({
        line: finding.line,
        element: finding.element,
        rule: finding.rule,
        message: judgedSentence(finding, language),
      })),
      violationCount: judged.length,
    }),
    ...(differences && { differences }),
  };
}

/** Sends a problem in the language of the request. */
export function sendProblem(
  request: FastifyRequest,
  reply: FastifyReply,
  problem: Problem,
  more: Partial<ProblemBody> = {},
): FastifyReply {
  const language = languageOf(request.headers['accept-language']);
  const typeOf = request.server.publicAddress.problem;
  const body = { ...problemBody(problem.code, problem.details, language, typeOf), ...more };
  if (body.status === 401) {
    // RFC 6750: no error code for a request without credentials.
    const error = request.headers.authorization ? ', error="invalid_token"' : '';
    reply.header('WWW-Authenticate', `Bearer realm="ijw-gateway"${error}`);
  }
  if (body.status === 503 || problem.code === 'too-much-at-once') reply.header('Retry-After', '5');
  return reply
    .code(body.status)
    .header('Content-Language', language)
    .header('Vary', 'Accept-Language')
    .type('application/problem+json')
    .serializer(JSON.stringify)
    .send(body);
}

/** Answers every error of a request with a problem, as {@link problemOf} says it. */
export function answerError(
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const { problem, more } = problemOf(error, request);
  return sendProblem(request, reply, problem, more);
}

/** The problem of an error, and what is said besides. */
export interface ErrorProblem {
  readonly problem: Problem;
  readonly more?: Partial<ProblemBody>;
}

/**
 * What the caller is told of an error, and the log. Of errors that the caller did not cause, only the code and the stack
 * frames are logged: the texts of the database and of libxml2 quote values.
 */
export function problemOf(error: FastifyError, request: FastifyRequest): ErrorProblem {
  if (error instanceof Problem) {
    if (error.reason) request.log.warn({ problem: error.code }, error.reason);
    return { problem: error };
  }
  if (error.validation) {
    const faults = faultsOf(error.validationContext ?? 'request', error.validation);
    return { problem: new Problem('invalid-request', { faults }) };
  }
  if (error.statusCode === 404) return { problem: new Problem('not-found') };
  if (error.statusCode === 413) {
    const params = { limit: request.routeOptions.bodyLimit };
    return { problem: new Problem('too-large', { params }) };
  }
  if (error.statusCode === 415) return { problem: new Problem('unsupported-media-type') };
  // The texts of these errors may quote the request; their codes do not.
  if (error.statusCode && error.statusCode >= 400 && error.statusCode < 500) {
    const message = requestFault(error, request);
    return {
      problem: new Problem('invalid-request'),
      more: {
        status: error.statusCode,
        violations: [{ element: 'request', rule: error.code, message }],
      },
    };
  }
  const code = canHeal(error) ? 'unavailable' : 'internal';
  // Which row, for the person who repairs it.
  const row = error instanceof NotBelieved && { table: error.table, id: error.id };
  const err = { code: errorCode(error), stack: stackFramesOf(error), ...row };
  request.log.error({ err }, 'request failed');
  return { problem: new Problem(code), more: { requestId: request.id } };
}

function requestFault(error: FastifyError, request: FastifyRequest): string {
  const [nl, en] = requestFaults[error.code] ?? otherFault;
  return languageOf(request.headers['accept-language']) === 'en' ? en : nl;
}

type Fault = readonly [nl: string, en: string];

const otherFault: Fault = ['de aanvraag is niet te lezen', 'the request cannot be read'];
const requestFaults: Readonly<Record<string, Fault>> = {
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [
    'de inhoud is niet zo lang als Content-Length zegt',
    'the body is not as long as Content-Length says',
  ],
  FST_ERR_CTP_EMPTY_JSON_BODY: [
    'de inhoud is leeg; er hoort JSON te staan',
    'the body is empty, JSON was expected',
  ],
  FST_ERR_CTP_INVALID_JSON_BODY: ['de inhoud is geen JSON', 'the body is not JSON'],
};

/** The stack frames of an error, without its text. */
export function stackFramesOf(error: Error): string | undefined {
  if (error instanceof Defect) return error.frames.join('\n');
  // V8 writes the text first, and then the frames.
  const stack = error.stack ?? '';
  const afterText = stack.indexOf(error.message) + error.message.length;
  return stack
    .slice(afterText)
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 8)
    .join('\n');
}
