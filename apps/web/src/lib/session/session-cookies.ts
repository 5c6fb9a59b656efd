interface CookieNames {
  access: string;
  refresh: string;
}

/** Browsers accept the `__Host-` prefix only over https, where it binds a cookie to this exact host (RFC 6265bis). */
export function sessionCookieNames(webOrigin: string): CookieNames {
  const prefix = webOrigin.startsWith('https:') ? '__Host-' : '';
  return { access: `${prefix}pbx_access`, refresh: `${prefix}pbx_refresh` };
}
