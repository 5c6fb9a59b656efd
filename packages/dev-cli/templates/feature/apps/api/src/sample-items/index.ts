/** Sample items: what other features may use of them. */
export { SampleItemsModule } from './sample-items.module.ts';
