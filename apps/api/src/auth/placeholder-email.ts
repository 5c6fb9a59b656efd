const domain = 'released.invalid';

/**
 * What an account has in place of an address that was given back to its proven owner. Nobody can receive mail there
 * (RFC 2606), and no link to it is ever made.
 */
export function placeholderEmail(userId: string): string {
  return `${userId}@${domain}`;
}

export function isPlaceholder(email: string): boolean {
  return email.endsWith(`@${domain}`);
}
