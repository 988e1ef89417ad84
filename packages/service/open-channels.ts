import type { Bundle } from "@avow/policy";
import type { Postmark } from "./channels/compose-email.ts";
import type { DkimIdentity } from "./channels/dkim.ts";
import { openDkimKey } from "./channels/dkim-key.ts";
import { createEmailChannel, hostOf } from "./channels/email-channel.ts";
import { createMailboxChannel } from "./channels/mailbox-channel.ts";
import type { Channel, Channels, Party } from "./channels/parcel.ts";
import { type Config, dataPaths } from "./config.ts";
import { type OutreachGround, openOutreach } from "./open-outreach.ts";

/** Every channel, as configured; what is not configured is kept in the console's mailbox. */
export function openChannels(
  config: Config,
  ground: OutreachGround & { readonly dkim: DkimIdentity | null },
): Channels {
  const { governing, dkim } = ground;
  const { vault } = ground.context;
  const sender = async (language: string): Promise<Party> => {
    const { bundle } = await governing.current();
    return { name: bundle.controller?.name[language] ?? "", address: senderAddress(config, bundle) };
  };
  const inboundDomain = config.inbound?.domain ?? null;
  const postmark = async (language: string): Promise<Postmark> => ({
    from: await sender(language),
    host: hostOf(config.publicUrl),
    inboundDomain,
  });
  const { smtpUrl: url, publicUrl } = config;
  const kept = { vault, postmark };
  return {
    email:
      url === null
        ? createMailboxChannel({ ...kept, name: "email" })
        : createEmailChannel({ url, sender, publicUrl, dkim, inboundDomain }),
    ...openOutreach(config, ground, (name) => createMailboxChannel({ ...kept, name })),
  };
}

/** The address e-mail is from. */
export function senderAddress({ mailFrom, publicUrl }: Config, { controller }: Bundle): string {
  return mailFrom ?? controller?.email ?? `noreply@${new URL(publicUrl).hostname}`;
}

/**
 * Who signs e-mail, with the key of the data folder; `null` where nobody does.
 * @throws {Fault} of a key file that cannot be used
 */
export async function openDkim({ dkim, dataDir, smtpUrl }: Config): Promise<DkimIdentity | null> {
  if (dkim === null || smtpUrl === null) return null;
  return { ...dkim, key: await openDkimKey(dataPaths(dataDir).dkimKey) };
}

/** Lets what is on its way arrive, and closes. */
export async function closeChannels(channels: Channels): Promise<void> {
  await Promise.all(
    Object.values(channels).map((channel: Channel) =>
      channel.kind === "sends" ? channel.close() : undefined,
    ),
  );
}
