import { readDocumentedStatuses, statusesOfSpecs } from '../check/documented.ts';
import type { Contract } from '../check/by-contract.ts';
import { aiOperations, apiOperations } from '../generate/operations.ts';
import { drawImages, type SampleImage } from '../generate/images.ts';
import { HttpClient } from '../http/client.ts';
import type { FuzzEnvironment } from './environment.ts';
import { ApiPrincipal, TestUsers } from './users.ts';
import { Services, type Service } from './services.ts';

/** Everything tiers share: the services, the users, what is sent and what it is checked against. */
export interface Stage {
  readonly environment: FuzzEnvironment;
  readonly services: Services;
  readonly api: Service;
  readonly web: Service;
  readonly ai: Service;
  readonly apiContract: Contract;
  readonly aiContract: Contract;
  readonly images: readonly SampleImage[];
  readonly principal: ApiPrincipal;
  readonly users: TestUsers;
  /** Ends the connections of the setup, so that none counts as left behind. */
  close(): void;
}

/** @param run makes the names of this run's users unique, so that a stack can be fuzzed more than once */
export async function setStage(environment: FuzzEnvironment, run: number): Promise<Stage> {
  const images = await drawImages();
  const client = new HttpClient(environment.apiPort);
  const principal = new ApiPrincipal(client);
  const image = images[0]?.bytes ?? Buffer.alloc(0);
  const users = new TestUsers(principal, image, { aiToken: environment.aiToken });
  await users.prepare(`fuzz-${run.toString(36)}`);
  return {
    environment,
    services: new Services(environment.pidFile),
    api: { name: 'api', port: environment.apiPort, readyPath: '/v1/health/live' },
    web: { name: 'web', port: environment.webPort, readyPath: '/health' },
    ai: { name: 'ai-service', port: environment.aiPort, readyPath: '/v1/health/ready' },
    apiContract: { operations: apiOperations, documented: readDocumentedStatuses(environment.openApiPath) },
    aiContract: { operations: aiOperations, documented: statusesOfSpecs(aiOperations) },
    images,
    principal,
    users,
    close: () => client.close(),
  };
}
