import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { findFreePort, pollUntil } from '@pixelboxx/config/testing';
import { Program } from './program.ts';
import type { ServiceKind } from './service.ts';

const bucket = 'pixelboxx';
const credentials = { accessKeyId: 'PIXELBOXXFAULTS', secretAccessKey: 'only-for-this-run' };

/**
 * A complete S3 server from Debian: Ceph's gateway over a store of one daemon that keeps objects in memory. The gateway is
 * what gets killed and paused. A full disk is simulated by a user quota of Ceph's: a store in memory has no disk, and a full
 * Ceph stops responding, as a paused one does.
 */
export async function objectStore(folder: string): Promise<ServiceKind> {
  const ceph = await Ceph.start(folder);
  let isPrepared = false;
  let gatewayPort = 0;
  return {
    name: 'S3',
    start: (port) => ceph.startGateway((gatewayPort = port)),
    settings: (port) => ({
      S3_ENDPOINT: `http://127.0.0.1:${port}`,
      S3_REGION: 'us-east-1',
      S3_BUCKET: bucket,
      S3_ACCESS_KEY_ID: credentials.accessKeyId,
      S3_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    }),
    untilUp: async (port) => {
      await pollUntil('the gateway answers', () => responds(port), { timeoutMs: 90_000, everyMs: 100 });
      if (!isPrepared) await createBucket(port);
      isPrepared = true;
    },
    fill: () => ceph.setFull(true, gatewayPort),
    free: () => ceph.setFull(false, gatewayPort),
  };
}

async function responds(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(2_000) }).then(
    ({ status }) => status < 500,
    () => false,
  );
}

function clientOf(port: number): S3Client {
  const endpoint = `http://127.0.0.1:${port}`;
  return new S3Client({ region: 'us-east-1', endpoint, forcePathStyle: true, credentials, maxAttempts: 1 });
}

async function createBucket(port: number): Promise<void> {
  const client = clientOf(port);
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  client.destroy();
}

async function canStore(port: number): Promise<boolean> {
  const client = clientOf(port);
  const put = new PutObjectCommand({ Bucket: bucket, Key: 'room', Body: 'is there any?' });
  const isStored = await client.send(put).then(
    () => true,
    () => false,
  );
  client.destroy();
  return isStored;
}

/** One monitor, and one daemon that stores in memory. */
class Ceph {
  readonly #folder: string;
  readonly #configuration: string;

  private constructor(folder: string) {
    this.#folder = folder;
    this.#configuration = join(folder, 'ceph.conf');
  }

