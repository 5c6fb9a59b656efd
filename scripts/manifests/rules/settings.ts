import { loadConfig as loadAiConfig, Environment as AiEnvironment } from '../../../apps/ai-service/src/config.ts';
import { loadConfig, settingNames } from '../../../apps/api/src/platform/config/config.ts';
import { Env as WebEnvironment, readEnv } from '../../../apps/web/src/env.ts';
import { targetOf } from '../images.ts';
import { configMapsOf, type Container, type Manifest, workloadsOf } from '../manifest.ts';
import { makeProductionSecrets } from '../../delivery/secret-files.ts';

type Variables = Readonly<Record<string, string>>;

interface Service {
  readonly names: ReadonlySet<string>;
  /** Loads the configuration as the service does at its start. @throws Error that names the faults */
  readonly load: (env: Record<string, string>) => unknown;
  /** The variable for the port that it listens on. */
  readonly port: string;
  readonly metricsPort: string;
}

/** By target of the Dockerfile. */
const services: Readonly<Record<string, Service>> = {
  api: { names: new Set(settingNames), load: loadConfig, port: 'API_PORT', metricsPort: 'API_METRICS_PORT' },
  web: {
    names: new Set(Object.keys(WebEnvironment.shape)),
    load: readEnv,
    port: 'WEB_PORT',
    metricsPort: 'WEB_METRICS_PORT',
  },
  'ai-service': {
    names: new Set(Object.keys(AiEnvironment.shape)),
    load: loadAiConfig,
    port: 'AI_PORT',
    metricsPort: 'AI_METRICS_PORT',
  },
};

/** Replace the secrets, which are not here: with all of them set, the service must accept its configuration. */
const samples: Variables = {
  ...makeProductionSecrets('postgresql://name:word@database:5432/pixelboxx')['pixelboxx'],
  SMTP_URL: 'smtps://name:word@mail:465',
};
const sampleOf = (name: string): string => samples[name] ?? 'from-a-provider';

/**
 * What the services of this repository would report about their settings in the manifests: unknown names, missing ones,
 * and values refused in production.
 * @param images the variables that each image sets
 */
export function findWrongSettings(manifests: readonly Manifest[], images: ReadonlyMap<string, Variables>): string[] {
  const configMaps = configMapsOf(manifests);
  return workloadsOf(manifests).flatMap(({ title, containers }) =>
    containers.flatMap((container) => {
      const target = targetOf(container.image) ?? '';
      const service = services[target];
      // Other programs of the image, such as `find`, read no settings.
      if (!service || (container.command.length > 0 && container.command[0] !== 'node')) return [];
      const given = variablesOf(container, configMaps);
      const all = { ...images.get(target), ...given };
      return [
        ...unknownNames(given, service),
        ...(container.command.includes('apply') ? missingForMigrations(all) : refusalsOf(all, service)),
        ...(container.command.length === 0 ? portFaults(all, container, service) : []),
      ].map((fault) => `${title}: ${fault}`);
    }),
  );
}

/** Merged as in Kubernetes: a container's variable wins over one of a ConfigMap. */
function variablesOf({ env, envFrom }: Container, configMaps: ReadonlyMap<string, Variables>): Variables {
  const shared = envFrom.map(({ configMapRef }) => configMaps.get(configMapRef?.name ?? '') ?? {});
  return Object.assign(
    {},
    ...shared,
    Object.fromEntries(env.map(({ name, value = '' }) => [name, value])),
  ) as Variables;
}

const withoutFile = (name: string): string => name.replace(/_FILE$/, '');

function unknownNames(given: Variables, { names }: Service): string[] {
  return Object.keys(given)
    .filter((name) => !names.has(name) && !names.has(withoutFile(name)))
    .map((name) => `${name} is no setting of it`);
}

/** Migrations only read the database URL. */
function missingForMigrations(all: Variables): string[] {
  return 'DATABASE_URL' in all || 'DATABASE_URL_FILE' in all ? [] : ['DATABASE_URL is missing'];
}

function refusalsOf(all: Variables, { names, load }: Service): string[] {
  const files = Object.keys(all).filter((name) => !names.has(name) && names.has(withoutFile(name)));
  const both = files.filter((name) => all[withoutFile(name)] !== undefined);
  if (both.length > 0) return both.map((name) => `${name} and ${withoutFile(name)} are both set`);
  const complete = Object.entries(all).map(([name, value]) =>
    files.includes(name) ? [withoutFile(name), sampleOf(withoutFile(name))] : [name, value],
  );
  try {
    load(Object.fromEntries(complete) as Record<string, string>);
    return [];
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return error.message
      .split('\n')
      .slice(1)
      .map((line) => line.replace(/^[\s-]+/, ''));
  }
}

function portFaults(all: Variables, { ports }: Container, service: Service): string[] {
  const isDeclared = (port: string | undefined, name: string) =>
    ports.some((declared) => declared.name === name && String(declared.containerPort) === port);
  const faults: string[] = [];
  if (!isDeclared(all[service.port], 'http'))
    faults.push(`it listens at ${all[service.port]}, which is not its port http`);
  const metrics = all[service.metricsPort];
  if (metrics !== undefined && !isDeclared(metrics, 'metrics')) faults.push(`${metrics} is not its port metrics`);
  return faults;
}
