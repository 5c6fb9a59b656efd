import { asciiDomain } from '@pixelboxx/shared';
import { toUnicode } from 'punycode/punycode.es6.js';

/** Latin letters with diacritics used in Europe; others, such as the dotless ı, look like plain ones. */
const plainLatin = /^[-0-9a-z\u00DF-\u00F6\u00F8-\u0130\u0132-\u0137\u0139-\u0148\u014A-\u017E]+$/;
const latin = /\p{Script=Latin}/u;

/** Labels of these letters alone could be taken for Latin ones (UTS #39, 4.1: whole-script confusables). */
const lookAlikes = [/^[-0-9асԁеһіјӏкорԛѕтԝхуъьҽпгѵѡ]+$/u, /^[-0-9αβγεηικνορςτυχω]+$/u, /^[-0-9աեզհյոռսվտցօ]+$/u];

/**
 * An email address as its owner writes it: each label of the domain, which is stored in A-labels, in its own script. A
 * domain with a label that could be mistaken for another stays as it is stored.
 */
export function readableEmail(email: string): string {
  const at = email.lastIndexOf('@');
  const domain = email.slice(at + 1);
  try {
    const readable = toUnicode(domain);
    // A label that does not convert back is not a valid A-label; neither is one in mixed scripts.
    const isSafe = asciiDomain(readable) === domain && readable.split('.').every(isUnmistakable);
    return isSafe ? email.slice(0, at + 1) + readable : email;
  } catch {
    return email;
  }
}

function isUnmistakable(label: string): boolean {
  if (latin.test(label)) return plainLatin.test(label);
  return !lookAlikes.some((emails) => emails.test(label)) || /^[-0-9]+$/.test(label);
}
