import { describe, expect, it } from 'vitest';
import { readImages, targetOf } from '../../manifests/images.ts';
import { readManifests } from '../../manifests/kustomize.ts';
import type { Manifest } from '../../manifests/manifest.ts';
import { findInvalid } from '../../manifests/models.ts';
import { findWrongAccess } from '../../manifests/rules/access.ts';
import { findForeignImages } from '../../manifests/rules/images.ts';
import { findNetworkFaults } from '../../manifests/rules/network.ts';
import { findDanglingReferences } from '../../manifests/rules/references.ts';
import { findUnrestricted } from '../../manifests/rules/restricted.ts';
import { findExposedSecrets } from '../../manifests/rules/secrets.ts';
import { findWrongSettings } from '../../manifests/rules/settings.ts';
import { findHastyEnds, readShutdownSeconds } from '../../manifests/rules/shutdown.ts';
import { findUnknownFields } from '../../manifests/unknown-fields.ts';
import { accessText, installation } from './installation.ts';

type Rule = (manifests: readonly Manifest[]) => string[];
const foreignImages: Rule = (manifests) => findForeignImages(manifests, readImages().keys());
const wrongSettings: Rule = (manifests) => findWrongSettings(manifests, readImages());

const rules: [string, Rule][] = [
  ['invalid', findInvalid],
  ['unknown', findUnknownFields],
  ['dangling', findDanglingReferences],
  ['unrestricted', findUnrestricted],
  ['open to others', findNetworkFaults],
  ['a secret said openly', findExposedSecrets],
  ['ended in haste', findHastyEnds],
  ['foreign', foreignImages],
  ['wrong about settings', wrongSettings],
];

it.each(rules)('the described installation has no manifest that is %s', (_, rule) =>
  expect(rule(installation())).toEqual([]),
);

/** What is changed, into what, and a part of what is said of it. */
type Break = [from: string, to: string, fault: string];
const breaks = (rule: Rule, cases: Break[]) =>
  it.each(cases.map(([from, to, fault]) => ({ from, to, fault })))('$fault', ({ from, to, fault }) =>
    expect(rule(installation(from, to))).toContainEqual(expect.stringContaining(fault)),
  );

describe('a manifest that Kubernetes refuses is named', () => {
  breaks(findInvalid, [
    ['revisionHistoryLimit: 5', 'revisionHistoryLimit: five', 'must be integer'],
    ['kind: PodDisruptionBudget', 'kind: ClusterRoleBinding', 'ClusterRoleBinding is not known here'],
  ]);
  breaks(findUnknownFields, [
    ['readinessProbe:', 'readynessProbe:', 'Deployment ai-service: readynessProbe is no field of Container'],
  ]);
});

describe('what leads nowhere is named', () => {
  breaks(findDanglingReferences, [
    [
      '{ name: http, containerPort: 4100 }',
      '{ name: grpc, containerPort: 4100 }',
      'Service ai-service leads to the port http, which Deployment ai-service has not',
    ],
    [
      'port: http }\n            periodSeconds: 10',
      'port: https }\n            periodSeconds: 10',
      'Deployment api probes https, which it has not',
    ],
    [
      'selector: { app.kubernetes.io/name: web }',
      'selector: { app.kubernetes.io/name: site }',
      'Service web selects no pods',
    ],
    [
      'selector: { matchLabels: { app.kubernetes.io/name: api } }\n  template',
      'selector: { matchLabels: { app.kubernetes.io/name: apis } }\n  template',
      'Deployment api does not select its own pods',
    ],
    [
      'kind: Deployment, name: api',
      'kind: Deployment, name: apis',
      'HorizontalPodAutoscaler api scales apis, which is not there',
    ],
    ['revisionHistoryLimit: 5', 'replicas: 3', 'HorizontalPodAutoscaler api: api says its replicas, too'],
    ['hosts: [pixelboxx.example]', 'hosts: [other.example]', 'Ingress web serves pixelboxx.example in clear'],
    ['backend: { service: { name: web', 'backend: { service: { name: api', 'Ingress web makes api public'],
    [
      'configMapRef: { name: web-settings }',
      'configMapRef: { name: web-setting }',
      'Deployment web needs the ConfigMap web-setting',
    ],
  ]);
});

