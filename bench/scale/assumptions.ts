/** What is assumed of people, machines and prices: change these for your own product, and run `npm run bench -- --only scale`. */

/** How often a user who comes on a day makes each request on that day, by the names of `costedRoutes`. */
export const habits: Readonly<Record<string, number>> = {
  // Moving within the site: what the pages ask for in the browser.
  'GET /v1/auth/me': 10,
  'GET /v1/uploads, a page': 4,
  'GET /v1/users/:username': 10,
  // Access tokens last a quarter of an hour.
  'POST /v1/auth/refresh': 6,
  // Sessions last ninety days of use; some sign out.
  'POST /v1/auth/login, known device': 0.05,
  'POST /v1/auth/register': 0.01,
  'POST /v1/uploads/image, 12 MP': 0.3,
  'PATCH /v1/uploads/:id': 0.1,
  // Opened from outside or anew; the rest is moving within the site.
  'page /home': 4,
  'page /gallery': 2,
  'page /u/:username': 4,
};

/** Images looked at on a day, and how many of them come from the CDN. */
export const imagesSeen = 300;
export const fromCdn = 0.95;

/** The busiest hour against the mean of the day. */
export const peakFactor = 3;
/** How full a machine may be in that hour: the rest is for one that fails, and for what comes at once. */
export const maxUsed = 0.6;

/** Users of a day who have a page open in the busiest hour, each with one stream. */
export const onlineAtPeak = 0.08;

/** What one instance of each can do. */
export const instances = {
  apiCores: 1,
  webCores: 1,
  /** A large primary as clouds rent them. */
  databaseCores: 32,
  databaseBytes: 4e12,
  /** One thread; commands a second. */
  redisCommands: 100_000,
  /** `streamsPerProcess` of the api. */
  streams: 20_000,
} as const;

/** US dollars a month, as clouds ask without a contract; egress is a CDN's. */
export const prices = {
  core: 25,
  databaseCore: 75,
  databaseGigabyte: 0.2,
  redis: 60,
  objectGigabyte: 0.02,
  egressGigabyte: 0.02,
} as const;

export const steps = [1e3, 1e5, 1e7] as const;
