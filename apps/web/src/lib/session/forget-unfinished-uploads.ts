/** Where large uploads wait, with their files, until they are done. */
export const uploadsDatabase = 'pixelboxx-uploads';

/** Nothing of a user stays behind when they sign out. */
export function forgetUnfinishedUploads(): void {
  // Some browsers have no database in private windows.
  if ('indexedDB' in globalThis) indexedDB.deleteDatabase(uploadsDatabase);
}
