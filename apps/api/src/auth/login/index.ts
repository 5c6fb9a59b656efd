/** Sign-up, and sign-in by password. */
export { LoginConcurrencyLimiter } from './login-concurrency-limiter.ts';
export { LoginModule } from './login.module.ts';
