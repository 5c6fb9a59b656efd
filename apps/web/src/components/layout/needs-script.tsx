import { useTranslations } from 'next-intl';
/** Shown above content that does not work without JavaScript, if JavaScript is turned off or blocked. */
export function NeedsScript() {
  const t = useTranslations('pages');
  return (
    <noscript>
      <p className="mt-2 mb-6 rounded-xl bg-warning-soft p-4 text-[0.9375rem] text-warning">
        <strong>{t('needsScript')}</strong> <span>{t('needsScriptText')}</span>
      </p>
    </noscript>
  );
}
