import { Controller } from '@nestjs/common';
import { type CurrentUser, type PublicProfile, userEndpoints, type UsernameAvailability } from '@pixelboxx/shared';
import { Handle, Input, type InputOf } from '../platform/http/contract/handle.decorator.ts';
import { ApiGroup } from '../platform/http/openapi/api-group.decorator.ts';
import { UsersService } from './users.service.ts';

@Controller()
@ApiGroup('Users', 'Profiles and usernames.')
export class UsersController {
  constructor(private readonly users: UsersService) {}

  @Handle(userEndpoints.availability)
  availability(@Input() { query }: InputOf<typeof userEndpoints.availability>): Promise<UsernameAvailability> {
    return this.users.availability(query.username);
  }

  @Handle(userEndpoints.profile)
  // Same rate limit as `availability`: enumerating members by guessing is no faster here than there.
  profile(@Input() { params }: InputOf<typeof userEndpoints.profile>): Promise<PublicProfile> {
    return this.users.profile(params.username);
  }

  @Handle(userEndpoints.updateMe)
  updateMe(@Input() { principal, body }: InputOf<typeof userEndpoints.updateMe>): Promise<CurrentUser> {
    return this.users.updateProfile(principal.user.id, body);
  }
}
