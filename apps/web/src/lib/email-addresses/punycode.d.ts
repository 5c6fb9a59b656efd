declare module 'punycode/punycode.es6.js' {
  /** RFC 3492: a domain with its A-labels decoded. Throws RangeError for a label that is none. */
  export function toUnicode(domain: string): string;
}
