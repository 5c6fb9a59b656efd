import type { SeededRandom } from '@pixelboxx/config/testing';
import { authEndpoints, uploadEndpoints, userEndpoints } from '@pixelboxx/shared';
import type { Browser } from '../support/clients/browser.ts';
import { accessCookie, refreshCookie } from '../support/clients/devices.ts';
import { register, type TestUser } from '../support/clients/users.ts';
import { photo } from '../support/uploads/images.ts';
import { uploadImage } from '../support/uploads/uploading.ts';
import type { RollingCluster } from './rolling-cluster.ts';

const deviceCookie = 'pbx_device';

/** Somebody who does one thing after another, each of which needs secrets that another replica may have used before. */
export class Visitor {
  readonly failures: string[] = [];
  /** How often each thing went well. */
  readonly done = new Map<string, number>();
  private isLeaving = false;
  private address: string;
  private turns = 0;
  private readonly acts: Record<string, () => Promise<void>>;

  private constructor(
    readonly user: TestUser,
    private readonly uploadId: string,
    private readonly cluster: RollingCluster,
    private readonly random: SeededRandom,
  ) {
    this.address = '';
    this.acts = {
      'a signed-in request': () => this.ask(),
      'a refresh from two tabs': () => this.refresh(),
      'a request sent twice': () => this.repeat(),
      'a private image': () => this.look(),
      'a sign-in on a known device': () => this.signIn(),
      'a look at the public keys': () => this.compareKeys(),
    };
  }

  static async arrive(cluster: RollingCluster, random: SeededRandom): Promise<Visitor> {
    const user = await register(cluster);
    const image = await photo({ width: 60, height: 40 }, '#336699').jpeg().toBuffer();
    const { id } = await uploadImage(user.browser, image);
    const visitor = new Visitor(user, id, cluster, random);
    visitor.address = await visitor.newAddress();
    return visitor;
  }

  /** Until `leave`. What goes wrong is written down, and the next thing tried. */
  async stay(stageOf: () => string): Promise<void> {
    const names = Object.keys(this.acts);
    while (!this.isLeaving) {
      const name = names[Math.floor(this.random.next() * names.length)] ?? '';
      try {
        await this.acts[name]?.();
        this.done.set(name, (this.done.get(name) ?? 0) + 1);
      } catch (error) {
        this.failures.push(`${stageOf()}: ${name}: ${String(error)}`);
      }
    }
  }

  leave(): void {
    this.isLeaving = true;
  }

  get actNames(): readonly string[] {
    return Object.keys(this.acts);
  }

  private get browser(): Browser {
    return this.user.browser;
  }

  private async ask(): Promise<void> {
    expectStatus(200, await this.browser.fetch(authEndpoints.me.path));
  }

  private async refresh(): Promise<void> {
    const tabs = [this.browser, this.cluster.browser(this.browser.cookies)];
    const responses = await Promise.all(tabs.map((tab) => tab.post(authEndpoints.refresh.path)));
    for (const response of responses) expectStatus(200, response);
    const [one, other] = tabs.map(({ cookies }) => cookies.get(refreshCookie));
    if (one !== other) throw new Error('two tabs got different refresh tokens');
  }

  private async repeat(): Promise<void> {
    this.turns += 1;
    const headers = { 'content-type': 'application/json', 'idempotency-key': `turn-${this.turns}` };
    const body = JSON.stringify({ displayName: `Turn ${this.turns}` });
    const answers: string[] = [];
    for (let time = 0; time < 2; time += 1) {
      const response = await this.browser.fetch(userEndpoints.updateMe.path, { method: 'PATCH', headers, body });
      expectStatus(200, response);
      answers.push(await response.text());
    }
    if (answers[0] !== answers[1]) throw new Error('a repeated request got another answer');
  }

  private async look(): Promise<void> {
    expectStatus(200, await this.cluster.browser().fetch(this.address));
    this.address = await this.newAddress();
  }

  private async newAddress(): Promise<string> {
    const { url } = await this.browser.call(uploadEndpoints.url, {
      params: { id: this.uploadId },
      query: { variant: '320' },
    });
    return url;
  }

  /** By a program of another name each time: only the cookie says that the device is known. */
  private async signIn(): Promise<void> {
    const device = this.browser.cookies.get(deviceCookie);
    const browser = this.cluster.browser(device === undefined ? [] : [[deviceCookie, device]]);
    this.turns += 1;
    browser.headers['user-agent'] = `program ${this.turns}`;
    const { username: identifier, password } = this.user.credentials;
    expectStatus(200, await browser.post(authEndpoints.login.path, { identifier, password }));
    this.browser.cookies.set(deviceCookie, browser.cookies.get(deviceCookie) ?? '');
    expectStatus(204, await browser.post(authEndpoints.logout.path));
  }

  /** As another service would, which asks any replica for the keys of tokens it is shown. */
  private async compareKeys(): Promise<void> {
    const response = await this.cluster.browser().fetch('/.well-known/jwks.json');
    expectStatus(200, response);
    const { keys } = (await response.json()) as { keys: { kid: string }[] };
    const [header = ''] = (this.browser.cookies.get(accessCookie) ?? '').split('.');
    const { kid } = JSON.parse(Buffer.from(header, 'base64url').toString()) as { kid: string };
    if (!keys.some((key) => key.kid === kid)) throw new Error('a replica does not publish the key of a live token');
  }
}

function expectStatus(status: number, response: Response): void {
  if (response.status !== status) throw new Error(`${status} was expected, ${response.status} came`);
}
