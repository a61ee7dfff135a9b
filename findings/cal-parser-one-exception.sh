#!/usr/bin/env bash
# cal-parser 1.0.2 with rrule 2.8.1 (npm): one night is left out of a rule.
#
# RFC 5545, 3.8.5.1 and 3.6.1: EXDATE takes instances out of a rule, and may stand before or after it. A good guess: of three nights
# the two others are left. Written after the rule, the exception takes away the beginning of the event, so that three nights begin
# when the file is read. Written before the rule it is forgotten, and no night is left out.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >npm.log
npm install --silent --no-audit --no-fund cal-parser@1.0.2 rrule@2.8.1

cat >look.js <<'END'
const cal = require('cal-parser');

const Clock = Date;
const now = '2021-03-01T09:00:00Z';
globalThis.Date = class extends Clock { constructor(...given) { given.length ? super(...given) : super(now); } };
const rule = 'RRULE:FREQ=DAILY;COUNT=3';
const exception = 'EXDATE:20180916T220000Z';
for (const lines of [[rule], [rule, exception], [exception, rule]]) {
    const [event] = cal.parseString(['BEGIN:VCALENDAR', 'VERSION:2.0', 'BEGIN:VEVENT', 'UID:1', 'DTSTART:20180915T220000Z',
        'DTEND:20180916T040000Z', ...lines, 'END:VEVENT', 'END:VCALENDAR', ''].join('\r\n')).events;
    console.log(lines.join(' '), '->', event.recurrenceRule.all().map(night => night.toISOString().slice(0, 16)).join(' '));
}
END

cat >expected <<'END'
RRULE:FREQ=DAILY;COUNT=3 -> 2018-09-15T22:00 2018-09-16T22:00 2018-09-17T22:00
RRULE:FREQ=DAILY;COUNT=3 EXDATE:20180916T220000Z -> 2021-03-01T09:00 2021-03-02T09:00 2021-03-03T09:00
EXDATE:20180916T220000Z RRULE:FREQ=DAILY;COUNT=3 -> 2018-09-15T22:00 2018-09-16T22:00 2018-09-17T22:00
END

TZ=UTC node look.js | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
