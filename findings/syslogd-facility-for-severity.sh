#!/usr/bin/env bash
# syslogd 1.1.2 and nsyslog-parser 0.10.1 (npm): facility and severity of a syslog message.
#
# RFC 5424, 6.2.1 (and RFC 3164, 4.1.1): the number at the beginning is eight times the facility and the severity. A good guess: so
# <38> is facility 4 and severity 6, information. The two have changed places: it is facility 6 and severity 4, which the table of
# severities of the same package calls a warning; and a failure of local0 has severity 16, which that table does not have.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >npm.log
npm install --silent --no-audit --no-fund syslogd@1.1.2 nsyslog-parser@0.10.1

cat >look.js <<'END'
const nsyslog = require('nsyslog-parser');
const syslogd = require('syslogd');

for (const [priority, what] of [[4 * 8 + 6, 'auth, information'], [16 * 8 + 3, 'local0, error']]) {
    const line = `<${priority}>Sep 15 22:00:00 win-7 schannel: handshake`;
    const { facility, severity } = syslogd.parser(line, {});
    const name = Object.keys(syslogd.Severity).find(each => syslogd.Severity[each] === severity);
    console.log(`<${priority}> ${what}: syslogd facility ${facility} severity ${severity} ${name}, nsyslog-parser`,
        nsyslog(line).facility, nsyslog(line).level);
}
END

cat >expected <<'END'
<38> auth, information: syslogd facility 6 severity 4 WARNING, nsyslog-parser auth info
<131> local0, error: syslogd facility 3 severity 16 undefined, nsyslog-parser local0 error
END

TZ=UTC node look.js | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
