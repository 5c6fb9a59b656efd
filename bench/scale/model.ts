import type { Costs, RouteCost } from '../costs/costs.ts';
import type { Streams } from '../scenarios/streams.ts';
import { fromCdn, habits, imagesSeen, instances, maxUsed, onlineAtPeak, peakFactor, prices } from './assumptions.ts';

const daySeconds = 86_400;
const daysPerMonth = 30;
/** Divides the stored bytes of an image: pages show the middle one of its four variants. */
const variantsPerImage = 4;

/** What this many daily users need in the busiest hour, and what they add per month. */
export interface Load {
  readonly users: number;
  readonly requestsPerSecond: number;
  readonly webCores: number;
  readonly apiCores: number;
  readonly databaseCores: number;
  readonly statementsPerSecond: number;
  readonly redisCommandsPerSecond: number;
  readonly streams: number;
  readonly databaseBytesPerMonth: number;
  readonly walBytesPerDay: number;
  readonly objectBytesPerMonth: number;
  readonly egressBytesPerMonth: number;
  readonly dollarsPerMonth: number;
}

/** One kind of instance, and the number of daily users that fills one. */
export interface Bottleneck {
  readonly name: string;
  readonly users: number;
}

/** @throws Error for a habit whose cost was not measured */
export function loadOf(users: number, costs: Costs, streams: Streams): Load {
  const counted = Object.entries(habits).map(([name, perDay]) => ({ cost: costOf(costs, name), perDay }));
  const file = costOf(costs, 'GET /files, a stored variant');
  counted.push({ cost: file, perDay: imagesSeen * (1 - fromCdn) });
  const perSecond = (users / daySeconds) * peakFactor;
  const sum = (valueOf: (cost: RouteCost) => number) =>
    counted.reduce((total, { cost, perDay }) => total + perDay * valueOf(cost), 0);
  const cores = (valueOf: (cost: RouteCost) => number) => (sum(valueOf) * perSecond) / 1000 / maxUsed;
  const open = users * onlineAtPeak;
  const imageBytes = costOf(costs, 'POST /v1/uploads/image, 12 MP').storedBytes / variantsPerImage;
  const streamCores = (open * (streams.ours.idleCpuSecondsPerMinute / 60 / streams.streams)) / maxUsed;
  const needs = {
    users,
    requestsPerSecond: sum(() => 1) * perSecond,
    webCores: cores(({ webCpuMs }) => webCpuMs),
    apiCores: cores(({ apiCpuMs }) => apiCpuMs) + streamCores,
    databaseCores: cores(({ databaseCpuMs }) => databaseCpuMs ?? 0),
    statementsPerSecond: sum(({ statements }) => statements) * perSecond,
    redisCommandsPerSecond: sum(({ redisCommands }) => redisCommands ?? 0) * perSecond,
    streams: open,
    databaseBytesPerMonth: sum(({ databaseBytes }) => databaseBytes) * users * daysPerMonth,
    walBytesPerDay: sum(({ walBytes }) => walBytes) * users,
    objectBytesPerMonth: sum(({ storedBytes }) => storedBytes) * users * daysPerMonth,
    egressBytesPerMonth: (imagesSeen * imageBytes + sum(({ responseBytes }) => responseBytes)) * users * daysPerMonth,
  };
  return { ...needs, dollarsPerMonth: dollarsOf(needs) };
}

/** Includes a year's data, because users' data stays. At least one instance of each, and two where availability requires it. */
function dollarsOf(load: Omit<Load, 'dollarsPerMonth'>): number {
  const gigabytes = (bytes: number) => bytes / 1e9;
  return (
    Math.max(2, Math.ceil(load.webCores) + Math.ceil(load.apiCores)) * prices.core +
    Math.max(2, Math.ceil(load.databaseCores) * 2) * prices.databaseCore +
    Math.max(1, Math.ceil(load.redisCommandsPerSecond / (instances.redisCommands * maxUsed))) * prices.redis +
    gigabytes(load.databaseBytesPerMonth * 12) * prices.databaseGigabyte +
    gigabytes(load.objectBytesPerMonth * 12) * prices.objectGigabyte +
    gigabytes(load.egressBytesPerMonth) * prices.egressGigabyte
  );
}

/** The bottlenecks, earliest first: each with the number of daily users at which one instance is full. */
export function bottlenecks(costs: Costs, streams: Streams): Bottleneck[] {
  const users = 1e6;
  const load = loadOf(users, costs, streams);
  const fullAt = (name: string, need: number, capacity: number) => ({ name, users: (users * capacity) / need });
  return [
    fullAt('a web process (1 core)', load.webCores, instances.webCores),
    fullAt('an api process (1 core)', load.apiCores, instances.apiCores),
    fullAt('streams of an api process', load.streams, instances.streams),
    fullAt(`a PostgreSQL primary (${instances.databaseCores} cores)`, load.databaseCores, instances.databaseCores),
    fullAt(
      `its ${instances.databaseBytes / 1e12} TB, after a year`,
      load.databaseBytesPerMonth * 12,
      instances.databaseBytes,
    ),
    fullAt('a Redis (one thread)', load.redisCommandsPerSecond, instances.redisCommands * maxUsed),
  ].toSorted((a, b) => a.users - b.users);
}

export function costOf({ routes }: Costs, name: string): RouteCost {
  const cost = routes.find((route) => route.name === name);
  if (!cost) throw new Error(`Nobody measured what \`${name}\` costs.`);
  return cost;
}
