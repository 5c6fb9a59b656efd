import { screeningEndpoints } from '@pixelboxx/shared';
import type { Environment } from '../environment/settings.ts';
import { bad, good, type Finding } from './finding.ts';
import { probeHttp } from './probe.ts';

const timeoutMs = 3000;

/** Whether images are screened, by the ai-service of this stack or by another one that accepts our token. */
export async function examineScreening({ AI_SERVICE_URL, AI_SERVICE_TOKEN, SCREENING }: Environment): Promise<Finding> {
  const mode = SCREENING === 'required' ? 'pictures are shown once approved' : 'pictures are shown meanwhile';
  if (AI_SERVICE_URL === undefined) return good(`Screening (ai-service): started with the rest, ${mode}`);
  if (!URL.canParse(AI_SERVICE_URL))
    return bad('Screening: AI_SERVICE_URL is not a URL', 'Correct AI_SERVICE_URL, or remove it.');
  const url = new URL(AI_SERVICE_URL);
  const problem = (await probeHttp(url)) ?? (await probeToken(url, AI_SERVICE_TOKEN));
  if (problem === undefined) return good(`Screening: ${url.host} (AI_SERVICE_URL) answers, ${mode}`);
  return bad(`Screening: ${problem}`, 'Start it, correct AI_SERVICE_URL or AI_SERVICE_TOKEN, or remove both.');
}

/** Sends no image: the token is checked before the body. */
async function probeToken(url: URL, token: string | undefined): Promise<string | undefined> {
  const address = url.href.replace(/\/+$/, '') + screeningEndpoints.screen.path;
  const headers = { 'content-type': 'application/octet-stream', ...(token && { authorization: `Bearer ${token}` }) };
  try {
    const init = { method: screeningEndpoints.screen.method, headers, signal: AbortSignal.timeout(timeoutMs) };
    const { status } = await fetch(address, { ...init, body: '', redirect: 'manual' });
    if (status === 401) return `${url.host} does not accept AI_SERVICE_TOKEN`;
    return [413, 415, 422].includes(status) ? undefined : `${url.host} answered ${status}: is this an ai-service?`;
  } catch {
    return `${url.host} did not answer`;
  }
}
