import type { Violation, ViolationRule } from './inspection.ts';
import type { Pointer } from './libxml2.ts';
import { cutAfter, errorAt, NodeType, tree } from './libxml2.ts';
import { NodeLocator } from './node-locator.ts';
import type { Vocabulary } from './vocabulary.ts';
import { localName } from './vocabulary.ts';

/** Violations that are kept in full; the others are only counted. */
const MOST_VIOLATIONS = 100;

/** Counting stops here, because each error takes libxml2 up to 15 microseconds and nobody reads so many. */
const MOST_COUNTED = 10_000;

/** Error codes of libxml2 (xmlerror.h, XML_SCHEMAV_...), which do not change between releases. */
const rules: ReadonlyMap<number, ViolationRule> = new Map([
  [1824, 'type'], // not a value of an atomic type
  [1825, 'type'], // of a list type
  [1826, 'type'], // of a union type
  [1827, 'unexpected-attribute'], // an attribute on an element with text only
  [1828, 'unexpected-element'], // an element inside an element with text only
  [1830, 'type'], // length
  [1831, 'min-length'],
  [1832, 'max-length'],
  [1833, 'min-value'],
  [1834, 'max-value'],
  [1835, 'min-value'],
  [1836, 'max-value'],
  [1837, 'type'], // totalDigits
  [1838, 'type'], // fractionDigits
  [1839, 'pattern'],
  [1840, 'enumeration'],
  [1841, 'unexpected-text'], // content where there must be none
  [1842, 'unexpected-element'], // an element in simple content
  [1843, 'unexpected-text'], // text between elements
  [1848, 'unexpected-attribute'], // xsi:nil with content
  [1847, 'unexpected-attribute'], // xsi:nil
  [1849, 'unexpected-attribute'], // xsi:nil and a fixed value
  [1850, 'unexpected-attribute'], // xsi:type that is no name
  [1851, 'unexpected-attribute'], // xsi:type that is no type
  [1852, 'unexpected-attribute'], // xsi:type that does not derive
  [1866, 'unexpected-attribute'],
  [1867, 'unexpected-attribute'],
  [1871, 'unexpected-element'], // or a missing one, see below
]);

/** The rules that one value can break at once; the first of these is reported. */
const valueRules: readonly ViolationRule[] = [
  'enumeration',
  'pattern',
  'max-length',
  'min-length',
  'min-value',
  'max-value',
  'type',
];

/**
 * Turns the errors of one validation into violations: the first hundred in full, the rest counted,
 * one for each wrong value although libxml2 reports each facet and the type that it breaks.
 */
export class ViolationCollector {
  readonly violations: Violation[] = [];
  count = 0;
  readonly #vocabulary: Vocabulary;
  readonly #locator: NodeLocator;
  readonly #mostCounted: number;
  /** The node that the last violation is about. */
  #lastNode: Pointer = 0;
  #stoppedAt: Pointer = 0;
  readonly #restores: (() => void)[] = [];

  /** @param mostCounted counting, and with it the validation, stops here */
  constructor(vocabulary: Vocabulary, mostCounted = MOST_COUNTED) {
    this.#vocabulary = vocabulary;
    this.#mostCounted = mostCounted;
    this.#locator = new NodeLocator(vocabulary);
  }

