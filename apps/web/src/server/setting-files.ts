import { readSettingFiles } from '@pixelboxx/node-kit';
import { Env } from '../env.ts';

/**
 * Call it before Next starts, whose pages read the environment at each request.
 * @throws Error with a line for every file that cannot be read
 */
export function takeSettingsFromFiles(): void {
  const { env, faults } = readSettingFiles(process.env, Object.keys(Env.shape));
  if (faults.length > 0) {
    throw new Error(`The configuration is not valid:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
  }
  Object.assign(process.env, env);
}
