import { isResumable } from './send-image.ts';
import type { TabLeases } from './tab-lease.ts';
import type { UnfinishedUploads } from './unfinished-uploads.ts';
import type { UploadItem } from '../items/upload-item.ts';

/** Stores large uploads until they are done, so that another page can resume them, even after a crash. */
export interface Resumption {
  remember: (item: UploadItem) => void;
  forget: (id: string) => void;
  /** Interrupted uploads that no other tab is resuming. */
  recall: () => Promise<UploadItem[]>;
  release: (id: string) => void;
}

export function createResumption(ownerId: string, memory: UnfinishedUploads, claims: TabLeases): Resumption {
  return {
    remember: (item) => {
      if (!isResumable(item)) return;
      const { attempts: _attempts, state: _state, ...kept } = item;
      void claims.claim(item.id);
      void memory.remember({ ...kept, ownerId, rememberedAtMs: Date.now() });
    },
    forget: (id) => {
      void memory.forget(id);
      claims.release(id);
    },
    recall: async () => {
      const items: UploadItem[] = [];
      for (const { ownerId: _owner, rememberedAtMs: _at, ...kept } of await memory.recall()) {
        if (!(await claims.claim(kept.id))) continue;
        items.push({ ...kept, attempts: 0, state: { name: kept.file ? 'waiting' : 'unfinished' } });
      }
      return items;
    },
    release: claims.release,
  };
}
