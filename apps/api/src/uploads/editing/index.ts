/** What owners change about their uploads, and which uploads features show. */
export { EditingModule } from './editing.module.ts';
export { type UploadReference, UploadReferences } from './upload-references.service.ts';
