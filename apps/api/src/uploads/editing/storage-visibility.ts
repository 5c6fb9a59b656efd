import type { Upload as UploadRow, UploadVisibility } from '../../generated/prisma/client.ts';

/** Where the objects belong, by what is wanted. Only a decision brings an image to where everybody finds it: what waits for one stays where it is. */
export function storageVisibilityFor(
  { screening, storageVisibility }: Pick<UploadRow, 'screening' | 'storageVisibility'>,
  visibility: UploadVisibility,
): UploadVisibility {
  if (visibility === 'PRIVATE') return 'PRIVATE';
  return screening === 'APPROVED' || screening === 'SKIPPED' ? 'PUBLIC' : storageVisibility;
}
