import type { Type } from '@nestjs/common';
import { beforeAll, vi } from 'vitest';
import { AppModule } from '../../src/app.module.ts';

/** Apps that start from here on import this module as well, as if `features.ts` named it. @returns what ends that */
export function importModule(added: Type): () => void {
  const without = AppModule.of.bind(AppModule);
  const of = vi.spyOn(AppModule, 'of').mockImplementation((config) => {
    const module = without(config);
    return { ...module, imports: [...(module.imports ?? []), added] };
  });
  return () => of.mockRestore();
}

/** The same for the apps of a file; call it before `useApp`. */
export function useModule(added: Type): void {
  beforeAll(() => importModule(added));
}
