import { Body, Controller, Res } from '@nestjs/common';
import {
  type AccountDeletion,
  accountEndpoints,
  type DataExport,
  type DataExportDownload,
  DeleteAccountRequest,
  type Done,
  MailTokenRequest,
} from '@pixelboxx/shared';
import type { FastifyReply } from 'fastify';
import { type Caller, CurrentCaller, type Origin, RequestOrigin } from '../platform/http/caller.ts';
import { Endpoint } from '../platform/http/endpoint.decorator.ts';
import { RateLimit } from '../platform/http/rate-limit.guard.ts';
import { RequireStepUp } from '../platform/http/step-up.decorator.ts';
import { ApiGroup } from '../platform/http/openapi/api-group.decorator.ts';
import { DataExportService } from '../users/data-export.service.ts';
import { AccountDeletionService } from './account-deletion.service.ts';
import { AccountExportService } from './account-export.service.ts';
import { SessionCookies } from './session-cookies.ts';

/** Taking one's data along, leaving, and coming back. */
@Controller()
@ApiGroup('Account', 'Deleting, restoring and exporting an account.')
export class AccountController {
  constructor(
    private readonly deletion: AccountDeletionService,
    private readonly accountExport: AccountExportService,
    private readonly dataExports: DataExportService,
    private readonly cookies: SessionCookies,
  ) {}

  @Endpoint(accountEndpoints.deleteAccount)
  @RequireStepUp('with-mfa')
  async delete(
    @CurrentCaller() caller: Caller,
    @Body({ schema: DeleteAccountRequest }) body: DeleteAccountRequest,
    @RequestOrigin() origin: Origin,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AccountDeletion> {
    const deletion = await this.deletion.delete(caller, body.password, origin);
    this.cookies.clear(reply);
    return deletion;
  }

  @Endpoint(accountEndpoints.restoreAccount)
  @RateLimit({ name: 'mail-token', limit: 60, windowSeconds: 60, by: 'address' })
  async restore(
    @Body({ schema: MailTokenRequest }) body: MailTokenRequest,
    @RequestOrigin() origin: Origin,
  ): Promise<Done> {
    await this.deletion.restore(body.token, origin);
    return { done: true };
  }

  @Endpoint(accountEndpoints.requestExport)
  @RequireStepUp()
  @RateLimit({ name: 'export', limit: 5, windowSeconds: 86_400, by: 'user' })
  requestExport(@CurrentCaller() caller: Caller, @RequestOrigin() origin: Origin): Promise<void> {
    return this.accountExport.request(caller, origin);
  }

  @Endpoint(accountEndpoints.dataExport)
  dataExport(@CurrentCaller() caller: Caller): Promise<DataExport> {
    return this.accountExport.find(caller);
  }

  @Endpoint(accountEndpoints.exportDownload)
  @RequireStepUp()
  exportDownload(@CurrentCaller() caller: Caller): Promise<DataExportDownload> {
    return this.dataExports.download(caller.user.id);
  }
}
