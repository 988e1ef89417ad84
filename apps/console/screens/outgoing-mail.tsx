import type { Overview } from "../api.ts";
import { CopyField } from "../copy-field.tsx";
import { Notice } from "../elements.tsx";
import { useVisit } from "../visit.tsx";

type Dns = NonNullable<Overview["mail"]["dns"]>;

/** How e-mail leaves, what to publish in the DNS for receivers to know it as ours, and what is missing. */
export function OutgoingMail({ mail: { server, dns } }: Pick<Overview, "mail">) {
  const { words } = useVisit();
  const say = words.dns;
  return (
    <section className="card stack" aria-labelledby="dns">
      <div>
        <h2 id="dns">{say.title}</h2>
        {dns === null ? null : <p className="meta">{say.lead}</p>}
      </div>
      {server === null || dns === null ? (
        <p>{say.kept}</p>
      ) : (
        <>
          <p>{say.through(server)}</p>
          <Signing {...dns} />
          <div className="stack tight">
            <h3>{say.further}</h3>
            <ul>
              <li>{say.spf(dns.returns, server)}</li>
              {dns.inbound ? <li>{say.mx(dns.returns)}</li> : null}
            </ul>
          </div>
          {dns.inbound ? null : (
            <Notice tone="caution" title={say.missing}>
              <p>{say.noInbound}</p>
            </Notice>
          )}
        </>
      )}
    </section>
  );
}

function Signing({ dkim, from }: Dns) {
  const { words } = useVisit();
  const say = words.dns;
  if (dkim === null)
    return (
      <Notice tone="caution" title={say.signsNot}>
        <p>{say.unsigned}</p>
      </Notice>
    );
  const { domain, aligned, record } = dkim;
  return (
    <div className="stack">
      <p>
        {say.signed(domain)} {say.publish}
      </p>
      <CopyField label={say.name} value={record.name} />
      <p>
        {say.type} <code>{record.type}</code>
      </p>
      <CopyField label={say.value} value={record.value} />
      {record.value.length > 255 ? <p className="meta">{say.pieces}</p> : null}
      {aligned ? null : (
        <Notice tone="caution" title={say.missing}>
          <p>{say.unaligned(domain, from)}</p>
        </Notice>
      )}
    </div>
  );
}
