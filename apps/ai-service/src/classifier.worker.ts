import { parentPort } from 'node:worker_threads';
import { Model } from './model.ts';
import type { ClassifierMessage, ClassifyRequest } from './model.contract.ts';

const port = parentPort;
if (!port) throw new Error('This file is the entry of a worker thread.');

const send = (message: ClassifierMessage) => port.postMessage(message);

const model = await Model.load();

port.on('message', ({ id, frames }: ClassifyRequest) => {
  try {
    send({ kind: 'scores', id, scores: frames.map((frame) => model.classify(frame)) });
  } catch (error) {
    send({ kind: 'failed', id, reason: error instanceof Error ? error.message : String(error) });
  }
});

send({ kind: 'ready' });
