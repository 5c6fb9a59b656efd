import { Controller } from '@nestjs/common';
import { type ProofOfWork, proofOfWorkEndpoints } from '@pixelboxx/shared';
import { Handle, Input, type InputOf } from '../platform/http/contract/handle.decorator.ts';
import { ApiGroup } from '../platform/http/openapi/api-group.decorator.ts';
import { ProofOfWorkAdminService } from './proof-of-work-admin.service.ts';

@Controller()
@ApiGroup('Admin', 'Looking after people’s accounts.')
export class ProofOfWorkController {
  constructor(private readonly proofOfWork: ProofOfWorkAdminService) {}

  @Handle(proofOfWorkEndpoints.read)
  read(): Promise<ProofOfWork> {
    return this.proofOfWork.read();
  }

  @Handle(proofOfWorkEndpoints.choose)
  choose(
    @Input() { principal: actor, body: { mode }, context }: InputOf<typeof proofOfWorkEndpoints.choose>,
  ): Promise<ProofOfWork> {
    return this.proofOfWork.choose(mode, { actor, context });
  }
}
