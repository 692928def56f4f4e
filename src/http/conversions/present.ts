import type { ConversionCommit } from '../../ledger/conversion/commits.ts';
import type { Mark } from '../../ledger/conversion/mark-history.ts';
import type { ConversionRecord, ConversionRow } from '../../ledger/conversion/row.ts';
import type { Principal } from '../../parties/principal.ts';
import type { ConversionContent } from '../../region/conversion/content.ts';
import { reasonSentence } from '../../texts/conversion-texts.ts';
import { whySentence } from '../../texts/conversion-why-texts.ts';
import { findingSentence } from '../../texts/finding-texts.ts';
import type { Language } from '../../texts/problem-text.ts';
import type { PublicAddress } from '../server/public-address.ts';

type At = PublicAddress['at'];

/** The record of a conversion, with its links. */
export function presentRecord({ madeBy, ...record }: ConversionRecord, at: At) {
  const self = `/v1/conversions/${record.number}`;
  return {
    ...record,
    // An aanbieder is not told.
    madeBy: madeBy || null,
    links: {
      self: { href: at(self) },
      rows: { href: at(`${self}/rows`) },
      workbook: { href: at(`${self}/workbook`) },
      chart: { href: at(`${self}/chart`) },
    },
  };
}

/** A conversion with its sums, its reasons in one language. */
export function presentDetails(content: ConversionContent, language: Language, at: At) {
  const { record, reasons, commits, ...sums } = content;
  return {
    ...presentRecord(record, at),
    ...sums,
    reasons: reasons.map(({ reason, rows }) => ({
      ...{ reason, rows },
      message: whySentence(reason, language),
    })),
    commits: commits.map(presentCommit),
  };
}

/** A commit or revert. */
export function presentCommit({ conversionId: _, ...commit }: ConversionCommit) {
  return commit;
}

/** A row of a conversion, its reasons in one language. Only a party of it may read its message. */
export function presentRow(
  { number, assessed, why, ...row }: ConversionRow,
  conversion: number,
  { role }: Pick<Principal, 'role'>,
  language: Language,
  at: At,
) {
  const { remains = null, shortened = null, proposal = null, rule = null } = assessed ?? {};
  const { messageId } = row;
  return {
    row: number,
    ...row,
    ...{ remains, shortened, proposal, rule },
    unmapped: assessed?.unmapped ? said(assessed.unmapped, language) : null,
    holds: assessed?.holds.map((reason) => said(reason, language)) ?? [],
    why: why.map((code) => ({ code, message: sentenceOf(code, language) })),
    links: {
      self: { href: at(`/v1/conversions/${conversion}/rows/${number}`) },
      ...(role === 'party' &&
        messageId !== null && { message: { href: at(`/v1/messages/${messageId}`) } }),
    },
  };
}

/** A rule that the retour names is explained as the sender of a message reads it. */
function sentenceOf(code: string, language: Language): string {
  const finding = findingSentence(code, language);
  return finding === code ? whySentence(code, language) : finding;
}

function said<T extends Parameters<typeof reasonSentence>[0]>(reason: T, language: Language) {
  return { reason, message: reasonSentence(reason, language) };
}

/** What was said of a row; who said it only for the own side. */
export function presentMark({ by, to, ...mark }: Mark, { role, actsFor }: Principal) {
  const isOwn = {
    party: actsFor.includes(mark.party),
    // It acts for gemeenten.
    'contract-manager': mark.side === 'gemeente',
    administrator: true,
  };
  const known = Object.hasOwn(isOwn, role) && isOwn[role as keyof typeof isOwn];
  return { ...mark, to: to && { ...to, months: to.months ?? null }, by: known ? by : null };
}
