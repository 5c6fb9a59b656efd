/** Where it stands when a tab of this browser has last renewed the session, in milliseconds. */
export const renewedAtKey = 'pixelboxx:session-renewed-at';

/** Forgets that the session was renewed: what comes next is another session, or none. */
export function forgetRenewal(storage: Storage): void {
  storage.removeItem(renewedAtKey);
}
