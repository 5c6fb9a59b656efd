import { readProviders } from '@/lib/identities/read-providers.ts';
import { ProviderLinks } from './provider-links.tsx';

/** The links to providers, if there are any. `returnTo` is a path of this site, already checked. Rendered on the server. */
export async function SignInByProvider({ returnTo }: { returnTo: string }) {
  return <ProviderLinks providers={await readProviders()} returnTo={returnTo} />;
}
