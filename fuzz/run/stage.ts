import { readDocumentedStatuses, statusesOfSpecs } from '../check/documented.ts';
import type { Contract } from '../check/judge.ts';
import { aiOperations, apiOperations } from '../generate/operations.ts';
import { drawPictures, type Picture } from '../generate/images.ts';
import { HttpClient } from '../http/client.ts';
import type { FuzzEnvironment } from './environment.ts';
import { ApiCaller, People } from './users.ts';
import { Services, type Service } from './services.ts';

/** Everything tiers share: the services, who calls them, what is sent and what it is judged by. */
export interface Stage {
  readonly environment: FuzzEnvironment;
  readonly services: Services;
  readonly api: Service;
  readonly web: Service;
  readonly ai: Service;
  readonly apiContract: Contract;
  readonly aiContract: Contract;
  readonly pictures: readonly Picture[];
  readonly caller: ApiCaller;
  readonly people: People;
  /** Ends the connections of setting up, so that none is counted as left behind. */
  close(): void;
}

/** @param run makes the names of this run's people its own, so that a stack can be fuzzed more than once */
export async function setStage(environment: FuzzEnvironment, run: number): Promise<Stage> {
  const pictures = await drawPictures();
  const client = new HttpClient(environment.apiPort);
  const caller = new ApiCaller(client);
  const picture = pictures[0]?.bytes ?? Buffer.alloc(0);
  const people = new People(caller, picture, { aiToken: environment.aiToken });
  await people.prepare(`fuzz-${run.toString(36)}`);
  return {
    environment,
    services: new Services(environment.pidFile),
    api: { name: 'api', port: environment.apiPort, readyPath: '/v1/health/live' },
    web: { name: 'web', port: environment.webPort, readyPath: '/health' },
    ai: { name: 'ai-service', port: environment.aiPort, readyPath: '/v1/health/ready' },
    apiContract: { operations: apiOperations, documented: readDocumentedStatuses(environment.openApiPath) },
    aiContract: { operations: aiOperations, documented: statusesOfSpecs(aiOperations) },
    pictures,
    caller,
    people,
    close: () => client.close(),
  };
}
