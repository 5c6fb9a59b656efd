import { getTranslations } from 'next-intl/server';
import { adminEndpoints } from '@pixelboxx/shared';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { UserDetails } from '@/features/admin/user.tsx';
import { readProviders } from '@/lib/identities/read-providers.ts';
import { TextLink } from '@/components/layout/page-link.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('pages');
  return { title: t('account'), robots: { index: false } };
}

export default async function UserPage({ params }: PageProps<'/admin/[id]'>) {
  const t = await getTranslations('pages');
  const { id } = await params;
  if (!adminEndpoints.user.params.safeParse({ id }).success) notFound();
  return (
    <>
      <div className="flex flex-col gap-2">
        <p>
          <TextLink href="/admin">{t('allPeople')}</TextLink>
        </p>
        <h1 className="font-display text-4xl font-extrabold tracking-[-0.025em]">{t('account')}</h1>
      </div>
      <UserDetails id={id} providers={await readProviders()} />
    </>
  );
}
