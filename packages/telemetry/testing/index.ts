export { ErrorReceiver, type ReceivedError } from './error-receiver.ts';
