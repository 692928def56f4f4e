import { globSync, readFileSync } from 'node:fs';
import { aboutOf } from '../../../src/ledger/past/about.ts';
import { answerOf, readBericht } from '../../../src/standard/answers/answer.ts';
import { type BerichtType, berichtOfType } from '../../../src/standard/catalogue.ts';
import type { AnyBericht } from '../../../src/standard/messages/berichten.ts';
import { buildBericht } from '../../../src/standard/messages/build.ts';
import { parseBericht } from '../../../src/standard/messages/parse.ts';
import type { Past } from '../../../src/standard/rules/engine/past.ts';
import { loadGemeenten } from '../../../src/standard/rules/gemeenten.ts';
import { validate } from '../../../src/standard/validation.ts';
import { Inspector } from '../../../src/standard/xml/inspector.ts';
import { InspectorError, memoryInUse } from '../../../src/standard/xml/libxml2.ts';
import { presentValidation } from '../../../src/texts/validation-texts.ts';
import { factsOfDocument, factsOfObject } from '../../standard/messages/facts.ts';
import { before } from '../../standard/rules/history.ts';
import { standardFiles } from '../../support/gateway.ts';
import { vocabularyOf } from '../../support/generate/documents.ts';
import { type ElementModel, readModels } from '../../support/generate/model.ts';
import { escapeText } from '../../support/generate/tree.ts';
import { edgeValues } from '../../support/generate/values.ts';
import { aboutChild, personal } from '../../support/personal.ts';
import { asBytes, type Change, replaceOne } from '../engine/mutate.ts';
import { must, type OpenTarget, type Target } from '../engine/target.ts';

/** On which all messages are judged. */
const today = '2026-11-27';
/** The worst document of 64 KB takes a tenth of this, in milliseconds of the processor. */
const longestMs = 2000;
/** A document of 64 KB with all that libxml2 makes of it; a leak gets beyond this. */
const mostMemory = 64 * 2 ** 20;

const xsi = 'http://www.w3.org/2001/XMLSchema-instance';
const models = readModels(standardFiles.schemaDir);
const vocabulary = vocabularyOf(models);

/** By the name of an element, values at the borders of what the XSDs allow there. */
const edges = new Map<string, string[]>();
const collectEdges = ({ name, type }: ElementModel): void => {
  if (type.kind === 'class') type.children.forEach(collectEdges);
  else edges.set(name, [...(edges.get(name) ?? []), ...edgeValues(type)]);
};
for (const model of models.values()) collectEdges(model);

/** Gives an element a value that is just right, or just not. */
const toTheEdge: Change = (text, { random }) =>
  replaceOne(text, /<(?:[\w.-]+:)?[\w.-]+>[^<]*(?=<\/)/g, random, (found) => {
    const [start, name = ''] = /^<(?:[\w.-]+:)?([\w.-]+)>/.exec(found) ?? [];
    const values = edges.get(name);
    return values ? start + asBytes(escapeText(random.pick(values))) : found;
  });

/**
 * What the intake does with the bytes of a message before anything else is asked: the prolog, the parser,
 * the XSD, a dry run, reading it into an object, its rules and the answer to it.
 */
export const target: Target = {
  name: 'xml',
  share: 0.35,
  watches: ['src/standard/', 'src/ledger/past/about', 'node_modules/fast-xml-parser/'],
  seeds: [
    ...globSync('fixtures/*/*.xml')
      .sort()
      .map((file) => aboutChild(readFileSync(file, 'utf8'))),
    // Of a gemeente that there is not: refused by a rule that looks outside of the message.
    ...globSync('fixtures/JW3*/valid-complete.xml')
      .sort()
      .map((file) => readFileSync(file, 'utf8').replaceAll('0363', '0999')),
    '',
    '<a/>',
    `<?xml version='1.0'?><!-- ${personal.bsn} --><?a ?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>`,
  ],
  grammar: {
    dictionary: [
      ...vocabulary.names,
      ...vocabulary.namespaces,
      ...[
        '<!DOCTYPE a>',
        '<!DOCTYPE a [<!ENTITY b "c">]>',
        '&b;',
        '&amp;',
        '&lt;',
        '&#13;',
        '&#x0;',
      ],
      ...[
        '<![CDATA[',
        ']]>',
        '<![CDATA[]]>',
        '<!--',
        '-->',
        '<!-- -->',
        '<?a ?>',
        '<?',
        '?>',
        '--',
      ],
      ...['<?xml version="1.0" encoding="UTF-8"?>', '<?xml version="1.1"?>', ' standalone="yes"'],
      ...[` xmlns:xsi="${xsi}"`, ' xsi:nil="true"', ' xsi:type="a"', ' xsi:schemaLocation="a b"'],
      ...[
        ' xmlns=""',
        ' xmlns:a="urn:a"',
        ' xml:space="preserve"',
        ':',
        '</',
        '/>',
        '<',
        '>',
        '<a>',
      ],
      ...['</a>', '<ijw:', 'ijw:', 'JW301', 'JW325', personal.bsn, '0200', '0001', '0233'],
      ...['2024-02-29', '2024-02-30Z', '24:00:00', '10:30:00.5', '12345678', '0363', '0599'],
    ],
    changes: [toTheEdge],
    // An element with text only, an attribute, a comment.
    units: /<([\w:.-]+)(?:\s[^<>]*)?>[^<]*<\/\1>|\s[\w:.-]+="[^"<]*"|<!--.*?-->/g,
    longest: 64 * 1024,
  },
  open: async () => new Intake(),
};

