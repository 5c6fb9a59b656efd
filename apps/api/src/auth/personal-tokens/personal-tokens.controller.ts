import { Controller } from '@nestjs/common';
import { type NewPersonalToken, personalTokenEndpoints, type PersonalTokenList } from '@pixelboxx/shared';
import { Handle, Input, type InputOf } from '../../platform/http/contract/handle.decorator.ts';
import { ApiGroup } from '../../platform/http/openapi/api-group.decorator.ts';
import { PersonalTokensService } from './personal-tokens.service.ts';

@Controller()
@ApiGroup('Tokens', 'Personal access tokens: what users give to programs of theirs.')
export class PersonalTokensController {
  constructor(private readonly tokens: PersonalTokensService) {}

  @Handle(personalTokenEndpoints.list)
  list(@Input() { principal }: InputOf<typeof personalTokenEndpoints.list>): Promise<PersonalTokenList> {
    return this.tokens.list(principal);
  }

  @Handle(personalTokenEndpoints.create)
  create(
    @Input() { principal, body, context }: InputOf<typeof personalTokenEndpoints.create>,
  ): Promise<NewPersonalToken> {
    return this.tokens.create(principal, body, context);
  }

  @Handle(personalTokenEndpoints.revoke)
  revoke(@Input() { principal, params, context }: InputOf<typeof personalTokenEndpoints.revoke>): Promise<void> {
    return this.tokens.revoke(principal, params.id, context);
  }

  @Handle(personalTokenEndpoints.revokePresented)
  revokePresented(@Input() { body, context }: InputOf<typeof personalTokenEndpoints.revokePresented>): Promise<void> {
    return this.tokens.revokePresented(body.token, context);
  }
}
