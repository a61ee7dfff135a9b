#!/usr/bin/env bash
# simple-syslog-server 1.0.0 (npm): a message that says of what year it is.
#
# The old syslog time (RFC 3164) has no year, so the server gives a message the year in which it comes. A good guess: a time that
# has a year keeps it. It does not: what was sent again from an archive of 2016 and of 2018 is of this year, whether the time is written
# as in RFC 3339 (as many senders do), or with the year in it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >npm.log
npm install --silent --no-audit --no-fund simple-syslog-server@1.0.0

cat >look.js <<'END'
const dgram = require('dgram');
const server = require('simple-syslog-server').UDP();

const times = ['Sep 15 22:00:00', '2018-09-15T22:00:00Z', 'Sep 15 2018 22:00:00', '2016-09-15T22:00:00Z'];
const thisYear = String(new Date().getUTCFullYear());
const sender = dgram.createSocket('udp4');
const send = time => sender.send(`<131>${time} win-7 schannel: handshake`, server.server.address().port, '127.0.0.1');
server.on('msg', ({ hostname, severity, timestamp }) => {
    console.log(times.shift(), '->', hostname, severity, timestamp.toISOString().replace(thisYear, '(this year)'));
    if (times.length) return send(times[0]);
    sender.close();
    server.close();
});
server.listen({ address: '127.0.0.1', port: 0 }).then(() => send(times[0]));
END

cat >expected <<'END'
Sep 15 22:00:00 -> win-7 err (this year)-09-15T22:00:00.000Z
2018-09-15T22:00:00Z -> win-7 err (this year)-09-15T22:00:00.000Z
Sep 15 2018 22:00:00 -> win-7 err (this year)-09-15T22:00:00.000Z
2016-09-15T22:00:00Z -> win-7 err (this year)-09-15T22:00:00.000Z
END

TZ=UTC node look.js | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
