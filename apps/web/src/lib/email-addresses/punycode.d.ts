declare module 'punycode/punycode.es6.js' {
  /** RFC 3492: a domain with its A-labels decoded. Throws RangeError for an invalid A-label. */
  export function toUnicode(domain: string): string;
}
