import { type BerichtType, berichtOfCode, berichtOfType } from './catalogue.ts';
import type { AnyBericht } from './messages/berichten.ts';
import { parseBericht } from './messages/parse.ts';
import { checkBericht, rulesOf } from './rules/check.ts';
import { type Finding, isKnown, pastNeededBy, type RuleContext } from './rules/engine/rule.ts';
import type { Inspection, NotXmlReason, Violation } from './xml/inspection.ts';
import type { Inspector } from './xml/inspector.ts';
import { stepNames } from './xml/path-finder.ts';

/** Why a document cannot be validated by a schema; by the names of the problems of a POST. */
export type DocumentRule =
  | NotXmlReason
  | 'unknown-message'
  | 'wrong-namespace'
  | 'other-release'
  | 'wrong-bericht-code'
  | 'too-complex';

/**
 * One thing that is wrong with a message. `line` is 1-based, 0 when unknown; `element` a path below
 * Bericht, `Bericht` for the root, empty for the document as a whole. Holds no value of the message.
 */
export type ValidationFinding =
  | {
      readonly kind: 'document';
      readonly level: 1;
      readonly line: number;
      readonly element: string;
      readonly rule: DocumentRule;
    }
  | ({ readonly kind: 'schema'; readonly level: 1 } & Violation)
  | {
      readonly kind: 'rule';
      readonly level: Finding['level'];
      readonly line: number;
      readonly element: string;
      readonly rule: string;
      readonly retourCode: string;
      /** It refuses nothing. */
      readonly advice?: true;
    };

/** Everything that is wrong with a message, as far as it shows by the message and what is known besides. */
export interface Validation {
  /** The message that it is, or that its root or BerichtCode says it is; absent when it is none of ours. */
  readonly type?: BerichtType;
  /**
   * Where a heenbericht or JW325 goes, by its Header. Unchecked: it may be any value, and may be shown only when it is
   * a code. Absent for a retour, which goes back.
   */
  readonly ontvanger?: string;
  /**
   * In the order of the document, 10,000 at most; of the violations of the XSD the first 100. Empty:
   * all is well.
   */
  readonly findings: readonly ValidationFinding[];
  /** Findings in all, those that are not given included; counting violations stops at 10,000. */
  readonly findingCount: number;
  /**
   * Rules that could not be checked: the XSD refuses what they are about, or they need earlier messages, which are not
   * known here or were not looked up because of faults against the XSD.
   */
  readonly notAssessed: readonly string[];
}

/** Findings that are returned at most: a message of 25 MB can have a quarter of a million. */
const mostFindings = 10_000;

/** The validation of a document that is too much for libxml2 (InspectorError). */
export const tooComplex: Validation = documentFault('too-complex', 0, '');

/**
 * A dry run: all findings of levels 1 to 4 that the gateway has for a message. Pure. Without a past in the context, the
 * rules that need one are not checked.
 *
 * A message that its XSD refuses is checked by the rules as far as possible. Findings about an element with a
 * violation, around it or inside it, may follow from the violation and are left out.
 *
 * @param bytes the document as it came
 * @throws {RuleFailed} when a rule throws on a message that its XSD accepts: a defect of ours
 * @throws {InspectorError} when libxml2 itself fails
 */
export function validate(
  inspector: Inspector,
  bytes: Uint8Array,
  context: RuleContext,
): Validation {
  const inspection = inspector.inspect(bytes);
  if (inspection.outcome === 'not-xml')
    return documentFault(inspection.reason, inspection.line ?? 0, '');
  if (inspection.outcome === 'unknown-message') {
    const { rule, element, type } = unknownAs(inspection);
    const line = inspector.locate(bytes, [element])[0]?.line ?? 0;
    return documentFault(rule, line, element, type);
  }
  const { type, header, violations, violationCount } = inspection;
  const { ontvanger } = berichtOfType(type).retourOf ? {} : header;
  const { findings, notAssessed } =
    violationCount === 0
      ? checkAccepted(type, bytes, context)
      : checkRefused(inspection, bytes, context);
  return {
    type,
    ...(ontvanger !== undefined && { ontvanger }),
    findings: inOrder(inspector, bytes, [
      ...violations.map((violation) => ({ kind: 'schema', level: 1, ...violation }) as const),
      ...findings.map(ofRule),
    ]).slice(0, mostFindings),
    findingCount: violationCount + findings.length,
    notAssessed,
  };
}

const unknownMessage = {
  namespace: { rule: 'unknown-message', element: 'Bericht' },
  'other-release': { rule: 'other-release', element: 'Bericht' },
  'bericht-code': { rule: 'wrong-bericht-code', element: 'Header/BerichtCode' },
} as const;

