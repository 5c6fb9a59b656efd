import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeKeptSecrets } from '@pixelboxx/node-kit/make-secrets';
import { loadConfig } from '../../../../apps/api/src/platform/config/config.ts';
import { unnamedProxyAdvice } from '../../../../apps/api/src/platform/http/security/unknown-proxies.ts';
import { findRunning } from '../environment/data-lock.ts';
import { isPortFree } from '../environment/ports.ts';
import { portVariables, type ServiceName, type Settings } from '../environment/settings.ts';
import { readSecrets } from '../environment/secrets.ts';
import { serviceEnvironment } from '../stack/environment.ts';
import { bad, good, type Finding } from './finding.ts';

const neededGigabytes = 1;

/** Replaces the embedded database, whose URL is only known while it runs. */
const placeholderDatabase = 'postgresql://localhost/pixelboxx';

export function examineConfiguration(settings: Settings): Finding[] {
  try {
    // This check must not write, so missing secrets are generated and not stored: it only checks the rest of the
    // configuration.
    const secrets = { ...makeKeptSecrets(), ...readSecrets(settings.dataDir) };
    const env = { DATABASE_URL: placeholderDatabase, ...secrets, ...settings.env };
    const { http } = loadConfig({ ...serviceEnvironment(settings, 'production', env), NODE_ENV: 'production' });
    const advice = unnamedProxyAdvice(http);
    return [good('Configuration: valid'), ...(advice === null ? [] : [bad('Proxies: none is named', advice)])];
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return [
      bad(`Configuration: ${message}`, 'Correct these in the environment or in .env; .env.example explains each.'),
    ];
  }
}

export async function examinePorts(settings: Settings): Promise<Finding[]> {
  const running = findRunning(settings.dataDir);
  if (running) return [good(`Running: process ${running.pid}${running.address ? ` at ${running.address}` : ''}`)];
  const names = Object.keys(portVariables) as ServiceName[];
  return Promise.all(
    names.map(async (name) => {
      const port = settings.ports[name];
      if (await isPortFree(port)) return good(`Port ${port} (${name}): free`);
      return bad(
        `Port ${port} (${name}): in use`,
        `Stop the other program or set ${portVariables[name]} to a free port.`,
      );
    }),
  );
}

export async function examineDisk({ dataDir }: Settings): Promise<Finding> {
  let folder = dataDir;
  while (!existsSync(folder)) folder = dirname(folder);
  const { bavail, bsize } = await statfs(folder);
  const gigabytes = (bavail * bsize) / 1e9;
  const text = `Disk: ${gigabytes.toFixed(1)} GB free for ${dataDir}`;
  if (gigabytes >= neededGigabytes) return good(text);
  return bad(text, `Free some space, or set DATA_DIR to another disk: ${neededGigabytes} GB is needed.`);
}

export function examineVersions(): Finding {
  return good(`Node ${process.versions.node} on ${process.platform}-${process.arch}`);
}
