'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { avatarUrlOfSize } from '@pixelboxx/shared';
import { Avatar, buttonStyles, Card } from '@pixelboxx/ui';
import { ArrowRight, CircleCheck, CircleDashed } from 'lucide-react';
import { PageLink } from '@/components/layout/page-link.tsx';
import { VerificationBanner } from '@/features/auth/index.ts';
import { nameOf } from '@/lib/format/name-of.ts';
import { RecentImages } from './recent-images.tsx';
import { useCurrentUser } from '@/lib/session/session-provider.tsx';

export function HomeView() {
  const t = useTexts('home');
  const user = useCurrentUser();
  const steps = [
    { done: user.displayName !== null, todo: t('addName'), finished: t('hasName') },
    { done: user.avatarUrl !== null, todo: t('showFace'), finished: t('hasFace') },
  ];
  const complete = steps.every(({ done }) => done);
  return (
    <div className="mx-auto flex max-w-3xl flex-col gap-10 px-4 py-10 sm:px-6 sm:py-16">
      <VerificationBanner />
      <div className="flex flex-col items-start gap-5 sm:flex-row sm:items-center sm:gap-7">
        <Avatar
          name={nameOf(user)}
          src={user.avatarUrl && avatarUrlOfSize(user.avatarUrl, 256)}
          label={t('yourPictureOf', { name: nameOf(user) })}
          className="size-24 sm:size-28"
        />
        <div className="min-w-0">
          <h1 className="font-display text-3xl leading-tight font-extrabold tracking-[-0.025em] sm:text-5xl">
            {t('hello', { name: nameOf(user) })}
          </h1>
          <p className="mt-1.5 text-lg text-ink-soft">{t('corner')}</p>
        </div>
      </div>
      <RecentImages />
      <Card className="flex flex-col gap-6">
        <div className="flex flex-col gap-1.5">
          <h2 className="font-display text-xl font-bold">{complete ? t('ready') : t('recognise')}</h2>
          <p className="text-ink-soft">{complete ? t('readyText') : t('recogniseText')}</p>
        </div>
        <ul className="flex flex-col gap-3">
          {steps.map(({ done, todo, finished }) => (
            <li key={todo} className="flex items-center gap-3 font-medium">
              {done ? (
                <CircleCheck aria-hidden="true" className="size-6 text-brand" />
              ) : (
                <CircleDashed aria-hidden="true" className="size-6 text-ink-faint" />
              )}
              <span>{done ? finished : todo}</span>
            </li>
          ))}
        </ul>
        <div className="flex flex-col gap-3 sm:flex-row">
          <PageLink href="/settings" className={buttonStyles({ variant: complete ? 'secondary' : 'primary' })}>
            <span>{complete ? t('profileSettings') : t('finish')}</span>
            {!complete && <ArrowRight aria-hidden="true" className="size-4.5 rtl:-scale-x-100" />}
          </PageLink>
          <PageLink
            href={`/u/${user.username}`}
            className={buttonStyles({ variant: complete ? 'primary' : 'secondary' })}
          >
            {t('seePublic')}
          </PageLink>
        </div>
      </Card>
    </div>
  );
}
