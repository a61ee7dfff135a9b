#!/usr/bin/env bash
# rrule 2.8.1, rrule-temporal 2.2.8 and rrule-rust 3.1.1 (npm): daily at 02:30 in Berlin, over the night on which the clocks
# go from 02:00 to 03:00 (2018-03-25).
#
# RFC 5545 reads a local time that does not exist with the offset from before the gap: 03:30 summer time, 01:30Z. A good
# guess: libraries that read a time zone agree. Each does something else: rrule starts an hour early, rrule-temporal
# leaves the night out (and makes up for it by a day more at the end), rrule-rust does as the RFC says.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >npm.log
npm install --silent --no-audit --no-fund rrule@2.8.1 rrule-temporal@2.2.8 rrule-rust@3.1.1

cat >look.js <<'END'
const { rrulestr } = require('rrule');
const { RRuleTemporal } = require('rrule-temporal');
const { RRuleSet } = require('rrule-rust');

const daily = 'DTSTART;TZID=Europe/Berlin:20180324T023000\nRRULE:FREQ=DAILY;COUNT=3';
const show = (name, instants) => console.log(name, instants.map(each => new Date(each).toISOString().slice(0, 16)).join(' '));

show('rrule         ', rrulestr(daily).all());
show('rrule-temporal', new RRuleTemporal({ rruleString: daily }).all().map(each => each.epochMilliseconds));
show('rrule-rust    ', RRuleSet.fromString(daily).all().map(each => each.toTimestamp()));
END

cat >expected <<'END'
rrule          2018-03-24T01:30 2018-03-25T00:30 2018-03-26T00:30
rrule-temporal 2018-03-24T01:30 2018-03-26T00:30 2018-03-27T00:30
rrule-rust     2018-03-24T01:30 2018-03-25T01:30 2018-03-26T00:30
END

TZ=UTC node look.js | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
