import { useTranslations } from 'next-intl';
/** The first stop of the Tab key: skips the header and leads to the main content. */
export function SkipLink() {
  const t = useTranslations('pages');
  return (
    <a
      href="#content"
      className="sr-only rounded-xl bg-brand px-5 py-3 font-semibold text-on-brand focus:not-sr-only focus:fixed focus:start-3 focus:top-3 focus:z-50"
    >
      {t('skip')}
    </a>
  );
}
