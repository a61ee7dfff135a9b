#!/usr/bin/env bash
# syslog-parse 2.0.0 (npm): a log of September, read on the last days of October.
#
# The time of RFC 3164 has a month and a day. A good guess: a line of 3 September is of that day, whenever it is read. The month is
# put into the time of reading before the day is: on the 31st that makes a 31 September, which is 1 October, and the line is of
# 3 October. Read a day before or after it is right. On the 29th to the 31st lines of February become ones of March in the same way.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >npm.log
npm install --silent --no-audit --no-fund syslog-parse@2.0.0

cat >look.mjs <<'END'
const { default: parse } = await import('syslog-parse');
const Clock = Date;

for (const now of ['2018-10-30T09:00:00Z', '2018-10-31T09:00:00Z', '2018-11-01T09:00:00Z']) {
    globalThis.Date = class extends Clock { constructor() { super(now); } };
    for (const day of ['Sep  3', 'Oct  3'])
        console.log('read on', now.slice(0, 10), day, '->', parse(`<36>${day} 22:00:00 win-7 schannel[4]: handshake failed`).time.toISOString().slice(0, 10));
}
END

cat >expected <<'END'
read on 2018-10-30 Sep  3 -> 2018-09-03
read on 2018-10-30 Oct  3 -> 2018-10-03
read on 2018-10-31 Sep  3 -> 2018-10-03
read on 2018-10-31 Oct  3 -> 2018-10-03
read on 2018-11-01 Sep  3 -> 2018-09-03
read on 2018-11-01 Oct  3 -> 2018-10-03
END

TZ=UTC node look.mjs | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
