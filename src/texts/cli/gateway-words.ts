import type { Language } from '../problem-text.ts';

/** The texts of a command that cannot call the gateway, each with what to do. */
export interface GatewayWords {
  readonly away: (address: string, code: string) => string;
  readonly noGateway: (address: string) => string;
  readonly badAddress: string;
  readonly noKeyOfParty: string;
  readonly noKey: string;
  readonly twoKeys: string;
  readonly unreadable: (file: string, code: string) => string;
  /** @param from the setting or file with the text */
  readonly notAKey: (from: string) => string;
  /** Which gateway is called, with which key. */
  readonly calls: (address: string, key: string, from: string) => string;
  readonly token: string;
  /** @param prefix of the key, which is no secret */
  readonly key: (prefix: string) => string;
}

export const gatewayWords: Readonly<Record<Language, GatewayWords>> = {
  nl: {
    away: (address, code) =>
      `Op ${address} antwoordt geen gateway (${code}). Start de gateway, of zet het adres van de gateway in IJW_GATEWAY. Draait de gateway op deze machine op een andere poort, zet die poort dan in PORT.`,
    noGateway: (address) =>
      `Op ${address} antwoordt iets anders dan de gateway, of de gateway daarachter is niet bereikbaar. Zet het adres van de gateway in IJW_GATEWAY, zoals https://gateway.example. Draait de gateway op deze machine op een andere poort, zet die poort dan in PORT.`,
    badAddress:
      'In IJW_GATEWAY (of PORT) staat geen geldig adres. Schrijf het adres als http://127.0.0.1:8080 of https://gateway.example.',
    noKeyOfParty:
      'Er is geen sleutel opgegeven. Zet de sleutel van de partij die verstuurt in IJW_KEY, of zet in IJW_KEY_FILE de naam van een bestand met die sleutel.',
    noKey:
      'Er is geen sleutel opgegeven. Zet de sleutel in IJW_KEY, of zet in IJW_KEY_FILE de naam van een bestand met de sleutel.',
    twoKeys:
      'IJW_KEY en IJW_KEY_FILE zijn allebei ingesteld. Haal een van de twee weg, zodat duidelijk is welke sleutel geldt.',
    unreadable: (file, code) => `${file} is niet te lezen (${code}). Controleer IJW_KEY_FILE.`,
    notAKey: (from) => `Wat in ${from} staat, is geen sleutel. Zet er een hele sleutel in.`,
    calls: (address, key, from) => `Gateway: ${address}, met ${key} (${from})`,
    token: 'een token',
    key: (prefix) => `sleutel ${prefix}`,
  },
  en: {
    away: (address, code) =>
      `No gateway answers at ${address} (${code}). Start it, or set IJW_GATEWAY to its address; where it listens on another port of this machine, set PORT to that.`,
    noGateway: (address) =>
      `What answers at ${address} is no gateway, or a proxy before one that is away. Set IJW_GATEWAY to the address of the gateway, as https://gateway.example; where it listens on another port of this machine, set PORT to that.`,
    badAddress:
      'The text in IJW_GATEWAY (or PORT) is no address. Write it as http://127.0.0.1:8080 or https://gateway.example.',
    noKeyOfParty:
      'There is no key: set IJW_KEY to the key of the party that sends, or IJW_KEY_FILE to a file that holds it.',
    noKey:
      'There is no key: set IJW_KEY, or IJW_KEY_FILE to a file that holds it. Of a gateway on this machine with its database in DATA_DIR, that of the administrator is found there.',
    twoKeys:
      'IJW_KEY and IJW_KEY_FILE are both set. Take one of them away, so that it is clear which key counts.',
    unreadable: (file, code) => `${file} cannot be read (${code}). Check IJW_KEY_FILE.`,
    notAKey: (from) => `The text in ${from} is no key. Put a whole key there.`,
    calls: (address, key, from) => `Gateway: ${address}, with ${key} (${from})`,
    token: 'a token',
    key: (prefix) => `key ${prefix}`,
  },
};
