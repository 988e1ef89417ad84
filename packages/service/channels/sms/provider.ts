import type { Handover, Parcel } from "../parcel.ts";

/** One text message, ready to leave. */
export interface Sms {
  /** The delivery's: the same for every attempt. */
  readonly id: string;
  /** What a provider's report names this copy by (`report-reference.ts`). */
  readonly reference: string;
  /** E.164, such as `+8613800000000`. */
  readonly number: string;
  /** What is read, with who sends it in front (`【sign】`) where a provider does not put it there itself. */
  readonly text: string;
  /** Whether it advertises, and bears how to refuse more. */
  readonly advertises: boolean;
  readonly at: Date;
  /** For an operator that asks for proof of it. */
  readonly consent: Parcel["consent"];
}

/** Whoever carries text messages to telephones. */
export interface SmsProvider {
  readonly name: string;
  /** Whether it puts the sender's name in front of every message itself. */
  readonly signs: boolean;
  /** How many it is handed at once. */
  readonly lanes: number;
  /** Never rejects. Answers within 20 s. `why` holds codes alone, for a provider's words quote the number. */
  send(sms: Sms): Promise<Handover>;
}

/** What a provider is configured with. */
export interface SmsAccount {
  /** Alibaba Cloud: AccessKey id. Twilio: account SID. */
  readonly key: string;
  /** Alibaba Cloud: AccessKey secret. Twilio: auth token. */
  readonly secret: string;
  /** Alibaba Cloud: sign name, as approved. Twilio: a number in E.164, or a messaging service's SID. */
  readonly from: string;
  /** Alibaba Cloud: code of a template whose one variable is `text`. */
  readonly template: string | null;
  /** Another address than the provider's own, as for a test; `null` for its own. */
  readonly endpoint: string | null;
  /** Where Twilio reports what became of a message, before its reference; `null` where no report is awaited. */
  readonly reportUrl: string | null;
}
