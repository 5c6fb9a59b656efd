import { getTranslations } from 'next-intl/server';
import { buttonStyles } from '@pixelboxx/ui';
import { MonitorSmartphone, ShieldCheck, Smile } from 'lucide-react';
import { PageLink } from '@/components/layout/page-link.tsx';
import { PixelImage } from '@/features/landing/pixel-image.tsx';
import { GuestOnly } from '@/components/session/guest-only.tsx';
import { redirectSignedIn } from '@/lib/session/read-session.ts';

const promises = [
  { Icon: Smile, tint: 'bg-pixel-sun', title: 'faceTitle', text: 'faceText' },
  { Icon: ShieldCheck, tint: 'bg-pixel-bloom', title: 'trailTitle', text: 'trailText' },
  { Icon: MonitorSmartphone, tint: 'bg-pixel-sky', title: 'devicesTitle', text: 'devicesText' },
] as const;

export default async function LandingPage() {
  const t = await getTranslations('pages');
  await redirectSignedIn();
  return (
    <GuestOnly>
      <div className="mx-auto max-w-6xl px-4 sm:px-6">
        <section className="grid grid-cols-[minmax(0,1fr)] items-center gap-10 py-10 sm:py-16 lg:grid-cols-[1.05fr_1fr] lg:gap-16 lg:py-24">
          <div className="flex min-w-0 flex-col items-start gap-6">
            <h1 className="font-display text-[2.6rem] leading-[1.03] font-extrabold tracking-[-0.03em] [overflow-wrap:anywhere] sm:text-6xl">
              {t('heroTitle')}
            </h1>
            <p className="max-w-[34rem] text-lg text-ink-soft sm:text-xl">{t('heroText')}</p>
            <div className="flex w-full flex-col gap-3 sm:w-auto sm:flex-row">
              <PageLink
                href="/register"
                className={buttonStyles({ size: 'large', className: 'max-sm:whitespace-normal' })}
              >
                {t('createYours')}
              </PageLink>
              <PageLink href="/login" className={buttonStyles({ variant: 'secondary', size: 'large' })}>
                {t('signIn')}
              </PageLink>
            </div>
            <p className="text-sm text-ink-faint">{t('free')}</p>
          </div>
          <PixelImage className="mx-auto w-full max-w-[22rem] sm:max-w-md lg:max-w-none" />
        </section>
        <section aria-labelledby="promises" className="border-t border-line py-12 sm:py-16">
          <h2 id="promises" className="mb-8 font-display text-2xl font-bold tracking-tight sm:text-3xl">
            {t('promises')}
          </h2>
          <ul className="grid gap-8 sm:grid-cols-3 sm:gap-10">
            {promises.map(({ Icon, tint, title, text }) => (
              <li key={title} className="flex flex-col gap-3">
                <span className={`grid size-11 place-items-center rounded-xl text-on-pixel ${tint}`}>
                  <Icon aria-hidden="true" className="size-6" />
                </span>
                <h3 className="font-display text-lg font-bold">{t(title)}</h3>
                <p className="text-ink-soft">{t(text)}</p>
              </li>
            ))}
          </ul>
        </section>
      </div>
    </GuestOnly>
  );
}
