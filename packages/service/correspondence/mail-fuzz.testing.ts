import fc from "fast-check";

/** Text that stands somewhere in every generated message, so that it can be told whether it was lost. */
const PIECES = fc.oneof(
  fc.string({ maxLength: 60 }),
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.constantFrom(
    "您好",
    "\0",
    "\r\n\r\n",
    "--b",
    "--b--",
    "=?UTF-8?B?5oKo?=",
    "=?x?q?=",
    "\xff\xfe",
    ".",
    "..\r\n.",
    "\u202e",
  ),
);

const ADDRESS = fc.oneof(
  fc.constantFrom(
    "lin@reader.example",
    "Lin <lin@reader.example>",
    "",
    "@",
    "a@b@c",
    "<>",
    "group: a@b.example, c@d.example;",
    '"a\r\nb"@c.example',
  ),
  PIECES,
);

const TYPE = fc.constantFrom(
  "text/plain",
  "text/plain; charset=utf-8",
  "text/plain; charset=gb18030",
  "text/plain; charset=nonsense",
  "text/plain; format=flowed",
  "text/html",
  "multipart/mixed; boundary=b",
  'multipart/alternative; boundary="b"',
  "multipart/report; report-type=delivery-status; boundary=b",
  "multipart/mixed",
  "multipart/related; boundary=",
  "message/rfc822",
  "message/partial; number=1; total=9",
  "application/ms-tnef; name=winmail.dat",
  "image/png; name*0*=utf-8''a; name*1=%ff",
  "; ; ;",
  "",
);

const ENCODING = fc.constantFrom(
  "7bit",
  "8bit",
  "base64",
  "quoted-printable",
  "x-uuencode",
  "binary",
  "nonsense",
  "",
);

const HEADER = fc.record({
  name: fc.constantFrom(
    "Subject",
    "From",
    "Date",
    "Message-ID",
    "In-Reply-To",
    "References",
    "Received",
    "X-Odd",
    "Auto-Submitted",
    "Content-Disposition",
    ":",
    "No colon",
  ),
  value: PIECES,
  joint: fc.constantFrom(": ", ":", " :", " ", ":\r\n "),
});

/** A message as somebody's program, or somebody's malice, might send it. */
export const mails: fc.Arbitrary<Buffer> = fc
  .record({
    from: ADDRESS,
    headers: fc.array(HEADER, { maxLength: 6 }),
    type: TYPE,
    encoding: ENCODING,
    parts: fc.array(fc.record({ type: TYPE, encoding: ENCODING, body: PIECES }), { maxLength: 5 }),
    depth: fc.nat({ max: 30 }),
    newline: fc.constantFrom("\r\n", "\n", "\r"),
    cut: fc.option(fc.nat({ max: 4000 }), { freq: 4 }),
    flips: fc.array(fc.tuple(fc.nat({ max: 2000 }), fc.nat({ max: 255 })), { maxLength: 8 }),
  })
  .map(({ from, headers, type, encoding, parts, depth, newline, cut, flips }) => {
    const nested = Array.from(
      { length: depth },
      (_, level) => `--b\r\nContent-Type: multipart/mixed; boundary=b${level % 3 === 0 ? "" : level}\r\n\r\n`,
    );
    const text = [
      `From: ${from}`,
      ...headers.map(({ name, joint, value }) => `${name}${joint}${value}`),
      `Content-Type: ${type}`,
      `Content-Transfer-Encoding: ${encoding}`,
      "",
      ...nested,
      ...parts.flatMap((part) => [
        "--b",
        `Content-Type: ${part.type}`,
        `Content-Transfer-Encoding: ${part.encoding}`,
        "",
        part.body,
      ]),
      "--b--",
      "",
    ].join(newline);
    const raw = Buffer.from(text);
    for (const [at, to] of flips) if (at < raw.length) raw[at] = to;
    return cut === null ? raw : raw.subarray(0, cut);
  });