  static async start(folder: string): Promise<Ceph> {
    const ceph = new Ceph(folder);
    const [monitorPort, olderPort] = [await findFreePort(), await findFreePort()];
    for (const name of ['mon', 'osd', 'log', 'run']) mkdirSync(join(folder, name), { recursive: true });
    await ceph.#startMonitor(monitorPort, olderPort);
    await ceph.#startStore();
    await ceph.#run(
      'radosgw-admin',
      'user',
      'create',
      '--uid',
      'faults',
      '--display-name',
      'faults',
    )(...['--access-key', credentials.accessKeyId, '--secret-key', credentials.secretAccessKey]);
    return ceph;
  }

  startGateway(port: number): Program {
    const frontend = `--rgw-frontends=beast endpoint=127.0.0.1:${port}`;
    return this.#start('radosgw', '-f', '-n', 'client.admin', frontend);
  }

  /** `ceph …` @returns its output */
  ask(...args: string[]): Promise<string> {
    return this.#run('ceph', '--connect-timeout', '30')(...args);
  }

  /** Waits until the gateway, which caches the usage for a while, has noticed. */
  async setFull(isFull: boolean, port: number): Promise<void> {
    const quota = this.#run('radosgw-admin', 'quota');
    const whose = ['--quota-scope=user', '--uid', 'faults'];
    if (isFull) await quota('set', ...whose, '--max-size', '4096');
    await quota(isFull ? 'enable' : 'disable', ...whose);
    await pollUntil('the gateway knows', async () => (await canStore(port)) !== isFull, { timeoutMs: 60_000 });
  }

  async #startMonitor(port: number, olderPort: number): Promise<void> {
    const folder = this.#folder;
    const fsid = randomUUID();
    const address = `[v2:127.0.0.1:${port},v1:127.0.0.1:${olderPort}]`;
    writeFileSync(this.#configuration, configuration(folder, fsid, address));
    const keyring = join(folder, 'keyring');
    const map = join(folder, 'monmap');
    const tool = this.#run('ceph-authtool', keyring);
    await tool('--create-keyring', '--gen-key', '-n', 'mon.', '--cap', 'mon', 'allow *');
    await tool('--gen-key', '-n', 'client.admin').then(() =>
      tool('-n', 'client.admin', '--cap', 'mon', 'allow *', '--cap', 'osd', 'allow *', '--cap', 'mgr', 'allow *'),
    );
    await this.#run('monmaptool', '--create')('--addv', 'a', address, '--fsid', fsid, map);
    await this.#run('ceph-mon', '--mkfs', '-i', 'a')('--monmap', map, '--keyring', keyring);
    this.#start('ceph-mon', '-f', '-i', 'a');
  }

  async #startStore(): Promise<void> {
    const uuid = randomUUID();
    const key = (await this.#run('ceph-authtool')('--gen-print-key')).trim();
    const secret = join(this.#folder, 'osd-secret.json');
    writeFileSync(secret, JSON.stringify({ cephx_secret: key }), { mode: 0o600 });
    const id = (await this.ask('osd', 'new', uuid, '-i', secret)).trim().split('\n').at(-1) ?? '0';
    await this.#run('ceph-authtool', join(this.#folder, 'keyring'))('-n', `osd.${id}`, '--add-key', key);
    await this.#run('ceph-osd', '-i', id)('--mkfs', '--osd-uuid', uuid);
    await this.ask('osd', 'crush', 'add-bucket', 'here', 'host');
    await this.ask('osd', 'crush', 'move', 'here', 'root=default');
    await this.ask('osd', 'crush', 'add', `osd.${id}`, '1.0', 'host=here');
    this.#start('ceph-osd', '-f', '-i', id);
    await pollUntil('the store is up', async () => (await this.ask('osd', 'stat')).includes('1 up'), {
      timeoutMs: 60_000,
      everyMs: 200,
    });
  }

  #start(command: string, ...args: string[]): Program {
    return Program.start({ command, args: [...args, '--conf', this.#configuration] });
  }

  #run(command: string, ...first: string[]): (...rest: string[]) => Promise<string> {
    const env = { CEPH_CONF: this.#configuration };
    const configured = ['ceph-authtool', 'monmaptool'].includes(command) ? [] : ['--conf', this.#configuration];
    return (...rest) => Program.run({ command, args: [...first, ...rest, ...configured], env });
  }
}

const configuration = (folder: string, fsid: string, address: string): string => `[global]
fsid = ${fsid}
keyring = ${folder}/keyring
mon host = ${address}
public addr = 127.0.0.1
auth cluster required = cephx
auth service required = cephx
auth client required = cephx
auth allow insecure global id reclaim = true
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd pool default pg autoscale mode = off
mon allow pool size one = true
mon max pg per osd = 1000
osd crush chooseleaf type = 0
log file = ${folder}/log/$name.log
pid file = ${folder}/$name.pid
admin socket = ${folder}/run/$name.asok
run dir = ${folder}/run
[mon]
mon data = ${folder}/mon
mon initial members = a
[osd]
osd data = ${folder}/osd
osd objectstore = memstore
memstore device bytes = 1073741824
osd class load list = *
osd class default list = *
[client]
rgw data = ${folder}
rgw dns name = localhost
rgw bucket quota ttl = 1
rgw user quota bucket sync interval = 1
rgw user quota sync interval = 1
`;