describe('a pod that may do more than it has to is named', () => {
  breaks(findUnrestricted, [
    ['runAsNonRoot: true', 'runAsNonRoot: false', 'Deployment api: may run as root'],
    ['type: RuntimeDefault', 'type: Unconfined', 'may make any system call'],
    ['automountServiceAccountToken: false', 'automountServiceAccountToken: true', 'is given a token for the cluster'],
    ['enableServiceLinks: false', 'enableServiceLinks: true', 'is given variables of services'],
    ['allowPrivilegeEscalation: false', 'allowPrivilegeEscalation: true', 'api may gain privileges'],
    ['readOnlyRootFilesystem: true', 'readOnlyRootFilesystem: false', 'migrate can write to its own file system'],
    ['drop: [ALL]', 'drop: [ALL], add: [NET_ADMIN]', 'web keeps capabilities'],
    ["limits: { cpu: '2', memory: 1Gi }", "limits: { cpu: '2' }", 'ai-service may use any memory'],
    ['emptyDir: { sizeLimit: 64Mi }', 'hostPath: { path: /var }', 'mounts a folder of the machine'],
    [', readOnly: true }', ' }', 'api can write to /run/secrets/pixelboxx'],
  ]);
});

describe('a way through the network that nobody needs, or that is missing, is named', () => {
  breaks(findNetworkFaults, [
    [
      'name: nothing-else }\nspec:\n  podSelector: {}\n  policyTypes: [Ingress, Egress]',
      'name: nothing-else }\nspec:\n  podSelector: {}\n  policyTypes: [Ingress]',
      'No NetworkPolicy denies what none allows',
    ],
    [
      'protocol: TCP, port: 4000',
      'protocol: TCP, port: 4001',
      'NetworkPolicy api opens the port 4001, which Deployment api has not',
    ],
    [
      'from: [{ podSelector: { matchLabels: { app.kubernetes.io/name: web } } }]',
      'from: [{ podSelector: { matchLabels: { app.kubernetes.io/name: site } } }]',
      'web → api is not let in',
    ],
    [
      'to: [{ podSelector: { matchLabels: { app.kubernetes.io/name: ai-service } } }]',
      'to: [{ podSelector: { matchLabels: { app.kubernetes.io/name: postgres } } }]',
      'api → ai-service is not let out',
    ],
    ['values: [api, migrate]', 'values: [api, migrate, web]', 'web → postgres is let through, and nobody needs it'],
    [
      'metadata: { name: ai-service }\nspec:\n  podSelector: { matchLabels: { app.kubernetes.io/name: ai-service } }',
      'metadata: { name: ai-service }\nspec:\n  podSelector: { matchLabels: { app.kubernetes.io/name: ai } }',
      'NetworkPolicy ai-service is about no pods',
    ],
  ]);
});

describe('a secret in another place than a file is named', () => {
  breaks(findExposedSecrets, [
    ['data: { WEB_ORIGIN:', "data: { PROXY_SECRET: 'x', WEB_ORIGIN:", 'ConfigMap site holds PROXY_SECRET'],
    ["'http://api:4000'", "'http://name:word@api:4000'", 'ConfigMap web-settings holds API_URL'],
    [
      '{ name: PROXY_SECRET_FILE, value: /run/secrets/pixelboxx/PROXY_SECRET }',
      '{ name: PROXY_SECRET, value: x }',
      'Deployment web says PROXY_SECRET openly',
    ],
    [
      '{ name: PROXY_SECRET_FILE, value: /run/secrets/pixelboxx/PROXY_SECRET }',
      '{ name: PROXY_SECRET, valueFrom: { secretKeyRef: { name: pixelboxx, key: PROXY_SECRET } } }',
      'Deployment web is given PROXY_SECRET as a variable',
    ],
    [
      '{ key: AI_SERVICE_TOKEN, path: AI_SERVICE_TOKEN }',
      '{ key: AI_SERVICE_TOKEN, path: TOKEN }',
      'AI_SERVICE_TOKEN_FILE is /run/secrets/pixelboxx/AI_SERVICE_TOKEN, where no secret is mounted',
    ],
    [
      'configMapRef: { name: web-settings }',
      'secretRef: { name: pixelboxx }',
      'Deployment web is given pixelboxx as variables',
    ],
    [
      'kind: ConfigMap\nmetadata: { name: site }',
      'kind: Secret\nmetadata: { name: site }',
      'Secret site stands in the manifests',
    ],
    [
      '            items:\n              - { key: PROXY_SECRET, path: PROXY_SECRET }\n',
      '',
      'Deployment web is given all of the secret in secrets',
    ],
  ]);
});

