import type { Metadata } from 'next';
import { Overview } from '@/features/admin/overview.tsx';
import { UserList } from '@/features/admin/users.tsx';

export const metadata: Metadata = { title: 'People', robots: { index: false } };

export default function UsersPage() {
  return (
    <>
      <h1 className="font-display text-4xl font-extrabold tracking-[-0.025em]">People</h1>
      <Overview />
      <UserList />
    </>
  );
}
