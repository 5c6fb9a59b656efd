export { SampleItems } from './sample-items.tsx';
