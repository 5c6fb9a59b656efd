/** Sample items: what other features may use of them. How a feature grows: docs/guides/feature.md. */
export { SampleItemsModule } from './sample-items.module.ts';
