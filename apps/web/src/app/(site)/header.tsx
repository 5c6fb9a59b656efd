'use client';
import { SiteHeader } from '@/components/layout/site-header.tsx';
import { navigation } from '@/generated/navigation.ts';

/** The header with what features add to its menu. Icons are functions, which only the browser's side can hand on. */
export function Header() {
  return <SiteHeader featureEntries={navigation} />;
}
