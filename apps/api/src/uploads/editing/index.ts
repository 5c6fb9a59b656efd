/** What owners change about their uploads, and what features show of them. */
export { EditingModule } from './editing.module.ts';
export { type UploadReference, UploadReferences } from './upload-references.service.ts';
