// First: it decides how the schemas below are made.
import './validation-mode.ts';

export * from '@pixelboxx/shared';
