import { readdirSync, watch, type FSWatcher } from 'node:fs';
import { join } from 'node:path';

/**
 * Reports changes in folders and all their sub-folders. Each folder has a watcher of its own: on Linux, Node's recursive
 * `fs.watch` loses a file once an editor or git replaces it by renaming another one.
 */
export class FolderWatch {
  readonly #onChange: () => void;
  readonly #watchers = new Map<string, FSWatcher>();

  /** @throws ENOENT if a folder does not exist */
  constructor(folders: readonly string[], onChange: () => void) {
    this.#onChange = onChange;
    for (const folder of folders) this.#add(folder);
  }

  close(): void {
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }

  #add(folder: string): void {
    if (!this.#watchers.has(folder))
      this.#watchers.set(
        folder,
        watch(folder, () => this.#changed(folder)),
      );
    for (const entry of readdirSync(folder, { withFileTypes: true }))
      if (entry.isDirectory()) this.#add(join(folder, entry.name));
  }

  #changed(folder: string): void {
    try {
      // Finds new sub-folders.
      this.#add(folder);
    } catch {
      // Removed, perhaps with a parent; a new folder of that name gets a new watcher.
      this.#watchers.get(folder)?.close();
      this.#watchers.delete(folder);
    }
    this.#onChange();
  }
}
