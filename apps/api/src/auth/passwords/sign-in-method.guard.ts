import { Injectable } from '@nestjs/common';
import type { EndpointSpec } from '@pixelboxx/shared';
import type { EndpointGuard, Guard } from '../../platform/http/endpoint/endpoint-pipeline.ts';
import { SignInMethods } from './sign-in-methods.service.ts';

/** Refuses endpoints of sign-in methods that are not offered, before any account is looked up. */
@Injectable()
export class SignInMethodGuard implements EndpointGuard {
  constructor(private readonly methods: SignInMethods) {}

  /** The offered methods are configured, so their endpoints need no guard at all. */
  guardOf({ signInMethod }: EndpointSpec): Guard | null {
    if (signInMethod === undefined || this.methods.offers(signInMethod)) return null;
    return () => this.methods.assertOffered(signInMethod);
  }
}
