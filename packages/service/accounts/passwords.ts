import { hash, verify } from "@node-rs/argon2";

/** argon2id, 19 MiB, two passes, one lane: OWASP Password Storage Cheat Sheet, first choice. */
const OPTIONS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** The argon2id hash of a password, in PHC string format; about 30 ms of one core. */
export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize("NFC"), OPTIONS);
}

/** Whether `password` is the one that was hashed. A hash that cannot be read matches nothing. */
export async function isPassword(hashed: string, password: string): Promise<boolean> {
  try {
    return await verify(hashed, password.normalize("NFC"));
  } catch {
    return false;
  }
}

/** A hash nobody's password matches, so that an unknown address takes as long as a wrong password. */
export const NOBODYS_HASH =
  "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
