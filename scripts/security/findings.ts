import { idsOf, renderSections, type RowSections } from './rows.ts';
import type { NamedTest } from './titles.ts';

/** Problems found outside the list of probes, by kind; each row says what must hold since then. */
export const findings: RowSections = {
  'What arrives can neither end nor hold the process': {
    A1: 'A body without an end is answered 400, no stream error ends a process, and a service that died is started again',
    A2: 'Clients that left, or that trickle, give their place back; nobody can hold all places',
    A3: 'JSON that is nested too deeply is refused where it is parsed',
    A4: 'An early answer arrives while the body is still being sent, directly and through the web',
    A5: 'Odd methods, repeated cookies and a lost database are answered as what they are, never by 500 or a reset',
    A6: 'The OpenAPI document is 3.1, free of lint errors, true of what is answered, and generates strict clients',
    A7: 'The stack ends with the command that started it, whatever way that ends',
  },
  'Recovery cannot be turned against the owner': {
    B1: 'A report voids everything younger than what is reported, whoever holds it',
    B2: 'The owner’s link brings a deleted account back while it can be restored',
    B3: 'Values that are used internally can neither be registered nor collide',
    B4: 'No second factor of the suspect period survives a report without proof',
    B5: 'The guessing budget of a second factor belongs to the account and is not refilled by a reset',
    B6: 'Known devices are forgotten, mailboxes limited as one, mass sign-outs recorded, the last admin kept',
  },
  'Faults in time and in operation': {
    C1: 'A session that ended is believed nowhere for longer than 1 s, whatever happens to the broadcast',
    C2: 'The sweeper removes nothing from a bucket that belongs to another database',
    C3: 'Secrets can be changed without losing what was made under the former ones',
    C4: 'Rows go when nobody needs them any more, and no earlier',
    C5: 'Unsafe configuration is refused or named at boot; probes and profiles are limited',
    C6: 'Downloading an export asks who is there, again',
  },
  'What people and devices really send': {
    D1: 'A password matches in every Unicode form it can be typed in',
    D2: 'Addresses, names and sign-in identifiers are accepted and limited as the standards say',
    D3: 'Pictures as phones and cameras write them are accepted',
    D4: 'Pages survive translators, password managers and extensions that rewrite their text',
    D5: 'Other addresses of the machine, phones in the same network and browsers without JavaScript are served or told',
    D6: 'Pages are fast and still on phones, and may be kept for going back',
    D7: 'Editing during development never stops the api nor prints a trace that is not the developer’s',
  },
  'A provider’s word opens one account, in the browser that asked for it': {
    I1: 'Issuer and subject say who somebody is; an equal e-mail, however verified, never does',
    I2: 'What comes back is good once, in the browser and at the provider that it was asked for (state, PKCE, RFC 9207)',
    I3: 'An ID token is checked whole: signature, issuer, audience, nonce, times, subject',
    I4: 'A provider that is down, slow or hostile is told as that, in seconds, and nothing of it is followed or quoted',
    I5: 'Linking wants a fresh proof, in the session that began it, and is told to the owner',
    I6: 'Nobody can take their own last way in',
    I7: 'Second factors, recovery and claims of mailboxes hold for linked accounts as for passwords',
    I8: 'Documents of a provider cannot make us ask what only we can reach',
    I9: 'A picture at a provider becomes an avatar when its owner asks, by the way of every upload, and from no host that only we can reach',
  },
  'Whoever reads the mailbox, or holds the passkey, gets in, and nobody else': {
    E1: 'A code and the link beside it are one: of ten minutes, of one use, and the newest of its browser',
    E2: 'A code is of the browser that asked: a link from elsewhere signs nobody in, and looking at it does nothing',
    E3: 'Tries at codes are few, over all codes of an account together and over all replicas',
    E4: 'Codes, links and what the browser holds are stored as digests alone',
    E5: 'A code is a password’s equal and no more: second factors, suspension, reports and new passwords hold',
    E6: 'With the first code an account that nobody had proven is its mailbox’s, and no other way in is left',
    E7: 'Whether an address has an account shows in no response, no sequence of tries, no statement and no e-mail',
    E8: 'E-mails are limited by mailbox, and strangers cannot use up those of the owner’s own devices',
    E9: 'An account is made with a passkey that finds and knows its user by itself, in one step or not at all',
    E10: 'An account without a password keeps a way in, and proves again who holds it without one',
    E11: 'Ways in are those that are configured, told to the web, and closed for good where they are left out',
  },
  'Programs have a power of their own, as small as it is needed': {
    T1: 'An endpoint is closed to tokens unless it names a scope, and to those without it',
    T2: 'A token is told once, stored as a digest, and taken from its one header alone (RFC 6750)',
    T3: 'A token ends at once on every replica, with its time, and with all that ends an account’s sessions',
    T4: 'A program without a browser gets one token, by a code that cannot be guessed and a fresh proof (RFC 8628)',
  },
  'Other systems are told of events, and nothing inside is called': {
    W1: 'Addresses from outside lead to hosts of the internet alone, whatever their names lead to a moment later',
    W2: 'A host that is slow, broken, endless or nowhere is given up in time, and ends nothing',
    W3: 'Secrets of webhooks are told once and lie encrypted; each message is signed, with the secret of before for a day',
    W4: 'Who makes, changes or ends a webhook is an administrator with a fresh proof, and stands in the trail',
  },
  'Mail says what we say, to those whom it reaches and who want it': {
    M1: 'What is told of bounces and complaints is believed once its sender has proven who they are, for every byte of it',
    M2: 'The key of a signature is fetched where we say, and from nowhere that a message names',
    M3: 'A report counts once, however often it comes, and not again after it was lifted',
    M4: 'Nothing that others wrote is markup, a link, a header or a subject in an e-mail, in any language',
    M5: 'Nothing more is mailed to a suppressed address until its owner proves it anew, which a stranger cannot begin',
    M6: 'Suppressed addresses are not stored, and say nothing of anybody once the account is removed',
  },
};

/** Rows without a test. */
export function findMissingFindings(tests: ReadonlyMap<string, readonly NamedTest[]>): string[] {
  return idsOf(findings).filter((row) => !tests.has(row));
}

/** The second part of `docs/security.md`. */
export function renderFindings(tests: ReadonlyMap<string, readonly NamedTest[]>): string {
  const missing = findMissingFindings(tests);
  const list = missing.length > 0 ? `\nRows without a test: ${missing.join(', ')}.\n` : '';
  return `# Found by fuzzing, review and people’s devices

What the list of probes did not ask for, and what must hold since it was found. Titles of tests begin with the row’s name here, too.

${renderSections(findings, tests)}${list}`;
}
