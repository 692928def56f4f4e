/** A page as a browser without scripts gets it. */
export interface Seen {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Its address. */
  readonly url: string;
  /** Where it sends the browser; null when it does not. */
  readonly location: string | null;
}

/** Fields of a form, by name. */
export type Fields = Readonly<Record<string, string>>;

/** A form of a page. */
export interface Form {
  readonly action: string;
  readonly fields: Fields;
}

interface Ask {
  readonly method?: string;
  readonly fields?: Fields | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: RequestInit['body'];
}

/** Somebody with a browser: it keeps cookies by host, and follows nothing by itself. */
export class Visitor {
  readonly #base: string;
  readonly #jars = new Map<string, Map<string, string>>();

  /** @param base where paths are, as in `http://127.0.0.1:8080` */
  constructor(base: string) {
    this.#base = base;
  }

  /** The cookies of a host, to look at and to change. */
  jar(base = this.#base): Map<string, string> {
    const { host } = new URL(base);
    const jar = this.#jars.get(host) ?? new Map<string, string>();
    this.#jars.set(host, jar);
    return jar;
  }

  get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Seen> {
    return this.ask(path, { headers });
  }

  post(
    path: string,
    fields: Fields,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Seen> {
    return this.ask(path, { method: 'POST', fields, headers });
  }

  async ask(path: string, { method = 'GET', fields, headers = {}, body }: Ask): Promise<Seen> {
    const url = new URL(path, this.#base).href;
    const jar = this.jar(url);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, {
      method,
      redirect: 'manual',
      headers: { ...(cookie && { Cookie: cookie }), ...headers },
      ...(fields && { body: new URLSearchParams(fields) }),
      ...(body !== undefined && { body }),
    });
    for (const set of response.headers.getSetCookie()) this.#keep(jar, set);
    const location = response.headers.get('location');
    return {
      ...{ status: response.status, headers: response.headers, url },
      text: await response.text(),
      location: location && new URL(location, url).href,
    };
  }

  /** Follows where pages send the browser, until one does not. */
  async follow(seen: Seen | Promise<Seen>): Promise<Seen> {
    let now = await seen;
    for (let steps = 0; now.location && now.status < 400; steps++) {
      if (steps === 20) throw new Error(`It goes round: ${now.location}`);
      now = await this.get(now.location);
    }
    return now;
  }

  /** Sends a form of a page, with more fields. */
  send(seen: Seen, action: string, more: Fields = {}): Promise<Seen> {
    const form = formOf(seen, action);
    return this.post(new URL(form.action, seen.url).href, { ...form.fields, ...more });
  }

  /** Signs in with a key, and goes on to the page that comes then. */
  async signIn(key: string, to?: string): Promise<Seen> {
    const page = await this.get(`/console/sign-in${to ? `?to=${encodeURIComponent(to)}` : ''}`);
    return this.follow(this.send(page, '/console/sign-in', { key }));
  }

  #keep(jar: Map<string, string>, set: string): void {
    const [pair = '', ...how] = set.split(/; */);
    const at = pair.indexOf('=');
    const gone = how.some(
      (one) => /^max-age=0$/i.test(one) || /^expires=thu, 01 jan 1970/i.test(one),
    );
    if (gone) jar.delete(pair.slice(0, at));
    else jar.set(pair.slice(0, at), pair.slice(at + 1));
  }
}

/** The form of a page that goes to this path: of its content, before those of the frame around it. */
export function formOf({ text, status }: Seen, action: string): Form {
  const content = text.slice(Math.max(0, text.indexOf('<main')));
  for (const [, head = '', inner = ''] of (content + text).matchAll(
    /<form([^>]*)>(.*?)<\/form>/gs,
  )) {
    const at = plain(/ action="([^"]*)"/.exec(head)?.[1] ?? '');
    if (at !== action && new URL(at, 'http://any').pathname !== action) continue;
    const fields: Record<string, string> = {};
    for (const [input] of inner.matchAll(/<input[^>]*>/gs)) {
      const name = / name="([^"]*)"/.exec(input)?.[1];
      // A box that is not ticked is not sent.
      if (/ type="checkbox"/.test(input) && !/ checked/.test(input)) continue;
      if (name) fields[plain(name)] = plain(/ value="([^"]*)"/.exec(input)?.[1] ?? '');
    }
    return { action: at, fields };
  }
  throw new Error(`The page (${status}) has no form for ${action}`);
}

function plain(text: string): string {
  const names: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };
  return text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (all, decimal, hex, name) => {
    if (decimal) return String.fromCodePoint(Number(decimal));
    return hex ? String.fromCodePoint(Number.parseInt(hex, 16)) : (names[name] ?? all);
  });
}
