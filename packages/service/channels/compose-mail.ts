import { createTransport } from "nodemailer";
import type { Mail } from "./mail.ts";

/** The message as it goes over the wire: RFC 5322 with MIME, lines ended by CRLF, seven bits only. */
export async function composeMail(mail: Mail): Promise<Buffer> {
  const composer = createTransport({ streamTransport: true, buffer: true, newline: "windows" });
  const { message } = await composer.sendMail({
    messageId: mail.messageId,
    date: mail.at,
    from: mail.from,
    to: mail.to,
    subject: mail.subject,
    text: mail.text,
    textEncoding: "base64",
    xMailer: false,
    headers: {
      "List-Unsubscribe": { prepared: true, value: `<${mail.unsubscribeUrl}>` },
      "List-Unsubscribe-Post": { prepared: true, value: "List-Unsubscribe=One-Click" },
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  if (!Buffer.isBuffer(message)) throw new TypeError("the mail was not composed whole");
  return message;
}

/** The headers of a message as {@link composeMail} writes them, unfolded, in their order. */
export function listHeaders(message: string): readonly { readonly name: string; readonly value: string }[] {
  const [head = ""] = message.split("\r\n\r\n", 1);
  return head
    .replaceAll(/\r\n(?=[ \t])/g, "")
    .split("\r\n")
    .map((line) => {
      const colon = line.indexOf(":");
      return { name: line.slice(0, colon), value: line.slice(colon + 1).trim() };
    });
}
