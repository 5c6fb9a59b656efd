'use client';
import { SiteHeader } from '@/components/layout/site-header.tsx';
import { navigation } from '@/generated/navigation.ts';

/** The header with the features' menu entries. Icons are functions, which only client components can pass on. */
export function Header() {
  return <SiteHeader featureEntries={navigation} />;
}
