export interface RedisEndpoint {
  readonly nodes: readonly { readonly host: string; readonly port: number }[];
  readonly isCluster: boolean;
  readonly isTls: boolean;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly database: number;
}

const form =
  /^(?<scheme>rediss?):\/\/(?:(?<user>[^:@]*)(?::(?<password>[^@]*))?@)?(?<hosts>[^/?@]+)(?:\/(?<database>\d*))?(?:\?(?<query>.*))?$/;

/**
 * `redis://[user[:password]@]host[:port][,host[:port]…][/database][?cluster=true]`; `rediss://` uses TLS.
 * Several hosts, or `cluster=true`, mean Redis Cluster, which has only database 0.
 * @throws TypeError that never repeats the URL, which contains a password.
 */
export function parseRedisUrl(url: string): RedisEndpoint {
  const parts = form.exec(url)?.groups;
  if (!parts?.['hosts']) throw new TypeError('REDIS_URL must look like redis://host:6379');
  const nodes = parts['hosts'].split(',').map((host) => {
    if (host === '' || !URL.canParse(`redis://${host}`)) throw new TypeError('REDIS_URL contains an invalid host');
    const { hostname, port } = new URL(`redis://${host}`);
    return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 6379) };
  });
  const isCluster = nodes.length > 1 || new URLSearchParams(parts['query']).get('cluster') === 'true';
  const database = Number(parts['database'] || 0);
  if (isCluster && database !== 0) throw new TypeError('REDIS_URL: a cluster has only database 0');
  return {
    nodes,
    isCluster,
    isTls: parts['scheme'] === 'rediss',
    username: parts['user'] ? decodeURIComponent(parts['user']) : undefined,
    password: parts['password'] ? decodeURIComponent(parts['password']) : undefined,
    database,
  };
}
