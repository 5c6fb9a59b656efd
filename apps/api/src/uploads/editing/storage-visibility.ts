import type { Upload as UploadRow, UploadVisibility } from '../../generated/prisma/client.ts';

/** Where the objects belong, given the visibility wanted. Only a decision makes an image public: until then it stays where it is. */
export function storageVisibilityFor(
  { screening, storageVisibility }: Pick<UploadRow, 'screening' | 'storageVisibility'>,
  visibility: UploadVisibility,
): UploadVisibility {
  if (visibility === 'PRIVATE') return 'PRIVATE';
  return screening === 'APPROVED' || screening === 'SKIPPED' ? 'PUBLIC' : storageVisibility;
}
