/** Said above what cannot work without JavaScript, where it is turned off or blocked. */
export function NeedsScript() {
  return (
    <noscript>
      <p className="mt-2 mb-6 rounded-xl bg-warning-soft p-4 text-[0.9375rem] text-warning">
        <strong>This page needs JavaScript.</strong> Nothing on it can be sent or changed without. Please allow
        JavaScript for this site in your browser, then reload the page.
      </p>
    </noscript>
  );
}
