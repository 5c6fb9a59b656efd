import { Controller } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import {
  type AccountDeletion,
  accountEndpoints,
  type DataExport,
  type DataExportDownload,
  type Done,
} from '@pixelboxx/shared';
import { Handle, Input, type InputOf } from '../platform/http/contract/handle.decorator.ts';
import { ApiGroup } from '../platform/http/openapi/api-group.decorator.ts';
import { DataExportService } from '../users/index.ts';
import { AccountDeletionService } from './deletion/account-deletion.service.ts';
import { AccountExportService } from './export/account-export.service.ts';
import { type CookieWriter, SetCookies } from '../auth/cookies/index.ts';
import { SessionsService } from '../auth/sessions/index.ts';
import { AccountRestorationService } from './deletion/account-restoration.service.ts';

/** Exports, deletes and restores accounts. */
@Controller()
@ApiGroup('Account', 'Deleting, restoring and exporting an account.')
export class AccountController {
  constructor(
    private readonly deletion: AccountDeletionService,
    private readonly restoration: AccountRestorationService,
    private readonly accountExport: AccountExportService,
    private readonly dataExports: DataExportService,
    private readonly sessions: SessionsService,
    private readonly clock: Clock,
  ) {}

  @Handle(accountEndpoints.deleteAccount)
  async delete(
    @Input() { principal, body, context }: InputOf<typeof accountEndpoints.deleteAccount>,
    @SetCookies() setCookies: CookieWriter,
  ): Promise<AccountDeletion> {
    const deletion = await this.deletion.delete(
      principal,
      { password: body.password, deletedAt: this.clock.now() },
      context,
    );
    setCookies(this.sessions.clearedCookies());
    return deletion;
  }

  @Handle(accountEndpoints.restoreAccount)
  async restore(@Input() { body, context }: InputOf<typeof accountEndpoints.restoreAccount>): Promise<Done> {
    await this.restoration.restore(body.token, context);
    return { done: true };
  }

  @Handle(accountEndpoints.requestExport)
  requestExport(@Input() { principal, context }: InputOf<typeof accountEndpoints.requestExport>): Promise<void> {
    return this.accountExport.request(principal, context);
  }

  @Handle(accountEndpoints.dataExport)
  dataExport(@Input() { principal }: InputOf<typeof accountEndpoints.dataExport>): Promise<DataExport> {
    return this.accountExport.find(principal);
  }

  @Handle(accountEndpoints.exportDownload)
  exportDownload(@Input() { principal }: InputOf<typeof accountEndpoints.exportDownload>): Promise<DataExportDownload> {
    return this.dataExports.download(principal.user.id);
  }
}
