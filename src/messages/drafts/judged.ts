import type { Pool } from 'pg';
import { kindOf } from '../../parties/directory/codes.ts';
import { partyTable } from '../../parties/directory/party-table.ts';
import { buildBericht } from '../../standard/messages/build.ts';
import { unnamed } from '../../store/statement.ts';
import type { DryRun, DryRunFinding } from '../intake/dry-run.ts';
import { retourMissing } from '../judging/missing-retour.ts';
import { isAdvice } from './advised.ts';
import type { Composed, DraftType } from './forms.ts';

/** The bytes of a drafted message. Not every value that a person wrote is one that the XSD accepts. */
export function bytesOf(bericht: Composed['bericht']): Buffer {
  return buildBericht(bericht);
}

/** The same message of another day. */
export function datedOn(bericht: Composed['bericht'], dagtekening: string): Composed['bericht'] {
  const { header } = bericht;
  const { identificatie } = header.berichtIdentificatie;
  return {
    ...bericht,
    ...(bericht.type === 'JW323' && {
      declaratie: { ...bericht.declaratie, declaratieDagtekening: dagtekening },
    }),
    header: { ...header, berichtIdentificatie: { identificatie, dagtekening } },
  } as Composed['bericht'];
}

/** Rules that say of a JW301 or JW319 that its request is not open, as it is until its retour approved it. */
const untilApproved: ReadonlySet<string> = new Set(['TR379', 'TR355', retourMissing]);

/** A dry run without what the approving retour, which goes first, makes right. */
export function withoutCured(found: DryRun): DryRun {
  const findings = found.findings.filter(
    ({ kind, rule }) => kind === 'problem' || !untilApproved.has(rule),
  );
  const findingCount = found.findingCount - (found.findings.length - findings.length);
  return { ...found, findings, findingCount };
}

interface Settings {
  readonly level3: 'enforce' | 'advise';
  readonly retourBy: 'gateway' | 'party';
}

const settingsOf = unnamed<{ gemeente: string; recipient: string }>(`
  select (select level3 from ${partyTable} party where code = $gemeente) as level3,
    (select retour_by from ${partyTable} party where code = $recipient) as "retourBy"`);

/**
 * The findings by which a message would not be taken, or would get a refusing retour of the gateway. Where its recipient
 * answers itself, what it breaks of levels 3 and 4 is advice to that. Of a declaration these refuse a Prestatie, not the
 * message.
 */
export async function refusing(
  pool: Pool,
  {
    party,
    recipient,
    type,
  }: { readonly party: string; readonly recipient: string; readonly type: DraftType },
  findings: readonly DryRunFinding[],
): Promise<readonly DryRunFinding[]> {
  const gemeente = kindOf(party) === 'gemeente' ? party : recipient;
  const { rows } = await pool.query<Settings>(settingsOf({ gemeente, recipient }));
  const { level3, retourBy } = rows[0] as Settings;
  return findings.filter((finding) => {
    if (isAdvice(finding)) return false;
    if (finding.kind !== 'rule' && finding.kind !== 'word') return true;
    if (finding.level <= 2) return true;
    if (type === 'JW323') return false;
    return retourBy === 'gateway' && (finding.level === 4 || level3 === 'enforce');
  });
}
