import type { ReactNode } from 'react';
import { Protected } from '@/session/protected.tsx';
import { requireSession } from '@/session/require-session.ts';

export default async function MemberLayout({ children }: { children: ReactNode }) {
  await requireSession();
  return <Protected>{children}</Protected>;
}
