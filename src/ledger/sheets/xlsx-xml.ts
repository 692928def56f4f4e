import sax, { type SAXOptions } from 'sax';
import { Unreadable } from './sheet.ts';

/** What reads an XML part. Names come without their prefix. */
export interface XmlReader {
  open(name: string, attributes: Readonly<Record<string, string>>): void;
  close?(name: string): void;
  /** A piece of text: one text may come in pieces. */
  text?(piece: string): void;
}

/** With the entities of XML alone; its types do not know that setting. */
const options: SAXOptions & { readonly strictEntities: true } = {
  position: false,
  strictEntities: true,
};

/** Elements in elements: SpreadsheetML needs about ten. */
const deepest = 100;

/**
 * Reads an XML part as it comes. A document type is refused, so that there are no entities but those of XML.
 *
 * @throws {Unreadable} when it is not well-formed, and what the reader throws
 */
export async function readXml(parts: AsyncIterable<Buffer>, reader: XmlReader): Promise<void> {
  const parser = sax.parser(true, options);
  let depth = 0;
  parser.onerror = broken;
  parser.ondoctype = broken;
  parser.onopentag = ({ name, attributes }) => {
    depth += 1;
    if (depth > deepest) broken();
    reader.open(localName(name), attributes as Record<string, string>);
  };
  parser.onclosetag = (name) => {
    depth -= 1;
    reader.close?.(localName(name));
  };
  parser.ontext = (piece) => reader.text?.(piece);
  parser.oncdata = (piece) => reader.text?.(piece);
  // By the standard UTF-16 may be, and no program writes it.
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decode = (part?: Buffer) => {
    try {
      return decoder.decode(part, { stream: part !== undefined });
    } catch {
      return broken();
    }
  };
  for await (const part of parts) parser.write(decode(part));
  parser.write(decode()).close();
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function broken(): never {
  throw new Unreadable('file-broken');
}
