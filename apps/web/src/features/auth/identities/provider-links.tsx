import type { IdentityProvider } from '@pixelboxx/shared';
import { buttonStyles } from '@pixelboxx/ui';
import { getTranslations } from 'next-intl/server';

interface ProviderLinksProps {
  providers: readonly IdentityProvider[];
  /** A path of this site, already checked. */
  returnTo: string;
}

/**
 * Links to the providers, below a form. They are plain links, so they need no script, and neither does a page without them.
 * The address has a query, since pages with one are rendered for each visitor, and how the visitor came makes a difference.
 */
export async function ProviderLinks({ providers, returnTo }: ProviderLinksProps) {
  if (providers.length === 0) return null;
  const t = await getTranslations('providers');
  const tSignIn = await getTranslations('sign-in');
  return (
    <div className="mt-5 flex flex-col gap-5">
      <p aria-hidden="true" className="flex items-center gap-4 text-sm text-ink-faint">
        <span className="h-px flex-1 bg-line" /> <span>{tSignIn('or')}</span> <span className="h-px flex-1 bg-line" />
      </p>
      <ul className="flex flex-col gap-3">
        {providers.map(({ id, name }) => (
          <li key={id}>
            {/* Not a soft navigation: the target page checks what the browser says about where it was opened from. */}
            <a
              href={`/login/with/${id}?next=${encodeURIComponent(returnTo)}`}
              className={buttonStyles({ variant: 'secondary', size: 'large', block: true })}
            >
              {t('continueWith', { provider: name })}
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}
