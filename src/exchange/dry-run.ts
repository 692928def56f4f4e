import type { Pool } from 'pg';
import type { About } from '../ledger/about.ts';
import { remember } from '../ledger/memory.ts';
import { entryOf } from '../parties/access-log/entry.ts';
import { noteAccess } from '../parties/access-log/note.ts';
import { mandatesFor } from '../parties/acting.ts';
import { gemeenteOrAanbieder } from '../parties/codes.ts';
import type { Call } from '../parties/principal.ts';
import { dutchDate } from '../standard/calendar.ts';
import type { Validation, ValidationFinding } from '../standard/validation.ts';
import type { KeyRing } from '../store/keys.ts';
import type { InspectionPool } from './inspection-pool.ts';
import { missingRetour, retourMissing } from './missing-retour.ts';

/** Who would get a message. */
export interface Recipient {
  readonly code: string;
  /** It takes messages today. */
  readonly connected: boolean;
  /** Plain date: the last day on which it does; null for further notice, or when nobody knows it. */
  readonly until: string | null;
  readonly successor: string | null;
}

/** What is wrong, besides what the message itself tells. */
export type DryRunFinding =
  | ValidationFinding
  | {
      readonly kind: 'recipient';
      readonly level: 1;
      readonly line: number;
      readonly element: string;
      readonly rule: 'unknown-recipient' | 'recipient-ended';
      readonly params: Readonly<Record<string, string>>;
    }
  | {
      /** A word of ours, which has a sentence. */
      readonly kind: 'word';
      readonly level: 3;
      readonly line: number;
      readonly element: string;
      readonly rule: typeof retourMissing;
    };

export interface DryRun extends Omit<Validation, 'findings' | 'ontvanger'> {
  readonly findings: readonly DryRunFinding[];
  /** Null for a retour, which goes back, and where the Header names no party. */
  readonly recipient: Recipient | null;
}

interface DryRunParts {
  readonly pool: Pool;
  readonly keys: KeyRing;
  readonly inspections: InspectionPool;
}

/**
 * Says everything that is wrong with a message, and keeps nothing of it. What was said before is looked
 * up for who sends the message, or may post it for the sender, only: others must not learn from it whom a
 * gemeente helps. When a mandate ends meanwhile nothing is said of the past. That it was looked up is in
 * the access log before this returns.
 *
 * @throws {InspectionFailed} when there is no answer, {@link Defect} when a rule of ours failed
 */
export async function dryRun(parts: DryRunParts, call: Call, bytes: Uint8Array): Promise<DryRun> {
  let about: About | undefined;
  const { ontvanger, ...validation } = await validated(parts, call, bytes, (seen) => {
    about = seen;
  });
  const lacking =
    about &&
    (await missingRetour(
      parts,
      about,
      validation.findings.map(({ rule, element }) => ({ rule, path: element })),
    ));
  const recipient =
    ontvanger !== undefined && gemeenteOrAanbieder.test(ontvanger)
      ? await recipientOf(parts.pool, ontvanger)
      : null;
  const more: DryRunFinding[] = [
    ...(recipient && !recipient.connected ? [notConnected(recipient)] : []),
    ...(lacking !== undefined ? [lacksRetour(lacking)] : []),
  ];
  return {
    ...validation,
    findings: [...more, ...validation.findings],
    findingCount: validation.findingCount + more.length,
    recipient,
  };
}

function notConnected({ code, until, successor }: Recipient): DryRunFinding {
  return {
    ...{ kind: 'recipient', level: 1, line: 0, element: 'Header/Ontvanger' },
    rule: until === null ? 'unknown-recipient' : 'recipient-ended',
    params: { recipient: code, until: until ?? '', successor: successor ?? '' },
  };
}

function lacksRetour(element: string): DryRunFinding {
  return { kind: 'word', level: 3, line: 0, element, rule: retourMissing };
}

/** Whether a party takes part is no secret: a POST tells it too. */
async function recipientOf(pool: Pool, code: string): Promise<Recipient> {
  const { rows } = await pool.query<{ until: string | null; successor: string | null }>({
    name: 'find-recipient',
    text: `select until::text, successor from party where code = $1`,
    values: [code],
  });
  const [party] = rows;
  const { until = null, successor = null } = party ?? {};
  const connected = party !== undefined && (until === null || until >= dutchDate(new Date()));
  return { code, connected, until, successor };
}

/** @param seen is told what the message is about, when what was said before is looked up for the caller */
async function validated(
  { pool, keys, inspections }: DryRunParts,
  call: Call,
  bytes: Uint8Array,
  seen: (about: About) => void,
): Promise<Validation> {
  const { party: mandatary, actsFor } = call.principal;
  const mandateTo = async ({ afzender, type }: About) => {
    if (mandatary === undefined) return undefined;
    const [mandate] = await mandatesFor(pool, keys.rows, { mandatary, party: afzender, type });
    return mandate?.id;
  };
  let another: About | undefined;
  const payer = mandatary ?? call.principal.credential.name;
  const validation = await inspections.validate(payer, bytes, async (about) => {
    let mandateId: string | undefined;
    if (!actsFor.includes(about.afzender)) {
      mandateId = await mandateTo(about);
      if (mandateId === undefined) return undefined;
      another = about;
    }
    const { memory, ledgerCase } = await remember(pool, keys, about, dutchDate(new Date()));
    const { afzender, gemeente, aanbieder } = about;
    const wish = {
      party: afzender,
      counterparty: afzender === gemeente ? aanbieder : gemeente,
      clientIds: ledgerCase.client ? [ledgerCase.client.id] : [],
      mandateId: mandateId ?? null,
    };
    await noteAccess(pool, entryOf(call, 'try-out', wish));
    seen(about);
    return memory;
  });
  if (!another || (await mandateTo(another)) !== undefined) return validation;
  return inspections.validate(payer, bytes, async () => undefined);
}
