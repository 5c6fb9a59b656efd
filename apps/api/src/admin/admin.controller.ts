import { Controller } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import {
  adminEndpoints,
  type AdminOverview,
  type AdminSecurityEventPage,
  type AdminUser,
  type AdminUserPage,
} from '@pixelboxx/shared';
import { AccountAdminService } from '../account/index.ts';
import { Handle, Input, type InputOf } from '../platform/http/contract/handle.decorator.ts';
import { ApiGroup } from '../platform/http/openapi/api-group.decorator.ts';
import { AdminOverviewService } from './admin-overview.service.ts';
import { AdminUsersService } from './admin-users.service.ts';

@Controller()
@ApiGroup('Admin', 'Looking after people’s accounts.')
export class AdminController {
  constructor(
    private readonly users: AdminUsersService,
    private readonly platform: AdminOverviewService,
    private readonly accounts: AccountAdminService,
    private readonly clock: Clock,
  ) {}

  @Handle(adminEndpoints.users)
  list(@Input() { query }: InputOf<typeof adminEndpoints.users>): Promise<AdminUserPage> {
    return this.users.list(query);
  }

  @Handle(adminEndpoints.overview)
  overview(): Promise<AdminOverview> {
    return this.platform.overview();
  }

  @Handle(adminEndpoints.user)
  find(@Input() { params: { id } }: InputOf<typeof adminEndpoints.user>): Promise<AdminUser> {
    return this.users.find(id);
  }

  @Handle(adminEndpoints.suspend)
  async suspend(
    @Input() { principal: actor, params: { id }, body: { reason }, context }: InputOf<typeof adminEndpoints.suspend>,
  ): Promise<AdminUser> {
    await this.accounts.suspend(id, { reason, at: this.clock.now() }, { actor, context });
    return this.users.find(id);
  }

  @Handle(adminEndpoints.unsuspend)
  async unsuspend(
    @Input() { principal: actor, params: { id }, context }: InputOf<typeof adminEndpoints.unsuspend>,
  ): Promise<AdminUser> {
    await this.accounts.unsuspend(id, { actor, context });
    return this.users.find(id);
  }

  @Handle(adminEndpoints.unlock)
  async unlock(
    @Input() { principal: actor, params: { id }, context }: InputOf<typeof adminEndpoints.unlock>,
  ): Promise<AdminUser> {
    await this.accounts.unlock(id, { actor, context });
    return this.users.find(id);
  }

  @Handle(adminEndpoints.resetSecondFactors)
  async resetSecondFactors(
    @Input() { principal: actor, params: { id }, context }: InputOf<typeof adminEndpoints.resetSecondFactors>,
  ): Promise<AdminUser> {
    await this.accounts.resetSecondFactors(id, this.clock.now(), { actor, context });
    return this.users.find(id);
  }

  @Handle(adminEndpoints.changeRole)
  async changeRole(
    @Input() { principal: actor, params: { id }, body: { role }, context }: InputOf<typeof adminEndpoints.changeRole>,
  ): Promise<AdminUser> {
    await this.accounts.changeRole(id, { role, at: this.clock.now() }, { actor, context });
    return this.users.find(id);
  }

  @Handle(adminEndpoints.securityEvents)
  securityEvents(
    @Input() { principal: actor, params: { id }, query }: InputOf<typeof adminEndpoints.securityEvents>,
  ): Promise<AdminSecurityEventPage> {
    return this.users.listSecurityEvents(actor, id, query);
  }
}
