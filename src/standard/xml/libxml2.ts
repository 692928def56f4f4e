import moduleLoader from 'libxml2-wasm/lib/libxml2raw.mjs';

/**
 * libxml2 as WebAssembly, one instance for each thread.
 *
 * We use the package's raw binding and not its classes: those keep every error of a validation,
 * each with a path that takes as long as the element has siblings, so that a large message with
 * every element wrong would never end; and they hand on libxml2's own texts, which quote values.
 * `test/standard/xml/inspector.test.ts` fails when the structures below no longer fit the binding.
 */
export const libxml2 = await moduleLoader();
libxml2._xmlInitParser();

/**
 * libxml2 gave up: the document is too much for its memory, or a value too long for a pattern of
 * the schema. The text holds nothing of the message, and libxml2 can go on with another.
 */
export class InspectorError extends Error {
  override readonly name = 'InspectorError';
}

/** An address in WebAssembly memory; 0 is null. */
export type Pointer = number;

/** Offsets in the structures of libxml2 2.14 and later, with pointers of 32 bits. */
const node = { type: 4, name: 8, children: 12, parent: 20, next: 24, prev: 28, ns: 36 } as const;
const nodeMore = { content: 40, properties: 44, psvi: 52, line: 56 } as const;
const ns = { href: 8 } as const;
const err = { code: 4, message: 8, level: 12, line: 20, node: 48 } as const;

/** The kinds of node that we meet. */
export const NodeType = { element: 1, attribute: 2, text: 3, cdata: 4 } as const;

function word(address: Pointer): number {
  return (libxml2.HEAP32[address >> 2] ?? 0) >>> 0;
}

/** The string of UTF-8 bytes at an address, at most `maxBytes` of it; empty for null. */
export function stringAt(address: Pointer, maxBytes?: number): string {
  return address === 0 ? '' : libxml2.UTF8ToString(address, maxBytes);
}

/** Reading a node of the tree. Everything takes and gives addresses; 0 means that there is none. */
export const tree = {
  type: (n: Pointer): number => word(n + node.type),
  /** Address of the local name; equal names of one document have one address. */
  nameAddress: (n: Pointer): Pointer => word(n + node.name),
  /** The first 1,000 bytes of the local name. */
  name: (n: Pointer): string => stringAt(word(n + node.name), 1000),
  firstChild: (n: Pointer): Pointer => word(n + node.children),
  parent: (n: Pointer): Pointer => word(n + node.parent),
  next: (n: Pointer): Pointer => word(n + node.next),
  previous: (n: Pointer): Pointer => word(n + node.prev),
  /** The namespace of an element or attribute, empty when it has none. */
  namespace: (n: Pointer): string => {
    const address = word(n + node.ns);
    return address === 0 ? '' : stringAt(word(address + ns.href), 1000);
  },
  firstAttribute: (element: Pointer): Pointer => word(element + nodeMore.properties),
  /** The text of an attribute of this local name, or undefined. For schemas, not for messages. */
  attribute: (element: Pointer, name: string): string | undefined => {
    for (let a = tree.firstAttribute(element); a !== 0; a = tree.next(a)) {
      if (tree.name(a) === name) return stringAt(tree.contentAddress(tree.firstChild(a)));
    }
    return undefined;
  },
  /** Address of the content of a text or CDATA node. */
  contentAddress: (n: Pointer): Pointer => word(n + nodeMore.content),
  /** The line as 16 bits hold it, 65535 when that is too few. */
  shortLine: (n: Pointer): number => word(n + nodeMore.line) & 0xffff,
  /** The line of a text node beyond 65535, kept where the schema's annotation is otherwise. */
  longLine: (n: Pointer): number => word(n + nodeMore.psvi),
} as const;

/**
 * Ends a walk through the tree that is at this element, or at one of its children: the walker finds no more children or
 * siblings, and returns through the parents. libxml2 has no other way to stop a validation.
 *
 * @returns a function that restores the tree
 */
export function cutAfter(element: Pointer): () => void {
  const kept: [address: Pointer, value: Pointer][] = [];
  const clear = (address: Pointer): void => {
    kept.push([address, word(address)]);
    libxml2.HEAP32[address >> 2] = 0;
  };
  for (let child = tree.firstChild(element); child !== 0; ) {
    const next = tree.next(child);
    clear(child + node.next);
    child = next;
  }
  clear(element + node.children);
  for (let n = element; n !== 0 && tree.type(n) === NodeType.element; n = tree.parent(n)) {
    clear(n + node.next);
  }
  return () => {
    for (const [address, value] of kept) libxml2.HEAP32[address >> 2] = value;
  };
}

/** XML_ERR_NO_MEMORY, and XML_SCHEMAV_INTERNAL: a pattern that took too many steps, above all. */
const ERR_NO_MEMORY = 2;
const SCHEMA_INTERNAL = 1818;

