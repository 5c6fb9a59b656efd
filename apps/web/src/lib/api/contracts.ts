// First: it decides how the schemas below are made.
import './validation-mode.ts';

export { zodResolver } from '@hookform/resolvers/zod';
export * from '@pixelboxx/shared';