  /** Takes an error from libxml2, which is readable during this call only. */
  add(error: Pointer): void {
    if (errorAt.level(error) < 2) return;
    const node = errorAt.node(error);
    if (this.count >= this.#mostCounted) {
      this.#stop(owner(node));
      return;
    }
    const rule = ruleOf(error, node);
    const aboutValue = valueRules.includes(rule);
    // libxml2 checks a value after all else about its element, so that an earlier error of it is more precise.
    const again = aboutValue && node !== 0 && node === this.#lastNode;
    this.#lastNode = node;
    if (!again) this.count += 1;
    if (this.count > MOST_VIOLATIONS) return;
    if (again) this.#refine(rule, error);
    else this.violations.push(this.#violation(rule, error, node));
  }

  /** Whether it stopped counting. */
  get stopped(): boolean {
    return this.#stoppedAt !== 0;
  }

  /** Restores the tree that was cut to end the validation early. Call it when the validation has ended. */
  restoreTree(): void {
    for (const restore of this.#restores.splice(0).reverse()) restore();
  }

  /** Ends the validation at an element, once: errors about the same element may still follow. */
  #stop(element: Pointer): void {
    if (element === 0 || element === this.#stoppedAt) return;
    this.#stoppedAt = element;
    this.#restores.push(cutAfter(element));
  }

  #violation(rule: ViolationRule, error: Pointer, node: Pointer): Violation {
    const element = owner(node);
    return this.#detailed(
      { line: this.#locator.line(element), element: this.#locator.path(element), rule },
      error,
      element,
    );
  }

  /** Takes a second error about the value of the last violation, and keeps the more precise one. */
  #refine(rule: ViolationRule, error: Pointer): void {
    const last = this.violations.at(-1);
    if (!last || !valueRules.includes(last.rule)) return;
    if (valueRules.indexOf(rule) >= valueRules.indexOf(last.rule)) return;
    const { line, element } = last;
    this.violations[this.violations.length - 1] = this.#detailed({ line, element, rule }, error, 0);
  }

  #detailed(violation: Violation, error: Pointer, element: Pointer): Violation {
    if (element !== 0 && valueRules.includes(violation.rule) && isEmpty(element)) {
      return { ...violation, rule: 'empty' };
    }
    // Names and values of the sender come before the last quote and colon, those of the schema after it.
    const text = errorAt.message(error).trimEnd();
    const ofSchema = text.slice(text.lastIndexOf("': ") + 3);
    const rule = ofSchema.startsWith('Missing child element') ? 'missing-element' : violation.rule;
    const expected = this.#expected(rule, text, ofSchema);
    return expected.length === 0 ? { ...violation, rule } : { ...violation, rule, expected };
  }

  /** What the schema expects; only words that the schemas themselves have. */
  #expected(rule: ViolationRule, text: string, ofSchema: string): string[] {
    const { elements, facets, builtIns } = this.#vocabulary;
    switch (rule) {
      case 'unexpected-element':
      case 'missing-element': {
        const names = /Expected is (?:one of )?\( (.*) \)\.$/.exec(ofSchema)?.[1] ?? '';
        return names
          .split(', ')
          .map(localName)
          .filter((name) => elements.has(name));
      }
      case 'min-length':
      case 'max-length':
      case 'min-value':
      case 'max-value': {
        const limit = /'([^']*)'\)?\.$/.exec(text)?.[1] ?? '';
        return facets.has(limit) ? [limit] : [];
      }
      case 'enumeration': {
        const set = /\{('.*')\}\.$/.exec(text.slice(text.lastIndexOf('{')))?.[1] ?? '';
        return set
          .split(', ')
          .map((value) => value.slice(1, -1))
          .filter((value) => facets.has(value));
      }
      case 'pattern': {
        const opening = " is not accepted by the pattern '";
        const pattern = text.slice(text.lastIndexOf(opening) + opening.length, -2);
        return facets.has(pattern) ? [pattern] : [];
      }
      case 'type': {
        const type = /'([^']*)'\.$/.exec(text)?.[1] ?? '';
        const builtIn = builtIns.get(localName(type));
        return builtIn === undefined ? [] : [builtIn];
      }
      default:
        return [];
    }
  }
}

function ruleOf(error: Pointer, node: Pointer): ViolationRule {
  const rule = rules.get(errorAt.code(error)) ?? 'other';
  // The standard has no attributes: a wrong value of one is one attribute too many.
  const ofAttribute = node !== 0 && tree.type(node) === NodeType.attribute;
  return ofAttribute && valueRules.includes(rule) ? 'unexpected-attribute' : rule;
}

/** The element that an error is about, which may be reported at one of its attributes. */
function owner(node: Pointer): Pointer {
  return node !== 0 && tree.type(node) === NodeType.attribute ? tree.parent(node) : node;
}

function isEmpty(element: Pointer): boolean {
  return tree.type(element) === NodeType.element && tree.firstChild(element) === 0;
}
