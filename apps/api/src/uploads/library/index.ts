/** Uploads from their owner's view: listed, addressed, counted, removed. */
export { LibraryModule } from './library.module.ts';
export { OwnUploads } from './own-uploads.service.ts';
export { PublicImages, shownToAll } from './public-images.service.ts';
export { StorageQuotaService } from './storage-quota.service.ts';
export { type RemovableUpload, UploadRemoval } from './upload-removal.service.ts';
export { UploadUrls } from './upload-urls.service.ts';
