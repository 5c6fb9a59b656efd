/** Assumptions about users, machines and prices: change these for your own product, and run `npm run bench -- --only scale`. */

/** How often a daily active user makes each request per day, by the names of `costedRoutes`. */
export const habits: Readonly<Record<string, number>> = {
  // Requests from the browser while the user moves within the site.
  'GET /v1/auth/me': 10,
  'GET /v1/uploads, a page': 4,
  'GET /v1/users/:username': 10,
  // Access tokens expire after a quarter of an hour.
  'POST /v1/auth/refresh': 6,
  // Sessions last ninety days with use; some users sign out.
  'POST /v1/auth/login, known device': 0.05,
  'POST /v1/auth/register': 0.01,
  'POST /v1/uploads/image, 12 MP': 0.3,
  'PATCH /v1/uploads/:id': 0.1,
  // Opened from outside or reloaded; everything else is navigation within the site.
  'page /home': 4,
  'page /gallery': 2,
  'page /u/:username': 4,
};

/** Images seen per day, and the share that comes from the CDN. */
export const imagesSeen = 300;
export const fromCdn = 0.95;

/** The busiest hour relative to the mean of the day. */
export const peakFactor = 3;
/** The maximum utilization of a machine in that hour: the rest is for failing machines and for bursts. */
export const maxUsed = 0.6;

/** The share of daily users with a page open in the busiest hour, each with one stream. */
export const onlineAtPeak = 0.08;

/** The capacity of one instance of each. */
export const instances = {
  apiCores: 1,
  webCores: 1,
  /** A large primary as clouds offer them. */
  databaseCores: 32,
  databaseBytes: 4e12,
  /** One thread; commands per second. */
  redisCommands: 100_000,
  /** `streamsPerProcess` of the api. */
  streams: 20_000,
} as const;

/** US dollars per month at clouds' prices without a contract; egress is that of a CDN. */
export const prices = {
  core: 25,
  databaseCore: 75,
  databaseGigabyte: 0.2,
  redis: 60,
  objectGigabyte: 0.02,
  egressGigabyte: 0.02,
} as const;

export const steps = [1e3, 1e5, 1e7] as const;
