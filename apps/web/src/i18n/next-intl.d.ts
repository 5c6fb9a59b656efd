import type { CataloguesOfEnglish } from '@/generated/catalogues.ts';

declare module 'next-intl' {
  interface AppConfig {
    Messages: CataloguesOfEnglish;
  }
}
