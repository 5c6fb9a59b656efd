import { join } from 'node:path';
import { memorySettings } from '@pixelboxx/node-kit/memory-settings';
import { root } from '../environment/root.ts';
import type { Settings } from '../environment/settings.ts';
import { addresses, type Mode } from './environment.ts';

export interface ServiceSpec {
  name: 'ai-service' | 'api' | 'web';
  args: string[];
  cwd: string;
  /** Responds with 200 once the service works. */
  readyUrl: string;
}

const app = (name: string, ...path: string[]) => join(root, 'apps', name, ...path);

/** The services in the order of their start; they stop in the reverse order. */
export function services(settings: Settings, mode: Mode): [aiService: ServiceSpec, api: ServiceSpec, web: ServiceSpec] {
  const at = addresses(settings);
  const isDevelopment = mode === 'development';
  return [
    {
      name: 'ai-service',
      args: [...memorySettings['ai-service'].nodeOptions, isDevelopment ? 'src/main.ts' : 'dist/main.js'],
      cwd: app('ai-service'),
      readyUrl: `${at.ai}/v1/health/ready`,
    },
    {
      name: 'api',
      args: ['--enable-source-maps', ...memorySettings.api.nodeOptions, 'dist/main.js'],
      cwd: app('api'),
      readyUrl: `${at.api}/v1/health/ready`,
    },
    {
      name: 'web',
      args: isDevelopment ? ['server.ts', '--dev'] : ['server.ts'],
      cwd: app('web'),
      readyUrl: `${at.web}/health`,
    },
  ];
}
