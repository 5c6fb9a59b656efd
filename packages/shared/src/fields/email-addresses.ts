import { tidyText, trimText } from './text.ts';

/** Octets, RFC 5321, 4.5.3.1: a path is 256 with its angle brackets (erratum 1690); a label of a name is RFC 1035's. */
export const emailLength = { max: 254, local: 64, label: 63 } as const;

/** RFC 5322 dot-atom. Quoted local parts and those beyond ASCII (RFC 6531) are accepted by few mail servers, and not here. */
const localPart = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const domainLabel = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;
const asciiOnly = /^[\u0021-\u007E]*$/;

/** What a label of a name may be written in: one script, or those that Japanese, Chinese and Korean mix (UTS #39, 5.2). */
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

/** Whether a label could not hide a letter of another script among its own, such as the Cyrillic а among Latin ones. */
export function isOfOneScript(label: string): boolean {
  return scriptsOfALabel.some((together) => together.test(label));
}

/**
 * A domain as it is stored, compared and looked up: lower-case A-labels (RFC 5890; UTS #46 as `URL` of browsers and Node
 * has it). Null for a name that is none, is written in compatibility characters, or mixes scripts in a label.
 */
export function asciiDomain(domain: string): string | null {
  if (asciiOnly.test(domain)) return domain.toLowerCase();
  // `URL` would take more than a name: a port, a path, escapes.
  if (!/^[-.a-zA-Z0-9\u3002\u{80}-\u{10FFFF}]+$/u.test(domain) || domain.normalize('NFKC') !== domain) return null;
  // Without the joiners, which some languages need and `URL` admits in their places only.
  const labels = domain.replaceAll(/[\u200C\u200D]/g, '').split(/[.\u3002]/);
  if (!labels.every((label) => /^[\p{L}\p{M}\p{N}\u30FB-]+$/u.test(label) && isOfOneScript(label))) return null;
  return URL.canParse(`http://${domain}`) ? new URL(`http://${domain}`).hostname : null;
}

/** The one form of an e-mail address. What is none comes back as it is, but for its ends. */
export function canonicalEmail(text: string): string {
  const email = trimText(text);
  const at = email.lastIndexOf('@');
  const [local, domain] = [email.slice(0, at), asciiDomain(email.slice(at + 1).normalize('NFC'))];
  // NFC and lower-casing make ASCII letters of some others (of the Kelvin sign a k), so the local part is ASCII before.
  return at < 0 || domain === null || !asciiOnly.test(local) ? email : `${local.toLowerCase()}@${domain}`;
}

/** Whether a canonical address could receive mail. @returns what is wrong with it, for its owner; null for nothing. */
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

/** What somebody types to name an account: an e-mail address in any form, or a username as others write it, with its “@”. */
export function canonicalIdentifier(text: string): string {
  const identifier = tidyText(text);
  const bare = identifier.replace(/^@/, '');
  return bare.includes('@') ? canonicalEmail(identifier) : bare;
}
