'use client';
import type { ScopeInfo } from '@pixelboxx/shared';
import { useWording } from '@/lib/texts/texts-provider.tsx';

/** Says what a scope allows, in the page's language. English is the API’s own, and so is one that the catalogue does not know. */
export function useScopeText(): (scope: ScopeInfo) => string {
  const { language, messages } = useWording();
  return ({ name, description }) => {
    const text = messages['scopes']?.[name];
    return language !== 'en' && typeof text === 'string' ? text : description;
  };
}
