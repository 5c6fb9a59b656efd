import { tidyText, trimText } from './text.ts';

/** Octets, RFC 5321, 4.5.3.1: a path is 256 with its angle brackets (erratum 1690); a label of a name is RFC 1035's. */
export const emailLength = { max: 254, local: 64, label: 63 } as const;

/** RFC 5322 dot-atom. Few mail servers accept quoted local parts and those beyond ASCII (RFC 6531), so they are refused here. */
const localPart = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const domainLabel = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;
const asciiOnly = /^[\u0021-\u007E]*$/;

/** The scripts allowed in a label: one script, or those that Japanese, Chinese and Korean mix (UTS #39, 5.2). */
const scripts = [
  ...['Latin', 'Greek', 'Cyrillic', 'Armenian', 'Hebrew', 'Arabic', 'Devanagari', 'Bengali', 'Gurmukhi', 'Gujarati'],
  ...['Oriya', 'Tamil', 'Telugu', 'Kannada', 'Malayalam', 'Sinhala', 'Thai', 'Lao', 'Tibetan', 'Myanmar', 'Georgian'],
  ...['Ethiopic', 'Khmer', 'Thaana'],
].map((script) => [script]);
const mixtures = [
  ['Latin', 'Han', 'Hiragana', 'Katakana'],
  ['Latin', 'Han', 'Bopomofo'],
  ['Latin', 'Han', 'Hangul'],
];
const scriptsOfALabel = [...scripts, ...mixtures].map(
  (together) => new RegExp(`^[-0-9${together.map((script) => `\\p{Script_Extensions=${script}}`).join('')}]+$`, 'u'),
);

/** Whether a label is free of letters from another script that look like its own, such as the Cyrillic а among Latin ones. */
export function isOfOneScript(label: string): boolean {
  return scriptsOfALabel.some((together) => together.test(label));
}

/**
 * The form in which a domain is stored, compared and looked up: lower-case A-labels (RFC 5890; UTS #46 as `URL` of browsers and
 * Node implements it). Null if the name is no domain, contains compatibility characters, or mixes scripts in a label.
 */
export function asciiDomain(domain: string): string | null {
  if (asciiOnly.test(domain)) return domain.toLowerCase();
  // `URL` would accept more than a name: a port, a path, escapes.
  if (!/^[-.a-zA-Z0-9\u3002\u{80}-\u{10FFFF}]+$/u.test(domain) || domain.normalize('NFKC') !== domain) return null;
  // Without the joiners, which some languages need and `URL` allows only where they belong.
  const labels = domain.replaceAll(/[\u200C\u200D]/g, '').split(/[.\u3002]/);
  if (!labels.every((label) => /^[\p{L}\p{M}\p{N}\u30FB-]+$/u.test(label) && isOfOneScript(label))) return null;
  return URL.canParse(`http://${domain}`) ? new URL(`http://${domain}`).hostname : null;
}

/** The canonical form of an e-mail address. A text that is not an address is only trimmed. */
export function canonicalEmail(text: string): string {
  const email = trimText(text);
  const at = email.lastIndexOf('@');
  const [local, domain] = [email.slice(0, at), asciiDomain(email.slice(at + 1).normalize('NFC'))];
  // NFC and lower-casing turn some other letters into ASCII (the Kelvin sign into a k), so check for ASCII first.
  return at < 0 || domain === null || !asciiOnly.test(local) ? email : `${local.toLowerCase()}@${domain}`;
}

/** Whether a canonical address could receive mail. @returns what is wrong with it, for its owner; null if nothing is. */
export function emailFault(email: string): string | null {
  const at = email.lastIndexOf('@');
  const [local, domain] = [email.slice(0, at), email.slice(at + 1)];
  if (at < 0 || !localPart.test(local)) return 'This is not an e-mail address.';
  if (email.length > emailLength.max) return `Use at most ${emailLength.max} characters.`;
  if (local.length > emailLength.local) return `Use at most ${emailLength.local} characters before the “@”.`;
  const labels = domain.split('.');
  // A last label of digits would be an IP address.
  if (labels.length < 2 || /^\d+$/.test(labels.at(-1) ?? '')) return 'This is not an e-mail address.';
  if (!labels.every((label) => domainLabel.test(label))) return 'This is not an e-mail address.';
  const fits = labels.every((label) => label.length <= emailLength.label);
  return fits ? null : `Between two dots after the “@”, use at most ${emailLength.label} characters.`;
}

/** What a user types to name an account: an e-mail address in any form, or a username, with or without “@”. */
export function canonicalIdentifier(text: string): string {
  const identifier = tidyText(text);
  const bare = identifier.replace(/^@/, '');
  return bare.includes('@') ? canonicalEmail(identifier) : bare;
}
