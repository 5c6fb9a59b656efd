import type { Upload } from '@pixelboxx/shared';
import { newId } from '@/lib/new-id.ts';
import { isRunning, type Remedy, type UploadItem, type UploadState } from '../items/upload-item.ts';

export const maxConcurrent = 2;

export interface QueueState {
  readonly items: readonly UploadItem[];
  readonly online: boolean;
  /** Until when nothing new is sent because the API asked to wait; 0 if it did not. */
  readonly heldUntilMs: number;
}

export const emptyQueue: QueueState = { items: [], online: true, heldUntilMs: 0 };

export type QueueEvent =
  | { type: 'added'; items: readonly UploadItem[] }
  | { type: 'started'; id: string }
  | { type: 'given-back'; id: string }
  | { type: 'removed'; id: string }
  | { type: 'progressed'; id: string; sentBytes: number }
  | { type: 'addressed'; id: string; address: string }
  | { type: 'finished'; id: string; upload: Upload }
  | { type: 'failed'; id: string; message: string; remedy: Remedy }
  /** The storage is full: sending the waiting files would be pointless. */
  | { type: 'filled'; id: string; message: string }
  | { type: 'postponed'; id: string; untilMs: number }
  | { type: 'retried'; id: string }
  | { type: 'file-found'; id: string; file: File }
  | { type: 'hold-ended' | 'cleared' }
  | { type: 'network'; online: boolean };

/** The next state of the queue after an event. An event that is too late for its upload changes nothing. */
export function nextState(queue: QueueState, event: QueueEvent): QueueState {
  switch (event.type) {
    case 'added':
      return { ...queue, items: [...queue.items, ...event.items] };
    case 'removed':
      return { ...queue, items: queue.items.filter(({ id }) => id !== event.id) };
    case 'cleared':
      return { ...queue, items: queue.items.filter(({ state }) => !isSettled(state)) };
    case 'hold-ended':
      return { ...queue, heldUntilMs: 0 };
    case 'network':
      return { ...queue, online: event.online };
    case 'postponed':
      return { ...withItem(queue, event.id, postpone), heldUntilMs: Math.max(queue.heldUntilMs, event.untilMs) };
    case 'filled': {
      const full: UploadState = { name: 'failed', message: event.message, remedy: 'anew' };
      const items = queue.items.map((item) =>
        item.id === event.id || item.state.name === 'waiting' ? { ...item, state: full } : item,
      );
      return { ...queue, items };
    }
    default:
      return withItem(queue, event.id, (item) => nextItem(item, event));
  }
}

type ItemEvent = Extract<
  QueueEvent,
  {
    type: 'started' | 'given-back' | 'progressed' | 'addressed' | 'finished' | 'failed' | 'retried' | 'file-found';
  }
>;

function nextItem(item: UploadItem, event: ItemEvent): UploadItem {
  const running = isRunning(item);
  switch (event.type) {
    case 'started':
      return item.state.name === 'waiting' ? { ...item, state: { name: 'sending', sentBytes: 0 } } : item;
    case 'given-back':
      return running ? { ...item, state: { name: 'waiting' } } : item;
    case 'progressed':
      return running ? { ...item, state: progress(item, event.sentBytes) } : item;
    case 'addressed':
      return { ...item, address: event.address };
    case 'finished':
      return running ? { ...item, state: { name: 'ready', upload: event.upload } } : item;
    case 'failed':
      return running ? { ...item, state: { name: 'failed', message: event.message, remedy: event.remedy } } : item;
    case 'retried':
      return retry(item);
    case 'file-found':
      return item.state.name === 'unfinished' ? { ...item, file: event.file, state: { name: 'waiting' } } : item;
  }
}

function progress(item: UploadItem, sentBytes: number): UploadState {
  // The request body is a little longer than the file.
  return sentBytes >= item.bytes ? { name: 'processing' } : { name: 'sending', sentBytes };
}

function postpone(item: UploadItem): UploadItem {
  return isRunning(item) ? { ...item, attempts: item.attempts + 1, state: { name: 'waiting' } } : item;
}

function retry(item: UploadItem): UploadItem {
  const { state } = item;
  if (state.name !== 'failed' || state.remedy === 'none') return item;
  // The API repeats its response for the same key, so a refused upload needs a new one.
  const anew = state.remedy === 'anew' && { idempotencyKey: newId(), address: null };
  return { ...item, ...anew, attempts: 0, state: { name: 'waiting' } };
}

function withItem(queue: QueueState, id: string, change: (item: UploadItem) => UploadItem): QueueState {
  return { ...queue, items: queue.items.map((item) => (item.id === id ? change(item) : item)) };
}

function isSettled({ name }: UploadState): boolean {
  return name === 'ready' || name === 'failed';
}

/** The items that may be sent now, in order. */
export function startable(queue: QueueState, nowMs: number): readonly UploadItem[] {
  if (!queue.online || queue.heldUntilMs > nowMs) return [];
  const running = queue.items.filter(isRunning).length;
  const waiting = queue.items.filter(({ state }) => state.name === 'waiting');
  return waiting.slice(0, Math.max(0, maxConcurrent - running));
}
