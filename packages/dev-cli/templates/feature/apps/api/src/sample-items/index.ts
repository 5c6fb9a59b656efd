/** Sample items: what other features may use. How to extend a feature: docs/guides/feature.md. */
export { SampleItemsModule } from './sample-items.module.ts';
