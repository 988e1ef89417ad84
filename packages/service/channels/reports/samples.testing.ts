/** The delivery every sample is about. */
export const DELIVERY = "11111111-2222-4333-8444-555555555555";
export const TOKEN = "0123456789abcdef".repeat(2);
const RETURNED = `Received: from www.index.example by mx.reader.example; Mon, 23 Nov 2026 10:00:00 +0800
From: =?UTF-8?B?5Zug5b6X5oCd?= <hello@index.example>
To: Lin Yue <lin@reader.example>
Reply-To: reply+${TOKEN}@in.index.example
Subject: =?UTF-8?B?5YWz5LqO?=
Message-ID: <${DELIVERY}@www.index.example>
Date: Mon, 23 Nov 2026 02:00:00 +0000`;

function multipart(type: string, head: string, parts: readonly (readonly [type: string, body: string])[]) {
  const body = parts.map(([of, text]) => `--=_b\nContent-Type: ${of}\n\n${text}\n`).join("");
  return `${head}\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=${type};\n\tboundary="=_b"\n\n${body}--=_b--\n`;
}

/** Reports as each kind of server writes them, after the formats of RFC 3464, RFC 5965 and QSBMF. */
export const SAMPLES = {
  postfix: multipart(
    "delivery-status",
    `Return-Path: <>
From: MAILER-DAEMON@mx.reader.example (Mail Delivery System)
To: bounce+${TOKEN}@in.index.example
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied`,
    [
      [
        "text/plain; charset=us-ascii",
        "This is the mail system at host mx.reader.example.\n\n<lin@reader.example>: host 192.0.2.7 said: 550 5.1.1 User unknown",
      ],
      [
        "message/delivery-status",
        `Reporting-MTA: dns; mx.reader.example
X-Postfix-Queue-ID: 4F1B2C3D
X-Postfix-Sender: rfc822; hello@index.example
Arrival-Date: Mon, 23 Nov 2026 10:00:00 +0800 (CST)

Final-Recipient: rfc822; lin@reader.example
Original-Recipient: rfc822;lin@reader.example
Action: failed
Status: 5.1.1
Remote-MTA: dns; 192.0.2.7
Diagnostic-Code: smtp; 550 5.1.1 <lin@reader.example>: Recipient address
    rejected: User unknown in virtual mailbox table`,
      ],
      ["message/rfc822", `${RETURNED}\n\nthe text of the message`],
    ],
  ),
  exim: multipart(
    "delivery-status",
    `From: Mail Delivery System <Mailer-Daemon@mail.reader.example>
To: hello@index.example
X-Failed-Recipients: lin@reader.example
Auto-Submitted: auto-replied
Subject: Mail delivery failed: returning message to sender`,
    [
      [
        "text/plain; charset=us-ascii",
        "A message that you sent could not be delivered to one or more of its recipients.",
      ],
      [
        "message/delivery-status",
        "Reporting-MTA: dns; mail.reader.example\n\nAction: failed\nFinal-Recipient: rfc822;lin@reader.example\nStatus: 5.0.0\nRemote-MTA: dns; mx.other.example\nDiagnostic-Code: smtp; 550 mailbox full",
      ],
      ["message/rfc822", `Return-path: <hello@index.example>\n${RETURNED}\n\n...`],
    ],
  ),
  exchange: multipart(
    "delivery-status",
    `From: Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@reader.example>
To: <hello@index.example>
Content-Language: en-US
X-MS-Exchange-Message-Is-Ndr:
Subject: Undeliverable: x
Auto-Submitted: auto-replied`,
    [
      [
        "text/html; charset=us-ascii",
        "<html><body><h2>Delivery has failed to these recipients</h2></body></html>",
      ],
      [
        "message/delivery-status",
        "Reporting-MTA: dns;AM0PR01.prod.outlook.example\nReceived-From-MTA: dns;www.index.example\nArrival-Date: Mon, 23 Nov 2026 02:00:01 +0000\n\nOriginal-Recipient: rfc822;lin@reader.example\nFinal-Recipient: rfc822;lin@reader.example\nAction: failed\nStatus: 5.1.10\nDiagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found\nX-Display-Name: lin@reader.example",
      ],
      ["message/rfc822", `${RETURNED}\nX-MS-Exchange-Organization-SCL: -1`],
    ],
  ),
  gmail: multipart(
    "delivery-status",
    `From: Mail Delivery Subsystem <mailer-daemon@googlemail.example>
To: hello@index.example
Auto-Submitted: auto-replied
Subject: Delivery Status Notification (Delay)
References: <${DELIVERY}@www.index.example>
In-Reply-To: <${DELIVERY}@www.index.example>
X-Failed-Recipients: lin@reader.example`,
    [
      ["text/plain; charset=UTF-8", "** Delivery incomplete **\n\nGmail will retry for 45 more hours."],
      [
        "message/delivery-status",
        "Reporting-MTA: dns; googlemail.example\nArrival-Date: Mon, 23 Nov 2026 02:00:00 -0800 (PST)\nX-Original-Message-ID: <x@www.index.example>\n\nFinal-Recipient: rfc822; lin@reader.example\nAction: delayed\nStatus: 4.4.1\nDiagnostic-Code: smtp; The recipient server did not accept our requests to connect.\nWill-Retry-Until: Wed, 25 Nov 2026 02:00:00 -0800 (PST)",
      ],
      ["message/rfc822", RETURNED],
    ],
  ),
  qq: multipart(
    "delivery-status",
    `From: PostMaster@qq.example
To: bounce+${TOKEN.toUpperCase()}@in.index.example
Subject: =?gb18030?B?z7XNs83L0MU=?=
Auto-Submitted: auto-replied`,
    [
      [
        "text/html; charset=gb18030\nContent-Transfer-Encoding: base64",
        "PGI+xPq3orP2tcTTyrz+sbvNy7vYPC9iPg==",
      ],
      [
        "message/delivery-status\nContent-Transfer-Encoding: base64",
        Buffer.from(
          "Reporting-MTA: dns; mx.qq.example\n\nFinal-Recipient: RFC822; lin@qq.example\nAction: Failed (mailbox unavailable)\nStatus: 5.2.1 (mailbox disabled)\n",
        ).toString("base64"),
      ],
    ],
  ),
  headersOnly: multipart("delivery-status", "From: <postmaster@reader.example>\nTo: hello@index.example", [
    ["text/plain", "Sorry."],
    [
      "message/global-delivery-status; charset=utf-8",
      `Original-Envelope-Id: ${DELIVERY}\nReporting-MTA: dns; mx\n\nFinal-Recipient: utf-8; 林@reader.example\nAction: failed\nStatus: 5.4.4`,
    ],
    ["text/rfc822-headers", "From: hello@index.example\nMessage-ID: <rewritten@relay.example>"],
  ]),
  qmail: `Return-Path: <>
From: MAILER-DAEMON@mail.reader.example
To: hello@index.example
Subject: failure notice

Hi. This is the qmail-send program at mail.reader.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<lin@reader.example>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

Return-Path: <hello@index.example>
${RETURNED}

the text of the message
`,
  complaint: multipart(
    "feedback-report",
    "From: <abuse-desk@reader.example>\nTo: abuse@index.example\nSubject: FW: new articles",
    [
      [
        "text/plain; charset=us-ascii",
        "This is an email abuse report for an email message received from IP 192.0.2.1.",
      ],
      [
        "message/feedback-report",
        "Feedback-Type: abuse\nUser-Agent: SomeGenerator/1.0\nVersion: 1\nOriginal-Rcpt-To: <lin@reader.example>\nReported-Domain: index.example",
      ],
      ["message/rfc822", `${RETURNED}\n\nthe text`],
    ],
  ),
} as const;