/** Reading an error as libxml2 reports it. */
export const errorAt = {
  code: (e: Pointer): number => word(e + err.code),
  /** 1 warning, 2 error, 3 fatal. */
  level: (e: Pointer): number => word(e + err.level),
  line: (e: Pointer): number => word(e + err.line),
  node: (e: Pointer): Pointer => word(e + err.node),
  /** Whether libxml2 itself failed, by lack of memory or otherwise: no fault of the document. */
  isFailure: (e: Pointer): boolean =>
    errorAt.code(e) === ERR_NO_MEMORY || errorAt.code(e) === SCHEMA_INTERNAL,
  /** libxml2's own text: quotes values of the message, so it never leaves this folder. */
  message: (e: Pointer): string => stringAt(word(e + err.message)),
} as const;

type ErrorListener = (error: Pointer) => void;
let listener: ErrorListener | undefined;

/** The one callback for libxml2; the listener of the moment must not throw through its frames. */
export const errorCallback: Pointer = libxml2.addFunction((_data: Pointer, error: Pointer) => {
  listener?.(error);
}, 'vii');

/**
 * Runs `work` while libxml2's errors go to `onError`. What `onError` throws is kept until libxml2
 * has returned and is thrown then: an exception must not unwind WebAssembly frames that hold
 * memory.
 */
export function withErrors<T>(onError: ErrorListener, work: () => T): T {
  const outer = listener;
  let thrown: { readonly reason: unknown } | undefined;
  listener = (error) => {
    if (thrown) return;
    try {
      onError(error);
    } catch (reason) {
      thrown = { reason };
    }
  };
  try {
    const result = work();
    if (thrown) throw (thrown as { readonly reason: unknown }).reason;
    return result;
  } finally {
    listener = outer;
  }
}

/** Runs `work` with a zero-terminated copy of the string in WebAssembly memory. */
function withString<T>(text: string, work: (address: Pointer) => T): T {
  const size = libxml2.lengthBytesUTF8(text) + 1;
  const address = allocate(size);
  try {
    libxml2.stringToUTF8(text, address, size);
    return work(address);
  } finally {
    libxml2._free(address);
  }
}

/** WebAssembly memory for `size` bytes, to be freed with `_free`. */
function allocate(size: number): Pointer {
  const address = libxml2._malloc(size);
  if (address === 0) throw new InspectorError('libxml2 ran out of memory');
  return address;
}

/** What libxml2 made of bytes: a document, or the line where it is not well-formed. */
export type Parsed =
  | { readonly document: Pointer; readonly fault?: undefined }
  | { readonly document: 0; readonly fault: { readonly line: number } };

const PARSE_OPTIONS =
  // Text over 10 MB is allowed (a Commentaar has no limit); nesting stops at 2,048.
  (1 << 19) /* HUGE */ |
  (1 << 22) /* BIG_LINES */ |
  (1 << 11) /* NONET */ |
  (1 << 23) /* NO_XXE */ |
  (1 << 25) /* NO_SYS_CATALOG */ |
  (1 << 21) /* IGNORE_ENC: the bytes have been found to be UTF-8 */ |
  (1 << 27) /* SKIP_IDS */ |
  (1 << 16); /* COMPACT: short texts inside their node */

/**
 * Parses UTF-8 bytes into a tree; free it with `_xmlFreeDoc`. Any error, those about namespaces
 * included, makes the document not well-formed; warnings do not. Nothing is read from elsewhere.
 *
 * Throws InspectorError when memory does not suffice.
 */
export function parse(bytes: Uint8Array, url = ''): Parsed {
  const input = allocate(bytes.length + 1);
  const context = libxml2._xmlNewParserCtxt();
  let line: number | undefined;
  let failed = context === 0;
  let document: Pointer = 0;
  try {
    libxml2.HEAPU8.set(bytes, input);
    libxml2.HEAPU8[input + bytes.length] = 0;
    libxml2._xmlCtxtSetErrorHandler(context, errorCallback, 0);
    document = withErrors(
      (error) => {
        if (errorAt.level(error) < 2) return;
        line ??= errorAt.line(error);
        failed ||= errorAt.isFailure(error);
      },
      () =>
        withString(url, (at) =>
          libxml2._xmlCtxtReadMemory(context, input, bytes.length, at, 0, PARSE_OPTIONS),
        ),
    );
  } finally {
    libxml2._xmlFreeParserCtxt(context);
    libxml2._free(input);
  }
  if (document !== 0 && line === undefined) return { document };
  if (document !== 0) libxml2._xmlFreeDoc(document);
  // No document and no error: so libxml2 behaves when the last byte of memory is used.
  if (failed || line === undefined) throw new InspectorError('libxml2 ran out of memory');
  return { document: 0, fault: { line } };
}

/** Bytes of WebAssembly memory of this thread; it grows with the largest document, never shrinks. */
export function memoryInUse(): number {
  return libxml2.HEAPU8.byteLength;
}
