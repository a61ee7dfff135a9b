#!/usr/bin/env bash
# iso8601-duration 2.1.4 and tinyduration 3.4.1 (npm): an hour before, -PT1H.
#
# RFC 5545 writes a reminder an hour before a change window as TRIGGER:-PT1H. iso8601-duration's page says that it has no
# signs yet. A good guess: it refuses a minus, as it refuses what else it cannot read. It reads the hour and forgets the sign,
# so a reminder for 21:00 comes at 23:00. tinyduration keeps the sign.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >npm.log
npm install --silent --no-audit --no-fund iso8601-duration@2.1.4 tinyduration@3.4.1

cat >look.js <<'END'
const iso = require('iso8601-duration');
const tiny = require('tinyduration');

const opens = new Date('2018-10-09T22:00:00Z');
for (const trigger of ['PT1H', '-PT1H', 'one hour']) {
    try {
        console.log(trigger, 'iso8601-duration', iso.end(iso.parse(trigger), opens).toISOString());
    } catch (refused) {
        console.log(trigger, 'iso8601-duration refused');
    }
}
console.log('-PT1H', 'tinyduration', JSON.stringify(tiny.parse('-PT1H')));
END

cat >expected <<'END'
PT1H iso8601-duration 2018-10-09T23:00:00.000Z
-PT1H iso8601-duration 2018-10-09T23:00:00.000Z
one hour iso8601-duration refused
-PT1H tinyduration {"hours":1,"negative":true}
END

TZ=UTC node look.js | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
