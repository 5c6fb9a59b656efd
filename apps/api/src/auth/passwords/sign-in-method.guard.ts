import { Injectable } from '@nestjs/common';
import type { EndpointSpec } from '@pixelboxx/shared';
import type { EndpointGuard, Guard } from '../../platform/http/endpoint/endpoint-pipeline.ts';
import { SignInMethods } from './sign-in-methods.service.ts';

/** Closes what belongs to a way of signing in that is not offered, before anything is known of an account. */
@Injectable()
export class SignInMethodGuard implements EndpointGuard {
  constructor(private readonly methods: SignInMethods) {}

  guardOf({ signInMethod }: EndpointSpec): Guard | null {
    return signInMethod === undefined ? null : () => this.methods.assertOffered(signInMethod);
  }
}
