import { loginBody, password, type Visitor } from '../stage.ts';
import { formOf, formHeaders, somePhotos } from '../scenarios/images.ts';

/** A form with a photo of twelve megapixels, as sent over the network. */
export type PhotoForm = Uint8Array<ArrayBuffer>;

export async function makePhotoForm(): Promise<PhotoForm> {
  const [photo = Buffer.alloc(0)] = await somePhotos();
  return new Uint8Array(formOf(photo, { visibility: 'public' }));
}

/** One kind of request, repeated many times. */
export interface CostedRoute {
  readonly name: string;
  /** Whether it is sent to the web, as a browser does, and not to the api. */
  readonly isPage?: boolean;
  /** How many requests are averaged. */
  readonly count: number;
  /** Prepares what must exist before; its cost is not counted. */
  readonly prepare?: (url: string, visitor: Visitor, photo: PhotoForm) => Promise<string>;
  readonly request: (visitor: Visitor, prepared: string, photo: PhotoForm) => { path: string; init?: RequestInit };
  /** Bytes put into the object store according to a response. Not measured in the store, which keeps the same image once. */
  readonly storedBytes?: (body: string) => number;
  /** Whether the visitor adopts the cookies of the response. */
  readonly followsCookies?: boolean;
}

const json = { 'content-type': 'application/json' };
const unique = () => Math.random().toString(36).slice(2, 14);

async function upload(
  url: string,
  { cookies }: Visitor,
  photo: PhotoForm,
): Promise<{ id: string; variants: { url: string }[] }> {
  const response = await fetch(`${url}/v1/uploads/image`, {
    method: 'POST',
    headers: { ...formHeaders, cookie: cookies },
    body: photo,
  });
  if (!response.ok) throw new Error(`Storing an image failed: ${response.status} ${await response.text()}`);
  return ((await response.json()) as { data: { id: string; variants: { url: string }[] } }).data;
}

const get =
  (path: string) =>
  ({ cookies }: Visitor) => ({ path, init: { headers: { cookie: cookies } } });

/** A document that a browser opens; scripts and images are separate requests. */
const page = (name: string, pathOf: (visitor: Visitor) => string): CostedRoute => ({
  name,
  isPage: true,
  count: 100,
  request: (visitor) => ({
    path: pathOf(visitor),
    init: { headers: { accept: 'text/html', cookie: visitor.cookies } },
  }),
});

export const costedRoutes: readonly CostedRoute[] = [
  { name: 'GET /v1/health/live', count: 400, request: () => ({ path: '/v1/health/live' }) },
  { name: 'GET /v1/auth/me', count: 400, request: get('/v1/auth/me') },
  {
    name: 'POST /v1/auth/refresh',
    count: 150,
    followsCookies: true,
    request: ({ cookies }) => ({ path: '/v1/auth/refresh', init: { method: 'POST', headers: { cookie: cookies } } }),
  },
  {
    name: 'POST /v1/auth/login, known device',
    count: 60,
    request: (visitor) => ({
      path: '/v1/auth/login',
      init: { method: 'POST', headers: { ...json, cookie: visitor.cookies }, body: loginBody(visitor) },
    }),
    followsCookies: true,
  },
  {
    name: 'POST /v1/auth/register',
    count: 60,
    request: () => {
      const username = `cost_${unique()}`;
      const body = JSON.stringify({ username, email: `${username}@example.com`, password });
      return { path: '/v1/auth/register', init: { method: 'POST', headers: json, body } };
    },
  },
  {
    name: 'POST /v1/uploads/image, 12 MP',
    count: 8,
    request: ({ cookies }, _prepared, photo) => ({
      path: '/v1/uploads/image',
      init: { method: 'POST', headers: { ...formHeaders, cookie: cookies }, body: photo },
    }),
    storedBytes: (body) =>
      (JSON.parse(body) as { data: { variants: { bytes: number }[] } }).data.variants.reduce(
        (sum, { bytes }) => sum + bytes,
        0,
      ),
  },
  {
    name: 'GET /v1/uploads, a page',
    count: 200,
    prepare: async (...given) => (await upload(...given)).id,
    request: get('/v1/uploads'),
  },
  {
    name: 'GET /files, a stored variant',
    count: 400,
    prepare: async (...given) => (await upload(...given)).variants[0]?.url ?? '',
    request: (_visitor, path) => ({ path }),
  },
  {
    name: 'GET /v1/users/:username',
    count: 200,
    prepare: (_url, { username }) => Promise.resolve(`/v1/users/${username}`),
    request: (_visitor, path) => ({ path }),
  },
  {
    name: 'PATCH /v1/uploads/:id',
    count: 100,
    prepare: async (...given) => (await upload(...given)).id,
    request: ({ cookies }, id) => ({
      path: `/v1/uploads/${id}`,
      init: { method: 'PATCH', headers: { ...json, cookie: cookies }, body: JSON.stringify({ caption: unique() }) },
    }),
  },
  page('page /home', () => '/home'),
  page('page /gallery', () => '/gallery'),
  page('page /u/:username', ({ username }) => `/u/${username}`),
];
