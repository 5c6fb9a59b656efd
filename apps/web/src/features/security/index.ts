export { EventList } from './activity/event-list.tsx';
