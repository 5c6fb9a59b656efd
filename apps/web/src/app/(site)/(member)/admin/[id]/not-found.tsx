import { useTranslations } from 'next-intl';
import { TextLink } from '@/components/layout/page-link.tsx';

export default function NoAccountHere() {
  const t = useTranslations('pages');
  return (
    <div className="flex flex-col gap-2">
      <h1 className="font-display text-4xl font-extrabold tracking-[-0.025em]">{t('noAccount')}</h1>
      <p className="text-ink-soft">
        <span>{t('noAccountText')}</span> <TextLink href="/admin">{t('lookAmongAll')}</TextLink>
      </p>
    </div>
  );
}
