import type { BerichtType } from '../../standard/catalogue.ts';
import type { AnyBericht } from '../../standard/messages/berichten.ts';
import { declaratieClienten, prestaties } from '../../standard/rules/engine/classes.ts';
import { normalNumber } from '../../standard/rules/engine/past.ts';
import type { ProductCode } from '../catalogue/spic.ts';
import { isLedgerBericht, type LedgerBericht } from './bericht.ts';
import { namedIn } from './past.ts';
import { productsIn } from './stacking.ts';

/** What a message names, by which the past that its rules need is looked up. Personal data. */
export interface About {
  readonly type: BerichtType;
  readonly afzender: string;
  readonly identificatie: string;
  readonly gemeente: string;
  readonly aanbieder: string;
  /** Absent where the message names no child: a JW319 names the request, a JW323 many children. */
  readonly bsn?: string;
  /** As `normalNumber` writes them, each once. */
  readonly toewijzingNummers: readonly string[];
  /** ReferentieAanbieder of requests, each once. */
  readonly referenties: readonly string[];
  /** Products that a gemeente allocates, each once. The catalogue of its region describes them. */
  readonly products: readonly ProductCode[];
  /** Of a JW323, apart from its Header. */
  readonly declaration?: AboutDeclaration;
}

/** What a declaration names. Each once. */
export interface AboutDeclaration {
  readonly declaratieNummer: string;
  readonly bsns: readonly string[];
  /** ReferentieNummer of each Prestatie. */
  readonly referentieNummers: readonly string[];
}

/** What a message is about; undefined for one that no rule compares with the past. */
export function aboutOf(bericht: AnyBericht): About | undefined {
  if (bericht.type === 'JW323') {
    const { afzender, ontvanger, berichtIdentificatie } = bericht.header;
    const { identificatie } = berichtIdentificatie;
    const all = prestaties(bericht).map(({ value }) => value);
    const referenties = all.map(({ productReferentie }) => productReferentie.referentieNummer);
    return {
      ...{ type: 'JW323', afzender, identificatie, gemeente: ontvanger, aanbieder: afzender },
      toewijzingNummers: once(all.map((one) => normalNumber(one.toewijzingNummer))),
      ...{ referenties: [], products: [] },
      declaration: {
        declaratieNummer: bericht.declaratie.declaratieNummer,
        bsns: once(declaratieClienten(bericht).map(({ value }) => value.bsn)),
        referentieNummers: once(referenties),
      },
    };
  }
  if (!isLedgerBericht(bericht)) return undefined;
  const byGemeente = bericht.type === 'JW301' || bericht.type === 'JW319';
  return {
    ...namesOf(bericht, byGemeente ? 'gemeente' : 'aanbieder'),
    ...namedIn(bericht),
    products: bericht.type === 'JW301' ? productsIn(bericht) : [],
    ...(bericht.type !== 'JW319' && { bsn: bericht.client.bsn }),
  };
}

function once(all: readonly string[]): string[] {
  return [...new Set(all)];
}

function namesOf({ type, header }: LedgerBericht, sender: 'gemeente' | 'aanbieder') {
  const { afzender, ontvanger, berichtIdentificatie } = header;
  const [gemeente, aanbieder] =
    sender === 'gemeente' ? [afzender, ontvanger] : [ontvanger, afzender];
  const { identificatie } = berichtIdentificatie;
  return { type, afzender, identificatie, gemeente, aanbieder };
}