/**
 * The problem of a document that is no message of the standard. One with a BerichtCode of iJw 3.2 in another namespace
 * is taken for that message, in the wrong namespace.
 *
 * @returns the problem, where it is, and the message that it seems to be
 */
export function unknownAs({
  reason,
  type,
  header,
}: Extract<Inspection, { readonly outcome: 'unknown-message' }>): {
  readonly rule: 'unknown-message' | 'wrong-namespace' | 'other-release' | 'wrong-bericht-code';
  readonly element: string;
  readonly type?: BerichtType;
} {
  const meant = reason === 'namespace' && !type ? berichtOfCode(header.berichtCode) : undefined;
  if (meant) return { rule: 'wrong-namespace', element: 'Bericht', type: meant.type };
  return { ...unknownMessage[reason], ...(type && { type }) };
}

function documentFault(
  rule: DocumentRule,
  line: number,
  element: string,
  type?: BerichtType,
): Validation {
  const finding = { kind: 'document', level: 1, line, element, rule } as const;
  return { ...(type && { type }), findings: [finding], findingCount: 1, notAssessed: [] };
}

function ofRule({ path, ...finding }: Finding): ValidationFinding {
  return { kind: 'rule', line: 0, element: path || 'Bericht', ...finding };
}

/** Sorts by line, and on one line by order. A finding of a rule gets its line here. */
function inOrder(
  inspector: Inspector,
  bytes: Uint8Array,
  findings: readonly ValidationFinding[],
): ValidationFinding[] {
  if (findings.length === 0) return [];
  const locations = inspector.locate(
    bytes,
    findings.map(({ element }) => element),
  );
  return findings
    .map((finding, index) => {
      const { line = 0, order = 0 } = locations[index] ?? {};
      return { finding: { ...finding, line: finding.line || line }, order };
    })
    .sort((a, b) => a.finding.line - b.finding.line || a.order - b.order)
    .map(({ finding }) => finding);
}

interface Checked {
  readonly findings: Finding[];
  readonly notAssessed: string[];
}

function checkAccepted(type: BerichtType, bytes: Uint8Array, context: RuleContext): Checked {
  const withoutPast = rulesOf(type).filter((rule) => {
    const part = pastNeededBy(rule, type);
    return part && !isKnown(part, context);
  });
  return {
    findings: checkBericht(parseBericht(type, bytes), [2, 3, 4], context),
    notAssessed: withoutPast.map(({ code }) => code),
  };
}

/**
 * The findings of rules on a message that its XSD refuses. It is not compared with earlier messages, because the
 * client, aanbieder or allocation that it names may itself be wrong.
 */
function checkRefused(
  { type, violations, violationCount }: Extract<Inspection, { outcome: 'known' }>,
  bytes: Uint8Array,
  { today, gemeenten }: RuleContext,
): Checked {
  const rules = rulesOf(type);
  const none = { findings: [], notAssessed: rules.map(({ code }) => code) };
  // Violations that are only counted have no location, so no finding could be trusted.
  if (violationCount > violations.length) return none;
  let bericht: AnyBericht;
  try {
    bericht = parseBericht(type, bytes);
  } catch {
    return none;
  }
  const follows = followerOf(violations);
  const findings: Finding[] = [];
  const notAssessed: string[] = [];
  for (const { code, level, retourCode, needsPast, check } of rules) {
    if (needsPast) {
      notAssessed.push(code);
      continue;
    }
    try {
      for (const path of [...check(bericht, { today, gemeenten })])
        if (!follows(path)) findings.push({ rule: code, level, retourCode, path });
    } catch {
      notAssessed.push(code);
    }
  }
  return { findings, notAssessed };
}

/** Makes the function that decides whether a path is that of a violation, around one, or inside one. */
function followerOf(violations: readonly Violation[]): (path: string) => boolean {
  const violated = new Set<string>();
  const around = new Set<string>(['']);
  for (const { element } of violations) {
    const ancestry = ancestryOf(element);
    violated.add(ancestry.at(-1) ?? '');
    for (const path of ancestry) around.add(path);
  }
  return (path) => {
    const ancestry = ancestryOf(path);
    return around.has(ancestry.at(-1) ?? '') || ancestry.some((step) => violated.has(step));
  };
}

/** `A/B[2]`: '', `A`, `A/B[2]`. */
function ancestryOf(path: string): string[] {
  let way = '';
  const below = stepNames(path).map((name) => {
    way = way === '' ? name : `${way}/${name}`;
    return way;
  });
  return ['', ...below];
}
