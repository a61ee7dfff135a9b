#!/usr/bin/env bash
# ical.js 2.2.1 and node-ical 0.26.1 (npm): when a change window ends that opens at 22:00 in Berlin and lasts PT8H or P1D, in
# the night on which the clocks go forward (2018-03-25) and in the one on which they go back (2018-10-28).
#
# RFC 5545, 3.3.6: hours are exact time, days are days of the calendar. A good guess: a library that knows the zone does as
# the RFC says. Each has one half of it: ical.js moves the hands of the clock for both, so PT8H is seven hours in spring and
# nine in autumn; node-ical adds exact time for both, so P1D ends at 23:00 in spring and at 21:00 in autumn.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >npm.log
npm install --silent --no-audit --no-fund ical.js@2.2.1 node-ical@0.26.1

cat >look.js <<'END'
const nodeIcal = require('node-ical');

const zone = [
    'BEGIN:VTIMEZONE', 'TZID:Europe/Berlin',
    'BEGIN:DAYLIGHT', 'TZOFFSETFROM:+0100', 'TZOFFSETTO:+0200', 'DTSTART:19810329T020000',
    'RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU', 'END:DAYLIGHT',
    'BEGIN:STANDARD', 'TZOFFSETFROM:+0200', 'TZOFFSETTO:+0100', 'DTSTART:19961027T030000',
    'RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU', 'END:STANDARD',
    'END:VTIMEZONE',
];
const calendar = (start, duration) => [
    'BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//finding//EN', ...zone,
    'BEGIN:VEVENT', 'UID:window', 'DTSTAMP:20180101T000000Z', `DTSTART;TZID=Europe/Berlin:${start}`,
    `DURATION:${duration}`, 'SUMMARY:Change window', 'END:VEVENT', 'END:VCALENDAR', '',
].join('\r\n');

import('ical.js').then(({ default: ICAL }) => {
    for (const duration of ['PT8H', 'P1D'])
        for (const start of ['20180324T220000', '20181027T220000']) {
            const text = calendar(start, duration);
            const whole = new ICAL.Component(ICAL.parse(text));
            whole.getAllSubcomponents('vtimezone').forEach(each => ICAL.TimezoneService.register(each));
            const one = new ICAL.Event(whole.getFirstSubcomponent('vevent'));
            const other = Object.values(nodeIcal.sync.parseICS(text)).find(each => each.type === 'VEVENT');
            const hours = (from, to) => (to - from) / 3600000;
            console.log(start.slice(0, 8), duration.padEnd(4),
                'ical.js', hours(one.startDate.toJSDate(), one.endDate.toJSDate()),
                'node-ical', hours(other.start, other.end));
        }
});
END

cat >expected <<'END'
20180324 PT8H ical.js 7 node-ical 8
20181027 PT8H ical.js 9 node-ical 8
20180324 P1D  ical.js 23 node-ical 24
20181027 P1D  ical.js 25 node-ical 24
END

TZ=UTC node look.js | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
