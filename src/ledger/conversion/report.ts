import type { Pool } from 'pg';
import { unnamed } from '../../store/statement.ts';
import type { CommitKind } from './commits.ts';
import type { RowStep } from './row.ts';

/** How far a message of a conversion is: it was asked for, so it has a step. */
export type PostStep = Exclude<RowStep, 'none'>;

/** Messages of one gemeente to one aanbieder with the same step, for the same reasons. */
export interface PostCount {
  readonly gemeente: string;
  readonly aanbieder: string;
  readonly step: PostStep;
  /** Codes: hold reasons, problems, or rules that a retour names. */
  readonly why: readonly string[];
  readonly messages: number;
}

/** Which messages of a conversion are counted. */
export interface ReportAsked {
  readonly conversionId: string;
  /** Those of one commit; absent: of each child at each aanbieder the newest that converts. */
  readonly commitId?: string;
}

const counted = unnamed<{ id: string; commitId: string | null }>(`
  select gemeente, aanbieder, step, why, count(*)::integer as messages from (
    select municipality as gemeente, provider as aanbieder, why,
      case when kind = 'commit' and exists (
        select from conversion_post back
        where back.conversion_id = post.conversion_id and back.case_number = post.case_number
          and back.kind = 'revert' and back.step = 'approved' and back.row_numbers && post.row_numbers
      ) then 'reverted' else step end as step
    from conversion_post post
    where conversion_id = $id::uuid and case when $commitId::uuid is null
      then id in (select post_id from conversion_row where conversion_id = $id::uuid)
      else commit_id = $commitId::uuid end
  ) one
  group by 1, 2, 3, 4 order by 1, 2, 3, 4`);

/**
 * How far the messages of a conversion are, by gemeente and aanbieder. It is a status: counted as it is written, and not
 * held against a MAC.
 */
export async function reportOf(
  pool: Pool,
  { conversionId, commitId }: ReportAsked,
): Promise<PostCount[]> {
  const { rows } = await pool.query<Omit<PostCount, 'why'> & { readonly why: string }>(
    counted({ id: conversionId, commitId: commitId ?? null }),
  );
  return rows.map(({ why, ...row }) => ({ ...row, why: why === '' ? [] : why.split(',') }));
}

const unanswered = unnamed<{ commitId: string }>(`
  select provider as aanbieder, message_id as "messageId" from conversion_post
  where commit_id = $commitId::uuid and step = 'sent'`);

/** The messages of a commit that went and are not answered. */
export async function unansweredMessages(
  pool: Pool,
  commitId: string,
): Promise<{ readonly aanbieder: string; readonly messageId: string }[]> {
  const { rows } = await pool.query<{ aanbieder: string; messageId: string }>(
    unanswered({ commitId }),
  );
  return rows;
}

/** Messages by how far they are, and why where that is said. */
export interface ReportSums {
  readonly messages: number;
  readonly steps: Readonly<Partial<Record<PostStep, number>>>;
  /** A message with several reasons counts for each. */
  readonly why: readonly {
    readonly step: PostStep;
    readonly code: string;
    readonly messages: number;
  }[];
}

/** What became of a commit, of a revert, or of a conversion as a whole. */
export interface ConversionReport extends ReportSums {
  readonly conversion: number;
  readonly commit: { readonly id: string; readonly kind: CommitKind } | null;
  readonly pairs: readonly (ReportSums & {
    readonly gemeente: string;
    readonly aanbieder: string;
  })[];
}

/** Adds counts up, of all and for each gemeente and aanbieder. */
export function summedReport(
  conversion: number,
  commit: ConversionReport['commit'],
  counts: readonly PostCount[],
): ConversionReport {
  const byPair = Map.groupBy(counts, ({ gemeente, aanbieder }) => `${gemeente} ${aanbieder}`);
  const pairs = [...byPair.values()].map((own) => {
    const { gemeente, aanbieder } = own[0] as PostCount;
    return { gemeente, aanbieder, ...summed(own) };
  });
  return { conversion, commit, ...summed(counts), pairs };
}

function summed(counts: readonly PostCount[]): ReportSums {
  const steps: Partial<Record<PostStep, number>> = {};
  const why = new Map<string, ReportSums['why'][number]>();
  let messages = 0;
  for (const { step, why: codes, messages: count } of counts) {
    messages += count;
    steps[step] = (steps[step] ?? 0) + count;
    for (const code of codes) {
      const key = `${step} ${code}`;
      why.set(key, { step, code, messages: (why.get(key)?.messages ?? 0) + count });
    }
  }
  const sorted = [...why.values()].toSorted((one, other) => other.messages - one.messages);
  return { messages, steps, why: sorted };
}
