import { Body, Controller, Param, Query } from '@nestjs/common';
import {
  adminEndpoints,
  type AdminSecurityEventPage,
  type AdminUser,
  type AdminUserPage,
  AdminUserParams,
  AdminUsersQuery,
  ChangeRoleRequest,
  SecurityEventsQuery,
  SuspendRequest,
} from '@pixelboxx/shared';
import { AccountStandingService } from '../auth/account-standing.service.ts';
import { type Caller, CurrentCaller, type Origin, RequestOrigin } from '../platform/http/caller.ts';
import { Endpoint } from '../platform/http/endpoint.decorator.ts';
import { RateLimit } from '../platform/http/rate-limit.guard.ts';
import { RequireStepUp } from '../platform/http/step-up.decorator.ts';
import { ApiGroup } from '../platform/http/openapi/api-group.decorator.ts';
import { AdminUsersService } from './admin-users.service.ts';

const acts = { name: 'admin', limit: 120, windowSeconds: 60, by: 'user' } as const;

@Controller()
@ApiGroup('Admin', 'Looking after people’s accounts.')
export class AdminController {
  constructor(
    private readonly users: AdminUsersService,
    private readonly standing: AccountStandingService,
  ) {}

  @Endpoint(adminEndpoints.users)
  list(@Query({ schema: AdminUsersQuery }) query: AdminUsersQuery): Promise<AdminUserPage> {
    return this.users.list(query);
  }

  @Endpoint(adminEndpoints.user)
  find(@Param({ schema: AdminUserParams }) { id }: AdminUserParams): Promise<AdminUser> {
    return this.users.find(id);
  }

  @Endpoint(adminEndpoints.suspend)
  @RequireStepUp()
  @RateLimit(acts)
  async suspend(
    @CurrentCaller() actor: Caller,
    @Param({ schema: AdminUserParams }) { id }: AdminUserParams,
    @Body({ schema: SuspendRequest }) { reason }: SuspendRequest,
    @RequestOrigin() origin: Origin,
  ): Promise<AdminUser> {
    await this.standing.suspend(id, reason, { actor, origin });
    return this.users.find(id);
  }

  @Endpoint(adminEndpoints.unsuspend)
  @RequireStepUp()
  @RateLimit(acts)
  async unsuspend(
    @CurrentCaller() actor: Caller,
    @Param({ schema: AdminUserParams }) { id }: AdminUserParams,
    @RequestOrigin() origin: Origin,
  ): Promise<AdminUser> {
    await this.standing.unsuspend(id, { actor, origin });
    return this.users.find(id);
  }

  @Endpoint(adminEndpoints.unlock)
  @RequireStepUp()
  @RateLimit(acts)
  async unlock(
    @CurrentCaller() actor: Caller,
    @Param({ schema: AdminUserParams }) { id }: AdminUserParams,
    @RequestOrigin() origin: Origin,
  ): Promise<AdminUser> {
    await this.standing.unlock(id, { actor, origin });
    return this.users.find(id);
  }

  @Endpoint(adminEndpoints.resetSecondFactors)
  @RequireStepUp()
  @RateLimit(acts)
  async resetSecondFactors(
    @CurrentCaller() actor: Caller,
    @Param({ schema: AdminUserParams }) { id }: AdminUserParams,
    @RequestOrigin() origin: Origin,
  ): Promise<AdminUser> {
    await this.standing.resetSecondFactors(id, { actor, origin });
    return this.users.find(id);
  }

  @Endpoint(adminEndpoints.changeRole)
  @RequireStepUp()
  @RateLimit(acts)
  async changeRole(
    @CurrentCaller() actor: Caller,
    @Param({ schema: AdminUserParams }) { id }: AdminUserParams,
    @Body({ schema: ChangeRoleRequest }) { role }: ChangeRoleRequest,
    @RequestOrigin() origin: Origin,
  ): Promise<AdminUser> {
    await this.standing.changeRole(id, role, { actor, origin });
    return this.users.find(id);
  }

  @Endpoint(adminEndpoints.securityEvents)
  securityEvents(
    @CurrentCaller() actor: Caller,
    @Param({ schema: AdminUserParams }) { id }: AdminUserParams,
    @Query({ schema: SecurityEventsQuery }) query: SecurityEventsQuery,
  ): Promise<AdminSecurityEventPage> {
    return this.users.listSecurityEvents(actor, id, query);
  }
}
