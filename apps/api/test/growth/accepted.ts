/** Statements that read a whole table, and why they may. */
export const accepted: readonly { readonly of: RegExp; readonly because: string }[] = [
  {
    of: /^SELECT COUNT\(\*\) AS "_count\$_all" FROM \(SELECT "public"."users"."id" FROM "public"."users" WHERE \(?"public"."users"."deleted_at" IS NULL/,
    because:
      'AdminOverviewService counts everybody, once a minute for all replicas and only while an administrator looks',
  },
  {
    of: /^SELECT (COUNT|SUM)\(.*\) AS \S+ FROM \(SELECT "public"."uploads"."(id|bytes)" FROM "public"."uploads" WHERE \("public"."uploads"."(kind|status)" = /,
    because: 'the same, of images',
  },
];
