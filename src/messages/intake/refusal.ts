import { randomUUIDv7 } from 'node:crypto';
import { gemeenteOrAanbieder } from '../../parties/directory/codes.ts';
import type { Problem } from '../../problem.ts';
import type { Inspection } from '../../standard/xml/inspection.ts';
import type { KeyRing } from '../../store/keys/keys.ts';
import type { NewRefusal } from '../lifecycle/refuse.ts';
import { macOfMessage } from '../signed.ts';
import { type Post, posterOf } from './post.ts';

/**
 * A post that is refused, ready to be kept.
 *
 * @param inspection if known: then what its Header seems to hold is kept too
 * @param problem why it is refused
 */
export function refusalOf(
  keys: KeyRing,
  { call, party, bytes, contentHash }: Post,
  inspection: Inspection | undefined,
  problem: Problem,
): NewRefusal {
  const id = randomUUIDv7();
  const { params, violations, findings, violationCount } = problem.details;
  const known = inspection && inspection.outcome !== 'not-xml' ? inspection : undefined;
  const facts = {
    id,
    type: known?.type ?? null,
    afzender: partyCode(known?.header.afzender),
    ontvanger: partyCode(known?.header.ontvanger),
    identificatie: inForm(identificatieForm, known?.header.identificatie),
    dagtekening: inForm(dateForm, known?.header.dagtekening),
    sender: party,
  };
  const outside = { recipient: null, heenberichtId: null, refuses: false, byGateway: false };
  const refusal = { code: problem.code, params, violations, findings, violationCount };
  return {
    ...facts,
    mac: macOfMessage(keys.rows, { ...facts, ...outside }),
    poster: posterOf(call),
    contentHash,
    size: bytes.length,
    refusal,
    ...keys.sealMessage({ ...facts, ...outside }, bytes),
  };
}

/** The pattern of Berichtnummer in the schemas, without characters that Postgres cannot keep. */
const identificatieForm = /^[^\p{C}\p{Z}](?:[^\p{C}]{0,10}[^\p{C}\p{Z}])?$/u;
const dateForm = /^\d{4}-\d{2}-\d{2}$/;

// An unchecked Header may hold anything, so only values in the right form are kept unencrypted.
function inForm(form: RegExp, text: string | undefined): string | null {
  return text !== undefined && form.test(text) ? text : null;
}

function partyCode(text: string | undefined): string | null {
  return inForm(gemeenteOrAanbieder, text);
}
