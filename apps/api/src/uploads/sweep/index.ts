/** Finds what interrupted uploads and removals left behind. */
export { refusalTexts } from './sweep-permission.service.ts';
export { SweepModule } from './sweep.module.ts';
export { type SweepReport, UploadsSweeper } from './sweeper.service.ts';
