import type { ApiClient } from '@pixelboxx/api-client';
import type { CurrentUser } from '@pixelboxx/shared';

/** Makes the image that a provider holds the avatar. @returns the updated user. @throws ApiError */
export async function takeProviderImage(client: ApiClient, identityId: string): Promise<CurrentUser> {
  await client('identity.useAsAvatar', { params: { id: identityId } });
  return client('auth.me');
}
