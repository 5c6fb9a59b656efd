import { adminEndpoints } from '@pixelboxx/shared';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { UserDetails } from '@/features/admin/user.tsx';
import { TextLink } from '@/components/layout/page-link.tsx';

export const metadata: Metadata = { title: 'Account', robots: { index: false } };

export default async function UserPage({ params }: PageProps<'/admin/[id]'>) {
  const { id } = await params;
  if (!adminEndpoints.user.params.safeParse({ id }).success) notFound();
  return (
    <>
      <div className="flex flex-col gap-2">
        <p>
          <TextLink href="/admin">All people</TextLink>
        </p>
        <h1 className="font-display text-4xl font-extrabold tracking-[-0.025em]">Account</h1>
      </div>
      <UserDetails id={id} />
    </>
  );
}
