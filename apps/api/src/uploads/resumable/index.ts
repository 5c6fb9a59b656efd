/** Files that arrive in parts, by tus 1.0. */
export { PartialUploadsSweeper } from './partial-uploads-sweep.service.ts';
export { ResumableModule } from './resumable.module.ts';
