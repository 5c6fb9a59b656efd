import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { examineScreening } from '../../src/doctor/screening.ts';

const token = 'x'.repeat(40);
let server: Server;
let url: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    const isAllowed = request.headers.authorization === `Bearer ${token}`;
    response.statusCode = request.url !== '/v1/screen' ? 404 : isAllowed ? 415 : 401;
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
});

afterAll(() => server.close());

describe('the doctor’s report about screening', () => {
  it('is fine if the stack starts its own ai-service', async () => {
    const finding = await examineScreening({});
    expect(finding.advice).toBeUndefined();
    expect(finding.text).toContain('started with the rest');
  });

  it('is fine if the service accepts our token', async () => {
    const finding = await examineScreening({
      AI_SERVICE_URL: url,
      AI_SERVICE_TOKEN: token,
      SCREENING: 'required',
    });
    expect(finding).toEqual({ text: expect.stringMatching(/answers, pictures are shown once approved$/) as string });
  });

  it.each([
    ['it refuses the token', { AI_SERVICE_TOKEN: 'y'.repeat(40) }, /does not accept AI_SERVICE_TOKEN/],
    ['it wants a token and none is set', {}, /does not accept AI_SERVICE_TOKEN/],
    ['it is away', { AI_SERVICE_URL: 'http://127.0.0.1:1' }, /cannot be reached/],
    ['the address is none', { AI_SERVICE_URL: 'ai-service' }, /is not a URL/],
  ])('is a problem when %s, without repeating a secret', async (_, settings, text) => {
    const finding = await examineScreening({ AI_SERVICE_URL: url, ...settings });
    expect(finding.text).toMatch(text);
    expect(finding.advice).toBeDefined();
    expect(JSON.stringify(finding)).not.toContain('yyyy');
  });
});
