import { readProviders } from '@/lib/identities/read-providers.ts';
import { ProviderLinks } from './provider-links.tsx';

/** The ways in by providers, if there are any. `returnTo` is a path of this site, already judged safe. Rendered on the server. */
export async function SignInByProvider({ returnTo }: { returnTo: string }) {
  return <ProviderLinks providers={await readProviders()} returnTo={returnTo} />;
}
