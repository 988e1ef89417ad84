/** What the console says about outgoing mail and what the DNS has to say of it, in English. */
export const sendingEn = {
  copy: "Copy",
  copied: "Copied",
  dns: {
    title: "Outgoing mail",
    lead: "What receivers look up to know our mail as ours. The service cannot see your DNS: whether it is published, only you know.",
    through: (server: string) => `Mail leaves through ${server}.`,
    kept: "No e-mail leaves this machine, so there is nothing to sign and nothing to publish.",
    signed: (domain: string) => `Every e-mail is signed (DKIM) in the name of ${domain}.`,
    publish: "Publish this record in the DNS. Until it is there, signatures cannot be verified.",
    name: "Name",
    type: "Type",
    value: "Value",
    pieces:
      "One string in a DNS entry has 255 characters at most. Where your DNS does not cut it by itself, enter it as several strings in quotation marks, one behind the other.",
    unsigned:
      "This service signs no e-mail: AVOW_DKIM_DOMAIN is not set. Either your mail server signs, or nobody does, and large receivers turn unsigned mail away.",
    unaligned: (signing: string, from: string) =>
      `Mail is from ${from}, and the signature names ${signing}. Unless both belong to one registered domain, receivers that ask for DMARC do not count it. Set AVOW_DKIM_DOMAIN to ${from}, or AVOW_MAIL_FROM to an address at ${signing}.`,
    further: "What else the DNS has to say",
    spf: (returns: string, server: string) =>
      `SPF: a TXT record at ${returns} that permits ${server} to send for it, for that is the domain of the return address. Whoever runs the mail server says what to enter. A mail server that writes a return address of its own has its own record.`,
    mx: (returns: string) =>
      `MX: a record at ${returns} that leads to this service. Without it, replies and what comes back do not arrive, and people count as told who were not.`,
    noInbound:
      "No mail is taken in here (AVOW_INBOUND_PORT is not set): what comes back goes to the sender’s address, and nobody here learns of it. Who was not reached counts as told.",
    missing: "Something is missing",
    toMailbox: "What to publish in the DNS",
    signs: (domain: string) => `Signed in the name of ${domain}`,
    signsNot: "Not signed here",
  },
};
