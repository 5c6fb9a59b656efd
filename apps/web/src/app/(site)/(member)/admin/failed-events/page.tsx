import type { Metadata } from 'next';
import { StaffOnly } from '@/features/admin/staff-only.tsx';
import { FailedEvents } from '@/features/failed-events/failed-events.tsx';

export const metadata: Metadata = { title: 'Failed events', robots: { index: false } };

export default function FailedEventsPage() {
  return (
    <StaffOnly atLeast="ADMIN">
      <h1 className="font-display text-4xl font-extrabold tracking-[-0.025em]">Failed events</h1>
      <FailedEvents />
    </StaffOnly>
  );
}
