/** Fields that a message needs whatever the channel: whom it greets, and in which language. */
export const NAME = "contact.name";
export const LANGUAGE = "account.language";

/** By which operators find and recognise people. */
export const EMAIL = "contact.email";
