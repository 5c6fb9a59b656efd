/** Stores large uploads and their files until they are complete. */
export const uploadsDatabase = 'pixelboxx-uploads';

/** Removes everything of a user when they sign out. */
export function forgetUnfinishedUploads(): void {
  // Some browsers have no IndexedDB in private windows.
  if ('indexedDB' in globalThis) indexedDB.deleteDatabase(uploadsDatabase);
}
