import { Controller, Req } from '@nestjs/common';
import { identityEndpoints, type Upload } from '@pixelboxx/shared';
import type { FastifyRequest } from 'fastify';
import { Handle, Input, type InputOf } from '../platform/http/contract/handle.decorator.ts';
import { ApiGroup } from '../platform/http/openapi/api-group.decorator.ts';
import { IdentityAvatarService } from './identity-avatar.service.ts';

@Controller()
@ApiGroup('Identities', 'Signing in by identity providers: OpenID Connect, and GitHub.')
export class IdentityAvatarsController {
  constructor(private readonly avatars: IdentityAvatarService) {}

  @Handle(identityEndpoints.useAsAvatar)
  useAsAvatar(
    @Input() { principal, params: { id } }: InputOf<typeof identityEndpoints.useAsAvatar>,
    @Req() { ip, idempotency }: FastifyRequest,
  ): Promise<Upload> {
    return this.avatars.takeOver({ principal, ip, lease: idempotency?.lease }, id);
  }
}
