import { readFileSync } from 'node:fs';

/** What a test changes in a message that people can read. */
export interface HeaderWishes {
  readonly afzender?: string;
  readonly ontvanger?: string;
  readonly identificatie?: string;
  readonly dagtekening?: string;
  readonly declaratieIdentificatie?: string;
  readonly declaratieDagtekening?: string;
}

/**
 * A fixture with another Header.
 *
 * @param file below `fixtures/`, as in `JW315/valid-complete.xml`
 */
export function fixture(file: string, wishes: HeaderWishes = {}): string {
  const xml = readFileSync(new URL(`../../fixtures/${file}`, import.meta.url), 'utf8');
  const [header = '', ...rest] = xml.split('</Header>');
  const [own = '', ...declaratie] = header.split('<DeclaratieIdentificatie>');
  const changed = [
    identify(own, wishes.identificatie, wishes.dagtekening)
      .replace(/(<Afzender>)[^<]*/, (all, open) => (wishes.afzender ? open + wishes.afzender : all))
      .replace(/(<Ontvanger>)[^<]*/, (all, open) =>
        wishes.ontvanger ? open + wishes.ontvanger : all,
      ),
    ...declaratie.map((part) =>
      identify(part, wishes.declaratieIdentificatie, wishes.declaratieDagtekening),
    ),
  ].join('<DeclaratieIdentificatie>');
  return [changed, ...rest].join('</Header>');
}

function identify(header: string, identificatie?: string, dagtekening?: string): string {
  return header
    .replace(/(<ijw:Identificatie>)[^<]*/, (all, open) =>
      identificatie ? open + identificatie : all,
    )
    .replace(/(<ijw:Dagtekening>)[^<]*/, (all, open) => (dagtekening ? open + dagtekening : all));
}

let given = 0;

/** An Identificatie that no other message of this test file has. */
export function newIdentificatie(): string {
  given += 1;
  return `T${String(given).padStart(8, '0')}`;
}

/** A JW315 from the aanbieder to the gemeente, with an Identificatie of its own. */
export function jw315(wishes: HeaderWishes = {}): string {
  return fixture('conversation/01-JW315.xml', { identificatie: newIdentificatie(), ...wishes });
}

/** The approving retour of {@link jw315} with the same wishes. */
export function jw316(wishes: HeaderWishes): string {
  return fixture('conversation/02-JW316.xml', wishes);
}
