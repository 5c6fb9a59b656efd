export { EventList } from './activity/event-list.tsx';
export { SecurityNotice } from './activity/security-notice.tsx';
