'use client';
import type { ScopeInfo } from '@pixelboxx/shared';
import { useWording } from '@/lib/texts/texts-provider.tsx';

/** What a scope allows, in the page's language. In English, and for scopes that the catalogue lacks, the API's own text. */
export function useScopeText(): (scope: ScopeInfo) => string {
  const { language, messages } = useWording();
  return ({ name, description }) => {
    const text = messages['scopes']?.[name];
    return language !== 'en' && typeof text === 'string' ? text : description;
  };
}
