import { endpoint } from './endpoint.ts';

export const mailReportEndpoints = {
  report: endpoint({
    method: 'POST',
    path: '/v1/mail/reports',
    access: 'public',
    status: 204,
    summary: 'Tell of mail that bounced or was complained about; the sender of our mail does, and signs it',
    signed: ['application/json', 'text/plain'],
    rateLimit: { name: 'mail-reports', limit: 1200, windowSeconds: 60, by: 'ip' },
    errors: ['NOT_FOUND', 'FORBIDDEN', 'SERVICE_UNAVAILABLE'],
  }),
} as const;
