import { Compile } from 'typebox/compile';
import { cents, centsNumber } from '../../standard/money.ts';
import { UnreadableEvent } from './codec.ts';
import { isPrestatieKind, type PrestatieEvent } from './prestaties.ts';
import { type Payload3, type PrestatieEvent3, version3 } from './version-3.ts';

const checks = {
  declared: Compile(version3.declared),
  granted: Compile(version3.granted),
  credited: Compile(version3.credited),
  refusedPerformance: Compile(version3.refusedPerformance),
};

/**
 * An event of a Prestatie as bytes that are stored for ever: JSON of version 3 (`version-3.ts`), its fields in a fixed
 * order.
 *
 * @throws {UnreadableEvent} for what could not be read again
 * @throws {RangeError} for an amount beyond what JSON holds exactly
 */
export function encodePrestatie(event: PrestatieEvent): Buffer {
  const payload: Payload3 = { version: 3, event: written(event) };
  if (!checks[event.kind].Check(payload)) throw new UnreadableEvent();
  return Buffer.from(JSON.stringify(payload));
}

/**
 * The event in bytes that {@link encodePrestatie} of any version wrote.
 *
 * @throws {UnreadableEvent} when they are not exactly that
 */
export function decodePrestatie(bytes: Buffer): PrestatieEvent {
  let payload: unknown;
  try {
    payload = JSON.parse(bytes.toString());
  } catch {
    // The error of the parser quotes personal data.
  }
  if (!isPayload3(payload)) throw new UnreadableEvent();
  const { cents: count, ...event } = payload.event;
  return { ...event, cents: cents(count) };
}

function isPayload3(payload: unknown): payload is Payload3 {
  const kind = (payload as { event?: { kind?: unknown } | null } | null | undefined)?.event?.kind;
  return typeof kind === 'string' && isPrestatieKind(kind) && checks[kind].Check(payload);
}

function written(event: PrestatieEvent): PrestatieEvent3 {
  const { kind, path, effective, toewijzingNummer, declaration, first, doubles } = event;
  const facts = {
    ...{ path, effective, cents: centsNumber(event.cents), toewijzingNummer, declaration },
    ...(first && { first }),
    ...(doubles && { doubles: [...doubles] }),
  };
  const content = writtenContent(event.content);
  if (kind !== 'refusedPerformance') return { kind, ...facts, content };
  const { whole, retourCodes } = event;
  return {
    kind,
    ...facts,
    ...(whole && { whole }),
    ...(retourCodes && { retourCodes: [...retourCodes] }),
    content,
  };
}

/** Field by field, so that the order of what was read never changes what is stored. */
function writtenContent(content: PrestatieEvent['content']): PrestatieEvent3['content'] {
  const { vorigReferentieNummer, product, tarief } = content;
  return {
    declaratieNummer: content.declaratieNummer,
    declaratieBegin: content.declaratieBegin,
    referentieNummer: content.referentieNummer,
    ...(vorigReferentieNummer !== undefined && { vorigReferentieNummer }),
    toewijzingNummer: content.toewijzingNummer,
    product: {
      categorie: product.categorie,
      ...(product.code !== undefined && { code: product.code }),
    },
    begin: content.begin,
    end: content.end,
    volume: content.volume,
    eenheid: content.eenheid,
    ...(tarief !== undefined && { tarief }),
    bedrag: content.bedrag,
    debetCredit: content.debetCredit,
  };
}
