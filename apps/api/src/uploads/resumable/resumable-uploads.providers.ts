import { PartialUploadsSweeper } from './partial-uploads-sweep.service.ts';
import { ResumableUploads } from './resumable-uploads.service.ts';
import { ResumableUploadsStore } from './resumable-uploads.store.ts';
import { TusDiscovery } from './tus-discovery.ts';
import { UploadCompletion } from './upload-completion.service.ts';
import { UploadLock } from './upload-lock.service.ts';

export const resumableUploadsProviders = [
  PartialUploadsSweeper,
  ResumableUploads,
  ResumableUploadsStore,
  TusDiscovery,
  UploadCompletion,
  UploadLock,
];
