import { Body, Controller, Param, Query } from '@nestjs/common';
import {
  type CurrentUser,
  type PublicProfile,
  UpdateProfileRequest,
  userEndpoints,
  type UsernameAvailability,
  UsernameAvailabilityQuery,
  UsernameParams,
} from '@pixelboxx/shared';
import { type Caller, CurrentCaller } from '../platform/http/caller.ts';
import { Endpoint } from '../platform/http/endpoint.decorator.ts';
import { RateLimit } from '../platform/http/rate-limit.guard.ts';
import { ApiGroup } from '../platform/http/openapi/api-group.decorator.ts';
import { UsersService } from './users.service.ts';

@Controller()
@ApiGroup('Users', 'Profiles and usernames.')
export class UsersController {
  constructor(private readonly users: UsersService) {}

  @Endpoint(userEndpoints.availability)
  @RateLimit({ name: 'availability', limit: 600, windowSeconds: 60, by: 'address' })
  availability(
    @Query({ schema: UsernameAvailabilityQuery }) query: UsernameAvailabilityQuery,
  ): Promise<UsernameAvailability> {
    return this.users.availability(query.username);
  }

  @Endpoint(userEndpoints.profile)
  // As many as for availability: whoever lists members by guessing gets no further here than there.
  @RateLimit({ name: 'profile-view', limit: 600, windowSeconds: 60, by: 'address' })
  profile(@Param({ schema: UsernameParams }) params: UsernameParams): Promise<PublicProfile> {
    return this.users.profile(params.username);
  }

  @Endpoint(userEndpoints.updateMe)
  @RateLimit({ name: 'profile', limit: 120, windowSeconds: 60, by: 'user' })
  updateMe(
    @CurrentCaller() caller: Caller,
    @Body({ schema: UpdateProfileRequest }) body: UpdateProfileRequest,
  ): Promise<CurrentUser> {
    return this.users.updateProfile(caller.user.id, body);
  }
}