class Intake implements OpenTarget {
  readonly #inspector = Inspector.load(standardFiles.schemaDir);
  readonly #gemeenten = loadGemeenten(standardFiles.gemeentenFile);
  /** It never shrinks, and others may have used it before. */
  readonly #memoryBefore = memoryInUse();

  run(bytes: Buffer): undefined {
    const began = process.threadCpuUsage();
    try {
      this.#examine(bytes);
    } catch (error) {
      // A document may be too much for libxml2: its sender gets that answer.
      if (!(error instanceof InspectorError)) throw error;
    }
    const { user, system } = process.threadCpuUsage(began);
    must((user + system) / 1000 < longestMs, `it took more than ${longestMs} ms`);
    must(memoryInUse() < this.#memoryBefore + mostMemory, 'the memory of WebAssembly grew');
  }

  #examine(bytes: Buffer): void {
    const inspection = this.#inspector.inspect(bytes);
    const again = this.#inspector.inspect(Buffer.from(bytes));
    must(JSON.stringify(inspection) === JSON.stringify(again), 'two verdicts on the same bytes');

    const validation = validate(this.#inspector, bytes, { today, gemeenten: this.#gemeenten });
    expectNothingPersonal([
      ...(inspection.outcome === 'known' ? inspection.violations : []),
      presentValidation(validation, 'nl'),
      presentValidation(validation, 'en'),
    ]);
    // What is known was read just now, for its rules.
    if (inspection.outcome !== 'known') read('JW315', bytes);
    if (inspection.outcome !== 'known' || inspection.violationCount > 0) return;
    const { type } = inspection;
    must(
      validation.findings.every(({ level }) => level > 1),
      'a valid message has a fault of level 1',
    );
    const bericht = readBericht(type, bytes);
    aboutOf(bericht);
    this.#judge(bericht);
    this.#judge(bericht, before(type));
    this.#expectFaithful(bericht, bytes);
  }

  /** The verdict, and the answer that says it. */
  #judge(bericht: AnyBericht, past?: Past): void {
    const { type } = bericht;
    const answer = berichtOfType(type).answeredBy ? 'verdict' : 'none';
    const question = { type, today, answer, level3: 'enforce', identificatie: 'R1' } as const;
    const context = { gemeenten: this.#gemeenten, ...(past && { past }) };
    // It looks itself whether its answer is valid.
    const judged = answerOf(this.#inspector, bericht, question, context);
    expectNothingPersonal(judged.findings);
  }

  /** Reads as libxml2 does; what is written of it reads the same. */
  #expectFaithful(bericht: AnyBericht, bytes: Buffer): void {
    const { type } = bericht;
    const seen = factsOfDocument(bytes, models.get(type) as ElementModel);
    must(
      JSON.stringify(factsOfObject(bericht)) === JSON.stringify(seen),
      'a message is read as something else than libxml2 judged',
    );
    const written = parseBericht(type, buildBericht(bericht));
    must(JSON.stringify(written) === JSON.stringify(bericht), 'a message is written as another');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#inspector[Symbol.dispose]();
  }
}

/** Of what it cannot read, reading says no more than that. */
function read(type: BerichtType, bytes: Buffer): void {
  try {
    parseBericht(type, bytes);
  } catch (error) {
    const { message } = error as Error;
    must(/^the message (is not well-formed|has no Bericht)$/.test(message), 'reading threw');
  }
}

const secrets = Object.values(personal);

function expectNothingPersonal(shown: unknown): void {
  const text = JSON.stringify(shown);
  must(!secrets.some((secret) => text.includes(secret)), 'something personal is shown');
}
