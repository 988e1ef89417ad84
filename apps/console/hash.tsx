/** The first characters of a version's hash; the whole of it is told on hovering, and to who copies it. */
export function Hash({ of }: { readonly of: string }) {
  return (
    <span className="hash" title={of}>
      {of.slice(0, 12)}
    </span>
  );
}
