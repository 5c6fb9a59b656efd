import { Controller } from '@nestjs/common';
import { adminEndpoints } from '@pixelboxx/shared';
import { Handle, Input, type InputOf } from '../../platform/http/contract/handle.decorator.ts';
import type { Download } from '../../platform/http/download/download.interceptor.ts';
import { ApiGroup } from '../../platform/http/openapi/api-group.decorator.ts';
import { AuditExportService } from './audit-export.service.ts';

@Controller()
@ApiGroup('Admin', 'Looking after people’s accounts.')
export class AuditController {
  constructor(private readonly exports: AuditExportService) {}

  @Handle(adminEndpoints.exportAudit)
  export(@Input() { principal: actor, body, context }: InputOf<typeof adminEndpoints.exportAudit>): Promise<Download> {
    return this.exports.export(body, { actor, context });
  }
}
