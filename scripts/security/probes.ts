import type { RowSections } from './rows.ts';

/**
 * What a reviewer would probe: OWASP ASVS 5.0, the OWASP cheat sheets and the advisories of comparable products.
 * Numbers are never reused, because titles of tests and notes refer to them.
 */
export const probes: RowSections = {
  'A. Registration': {
    1: 'Registering signs in, and no answer holds a password, a hash or a token',
    2: 'Of parallel registrations with a name or address in common exactly one succeeds',
    3: 'Names and addresses are unique, and sign in, in any case',
    4: 'Malformed names and addresses are refused',
    5: 'Names that could be taken for the service are reserved',
    6: 'NUL and broken Unicode are refused in every field',
    7: 'Short, common and self-evident passwords are refused',
    8: 'Passwords may hold any character, and are neither trimmed nor changed',
    9: 'Long passwords count in full; absurd ones are refused before they cost anything',
    10: 'Fields outside the contract grant nothing (mass assignment, prototype pollution)',
  },
  'B. Login': {
    11: 'Tokens are in httpOnly cookies and in no body',
    12: 'Empty and absurd credentials are refused by the contract',
    13: 'A session that was planted in the browser before is not taken over (fixation)',
    14: 'Credentials of another type than text are refused (injection)',
    15: 'Hashes of older parameters are renewed at sign-in',
  },
  'C. Timing and enumeration': {
    16: 'A refused sign-in does not tell whether the account exists, nor its state',
    17: 'A refused sign-in takes the same work for any account and none',
    18: 'Asking for a reset does not tell whether the account exists',
    19: 'A refused refresh token does not tell why',
  },
  'D. Lockout': {
    20: 'Guessing locks, also against the right password, for a limited time',
    21: 'Accounts that do not exist lock alike',
    22: 'Parallel guesses get no more tries than guesses in turn',
    23: 'Parallel right passwords all succeed',
    24: 'An attacker cannot keep the owner out',
    25: 'All names of an account count together',
  },
  'E. Tokens, rotation, reuse, concurrency': {
    26: 'Access tokens are accepted with the one algorithm and our own keys only',
    27: 'Access tokens are accepted with the right times, issuer, audience and type only, and the role is that of the moment',
    28: 'Malformed tokens and headers are refused, and cost little',
    29: 'Refreshing changes both tokens, and only digests are stored',
    30: 'Parallel refreshes of one token all succeed and lead to one successor',
    31: 'A repeated refresh within the grace gets the current token',
    32: 'A token older than the last is theft, whenever it comes',
    33: 'Reuse after the grace ends that session alone, and its owner is told',
    34: 'Reuse that comes several times at once is told once',
    35: 'Rotations are ordered by number, not by a clock',
    36: 'Signing out wins over a refresh under way',
    37: 'Rotation holds over several replicas',
  },
  'F. Cookies': {
    38: 'Cookies are bound to this host, hidden from scripts, and small',
    39: 'Production does not start where cookies would travel in clear',
    40: 'Each cookie is expired by the attributes it was set with',
    41: 'Of several cookies with one name and different values none is believed',
    42: 'Answers that set cookies, or are about a user, are kept in no cache',
  },
  'G. CSRF': {
    43: 'A request from another site changes nothing (Fetch Metadata)',
    44: 'A request from another origin changes nothing (`Origin`)',
    45: 'A missing or wrong CSRF token is refused',
    46: 'A cross-site upload is refused before its body is read',
    47: 'Nobody is signed in or up from another site (login CSRF)',
    48: 'No GET changes anything',
  },
  'H. Sessions': {
    49: 'Signing out ends the session on the server, with the access token',
    50: 'Password change and reset end the other sessions, also those just being made',
    51: 'Suspension, deletion and a change of role take effect at once, on every replica',
    52: 'Sessions end when they are idle, and after a while in any case',
  },
  'I. E-mail verification': {
    53: 'Links have 256 random bits, are stored as digests, and serve once and for a limited time',
    54: 'Of parallel uses of a link one succeeds',
    55: 'Who registered with the address of another keeps no access (pre-hijacking)',
    56: 'Mails are limited, are not used up by scanners, and tell nobody anything',
  },
  'J. Password reset': {
    57: 'Links lead to the configured web, whatever `Host` a request names',
    58: 'Links serve once, for a limited time, the latest only, and their own account only',
    59: 'A reset ends every session, lifts the lockout and tells the owner',
    60: 'Asking for a reset changes nothing about the account',
    61: 'A list or an object in place of an address is refused',
    62: 'The token is in the mail alone: in no log, no answer, no `Referer`',
  },
  'K. Headers, CORS, CSP': {
    63: 'Security headers stand on every answer, errors included',
    64: 'HSTS is sent over https only',
    65: 'Foreign origins may not read answers',
    66: 'The web’s own origin may, with credentials',
    67: 'Pages run scripts with a nonce only, and never redirect elsewhere',
    68: 'No spelling of a protected address goes round the guard',
  },
  'L. Rate limiting': {
    69: 'Limits hold, and say what is left and when to come back',
    70: 'Limits hold over several replicas',
    71: 'The client’s address is believed from our own proxies only',
    72: 'An IPv6 /64 counts as one address, and IPv4 in any notation',
    73: 'No spelling of a path opens another budget',
    74: 'One client’s used-up limit keeps nobody else out',
  },
  'M. Uploads': {
    75: 'Uploads without a session, or too large, are refused before they are read',
    76: 'The type is told by content, not by name',
    77: 'Broken pictures and polyglots are refused',
    78: 'Metadata is removed',
    79: 'Stored pictures are made of pixels anew, and upright',
    80: 'Decompression bombs are refused by their header',
    81: 'Size, fields and parts of a form are limited while they arrive',
    82: 'Slow and broken uploads give their place back',
    83: 'File names lead nowhere',
    84: 'Many uploads at once neither end the process nor fill its memory',
    85: 'Quotas hold under parallel uploads and deletions',
    86: 'Repeated and parallel uploads leave nothing twice and nothing dangling',
    87: 'Files are served so that they can do nothing but be shown',
  },
  'N. Signed addresses': {
    88: 'Signatures cover key, expiry, type and disposition',
    89: 'Signed addresses end, and end with the file',
    90: 'Nobody gets a signed address of another’s file',
  },
  'O. Authorisation': {
    91: 'Other users’ things answer as if there were none',
    92: 'Parallel deletions succeed once',
    93: 'Every endpoint refuses those it is not for',
  },
  'Q. Logging': {
    102: 'No secret is in any log',
    103: 'What happens on an account is recorded, and no request forges a line',
  },
};

/** Rows that are met without a test, and why. */
export const metOtherwise: Readonly<Record<string, string>> = {
  45: 'There is no CSRF token that could be wrong: Fetch Metadata and `Origin` decide ([43], [44], [47]).',
};
