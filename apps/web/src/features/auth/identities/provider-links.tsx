import type { IdentityProvider } from '@pixelboxx/shared';
import { buttonStyles } from '@pixelboxx/ui';
import { getTranslations } from 'next-intl/server';

interface ProviderLinksProps {
  providers: readonly IdentityProvider[];
  /** A path of this site, already judged safe. */
  returnTo: string;
}

/**
 * The ways in by providers, below a form. Plain links, so that a page with them loads no script for them, and one without them
 * none either. The address has a query: such pages are rendered for each visitor, who is told apart by how they came.
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
            {/* Not a soft navigation: what the browser says of where a page was opened from is asked for there. */}
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
