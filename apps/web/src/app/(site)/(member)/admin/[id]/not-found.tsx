import { TextLink } from '@/components/layout/page-link.tsx';

export default function NoAccountHere() {
  return (
    <div className="flex flex-col gap-2">
      <h1 className="font-display text-4xl font-extrabold tracking-[-0.025em]">There is no account here</h1>
      <p className="text-ink-soft">
        It may be gone for good. <TextLink href="/admin">Look for it among all people</TextLink>
      </p>
    </div>
  );
}
