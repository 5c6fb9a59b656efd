import type { Images } from './release.ts';
import { DeliveryFault, run } from './run.ts';

const issuer = 'https://token.actions.githubusercontent.com';

/**
 * Verifies that a workflow of this identity built these images (Sigstore, keyless): anybody with a stolen password of
 * the registry could have put images there.
 * @param identity a regular expression over `https://github.com/OWNER/REPOSITORY/.github/workflows/FILE@REF`
 * @throws DeliveryFault
 */
export async function verifySignatures(images: Images, identity: string): Promise<void> {
  // Without an anchor it would match `https://evil.example/?https://github.com/…`.
  if (!identity.startsWith('^https://github.com/') || !identity.includes('/.github/workflows/'))
    throw new DeliveryFault('--signed-by has to begin with ^https://github.com/ and name a workflow.');
  for (const image of Object.values(images)) {
    const by = ['--certificate-identity-regexp', identity, '--certificate-oidc-issuer', issuer];
    try {
      await run('cosign', ['verify', ...by, '--output=text', image]);
    } catch (error) {
      if (!(error instanceof DeliveryFault)) throw error;
      throw new DeliveryFault(`${image} is not signed as it has to be. Nothing was touched.\n${error.message}`, {
        cause: error,
      });
    }
  }
}

/** @param image by digest: a tag can point to another image tomorrow */
export async function sign(image: string): Promise<void> {
  await run('cosign', ['sign', '--yes', image], { isShown: true });
}