describe('a pod that is killed while it works, or is gone while it is sent requests, is named', () => {
  breaks(findHastyEnds, [
    [
      'preStop: { sleep: { seconds: 5 } }',
      'preStop: { sleep: { seconds: 1 } }',
      'Deployment web ends 1 s after it was told to',
    ],
    [
      "SHUTDOWN_DRAIN_MS: '5000'",
      "SHUTDOWN_DRAIN_MS: '20000'",
      'Deployment api may take 32 s to end, and is killed after 25 s',
    ],
  ]);

  it('by the times that the services themselves have', () => {
    expect([...readShutdownSeconds().keys()]).toEqual(['api', 'web', 'ai-service']);
    expect([...readShutdownSeconds().values()].every((seconds) => seconds >= 5 && seconds <= 60)).toBe(true);
  });
});

describe('an image that nobody made, or that is another tomorrow, is named', () => {
  breaks(foreignImages, [
    ['image: pixelboxx/web', 'image: pixelboxx/site', 'the Dockerfile makes no pixelboxx/site'],
    ['image: postgres:18.4-alpine', 'image: postgres:latest', 'postgres:latest names no version'],
    ['image: postgres:18.4-alpine', 'image: postgres', 'postgres names no version'],
  ]);

  it.each([
    ['pixelboxx/api', 'api'],
    [`ghcr.io/somebody/pixelboxx/web@sha256:${'0'.repeat(64)}`, 'web'],
    ['localhost:5000/pixelboxx/ai-service:v1.2.3', 'ai-service'],
    ['valkey/valkey:9.1.0-alpine', undefined],
  ])('%s is of the target %s', (image, target) => expect(targetOf(image)).toBe(target));
});

describe('a setting that its service would refuse is named', () => {
  breaks(wrongSettings, [
    ['AI_SERVICE_URL:', 'AI_SERVICE_URI:', 'Deployment api: AI_SERVICE_URI is no setting of it'],
    ["ALLOW_EMBEDDED: 'true'", "ALLOW_EMBEDDED: 'false'", 'Deployment api: REDIS_URL is required in production'],
    ["SHUTDOWN_DRAIN_MS: '5000'", 'SHUTDOWN_DRAIN_MS: 5s', 'Deployment api: SHUTDOWN_DRAIN_MS must be a whole number'],
    [
      '            - { name: FILE_URL_SECRET_FILE, value: /run/secrets/pixelboxx/FILE_URL_SECRET }\n',
      '',
      'Deployment api: FILE_URL_SECRET is required',
    ],
    ['name: DATABASE_URL_FILE', 'name: LOG_LEVEL', 'Job migrate: DATABASE_URL is missing'],
    [
      "'https://pixelboxx.example'",
      "'http://pixelboxx.example'",
      'Deployment api: WEB_ORIGIN must start with https://',
    ],
    ["'http://api:4000'", 'api', 'Deployment web: API_URL'],
    [
      'data: { WEB_ORIGIN:',
      "data: { DATABASE_POOL_MAX: '5', WEB_ORIGIN:",
      'Deployment web: DATABASE_POOL_MAX is no setting of it',
    ],
    [
      '{ name: http, containerPort: 3000 }',
      '{ name: http, containerPort: 3001 }',
      'Deployment web: it listens at 3000, which is not its port http',
    ],
    ["API_METRICS_PORT: '9464'", "API_METRICS_PORT: '9465'", 'Deployment api: 9465 is not its port metrics'],
    [
      'AI_SERVICE_URL:',
      "AI_SERVICE_TOKEN: 'x'\n  AI_SERVICE_URL:",
      'AI_SERVICE_TOKEN_FILE and AI_SERVICE_TOKEN are both set',
    ],
  ]);
});

describe('the account that rolls out', () => {
  const faultsOf = (text: string) => findWrongAccess(installation(), readManifests(text));

  it('may apply every kind of which an installation is made, and read no secret', () =>
    expect(faultsOf(accessText)).toEqual([]));

  it.each([
    ['resources: [ingresses, networkpolicies]', 'resources: [networkpolicies]', 'The deployer may not patch a Ingress'],
    ['resources: [pods, pods/log]', 'resources: [pods, secrets]', 'The deployer is granted secrets'],
  ])('is said to be wrong when %s is %s', (from, to, fault) => {
    expect(accessText).toContain(from);
    expect(faultsOf(accessText.replace(from, to))).toContain(fault);
  });
});
