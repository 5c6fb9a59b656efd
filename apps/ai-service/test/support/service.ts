import type { Worker } from 'node:worker_threads';
import { pino } from 'pino';
import { createClient, type Client } from '@pixelboxx/api-client/checked';
import { createApp } from '../../src/app.ts';
import { loadConfig } from '../../src/config.ts';
import { until } from './until.ts';

export interface Service {
  url: string;
  client: Client;
  /** The thread that computes now. */
  worker: () => Worker;
  close: () => Promise<void>;
}

/** The real service on a free port, with these variables as its whole environment, when its model is loaded. */
export async function startService(environment: Record<string, string> = {}): Promise<Service> {
  const workers: Worker[] = [];
  const noteWorker = (worker: Worker) => void workers.push(worker);
  process.on('worker', noteWorker);
  const app = await createApp(loadConfig(environment), pino({ level: 'silent' }));
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  await until(async () => (await fetch(`${url}/v1/health/ready`)).ok);
  return {
    url,
    client: createClient({ baseUrl: url }),
    worker: () => workers.at(-1) ?? fail('No thread was started.'),
    close: async () => {
      process.off('worker', noteWorker);
      await app.close();
    },
  };
}

function fail(message: string): never {
  throw new Error(message);
}
