import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Inspector } from '../src/standard/xml/inspector.ts';
import { printTable, rate, verdict } from './table.ts';

const mark = 500;
const fixtures = ['JW315/valid-complete', 'JW301/valid-complete'] as const;
const runsOfJava = 5;

/** What we use of the package, which is optional and brings no types that stay with it. */
type ValidateXml = (xml: string, schema: string) => Promise<{ valid: boolean }>;

/**
 * Validations per second of typical messages: with libxml2, as the gateway does it (from the bytes
 * to header facts and violations), and with `xsd-schema-validator`, which starts a JVM for each.
 */
export async function benchValidations(): Promise<void> {
  console.log('\nValidations per second, one after the other');
  using inspector = Inspector.load(path('../schemas/ijw/3.2'));
  const java = await javaValidator();
  const rows: string[][] = [];
  const ratios: number[] = [];
  for (const fixture of fixtures) {
    const bytes = readFileSync(path(`../fixtures/${fixture}.xml`));
    const own = perSecondOf(inspector, bytes);
    const other = java && (await perSecondOfJava(java, bytes, fixture));
    if (other) ratios.push(own / other);
    rows.push([
      `${fixture} (${bytes.length} bytes)`,
      rate(own),
      other ? rate(other) : '-',
      other ? rate(own / other) : '-',
    ]);
  }
  printTable(['message', 'libxml2', 'xsd-schema-validator', 'ratio'], rows);
  if (ratios.length > 0) verdict('libxml2 over the JVM validator', Math.min(...ratios), mark);
}

function perSecondOf(inspector: Inspector, bytes: Uint8Array): number {
  const round = (ms: number): number => {
    const begin = performance.now();
    let count = 0;
    let spent = 0;
    for (; spent < ms; spent = performance.now() - begin, count++) {
      const inspection = inspector.inspect(bytes);
      if (inspection.outcome !== 'known' || inspection.violationCount > 0)
        throw new Error('This fixture ought to be valid.');
    }
    return (count * 1000) / spent;
  };
  round(500);
  // Others may use the machine: the best of a few rounds is nearest to what it can do.
  return Math.max(...Array.from({ length: 5 }, () => round(500)));
}

async function perSecondOfJava(
  validate: ValidateXml,
  bytes: Buffer,
  fixture: string,
): Promise<number> {
  const schema = path(`../schemas/ijw/3.2/${fixture.slice(0, 5)}.xsd`);
  const xml = bytes.toString();
  const spent: number[] = [];
  for (let run = 0; run <= runsOfJava; run++) {
    const begin = performance.now();
    const { valid } = await validate(xml, schema);
    if (!valid) throw new Error('This fixture ought to be valid.');
    // The first run may compile the package's helper.
    if (run > 0) spent.push(performance.now() - begin);
  }
  return 1000 / Math.min(...spent);
}

async function javaValidator(): Promise<ValidateXml | undefined> {
  // A name that the compiler does not look up: the package is there only where a JDK is.
  const name: string = 'xsd-schema-validator';
  let validate: ValidateXml;
  try {
    ({ validateXML: validate } = await import(name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    console.log(`${name} is not installed: no comparison. It takes a JDK and \`npm ci\`.`);
    return undefined;
  }
  try {
    await validate('<a/>', path('../schemas/ijw/3.2/JW315.xsd'));
  } catch (error) {
    // It throws for a document that is not valid, as this one is, and when there is no Java.
    if (!(error as { messages?: unknown }).messages) {
      console.log(`${name} cannot run (${(error as Error).message}): no comparison.`);
      return undefined;
    }
  }
  return validate;
}

function path(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}
