#!/usr/bin/env bash
# js-feel 1.4.7 (npm): a moment in a zone, in FEEL, the language of conditions of DMN.
#
# FEEL writes 22:00 in Berlin as date and time("2018-09-11T22:00:00@Europe/Berlin"). A good guess: that is 20:00 UTC wherever it is read.
# The hands are read on the clock of the machine, and the zone is only what the moment is shown in: a change night opens at 22:00 UTC on a
# server that runs on UTC, and at 02:00 UTC where it runs on New York's time. Only where the machine runs on Berlin's own is it right.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >npm.log
npm install --silent --no-audit --no-fund js-feel@1.4.7

cat >look.js <<'END'
const { feel } = require('js-feel')();

(async () => {
    for (const utc of ['2018-09-11T20:00:00Z', '2018-09-11T22:00:00Z', '2018-09-12T02:00:00Z']) {
        const same = await feel.parse(`date and time("2018-09-11T22:00:00@Europe/Berlin") = date and time("${utc}")`).build({});
        console.log(process.env.TZ, '22:00 in Berlin is', utc, same);
    }
})();
END

cat >expected <<'END'
Europe/Berlin 22:00 in Berlin is 2018-09-11T20:00:00Z true
Europe/Berlin 22:00 in Berlin is 2018-09-11T22:00:00Z false
Europe/Berlin 22:00 in Berlin is 2018-09-12T02:00:00Z false
UTC 22:00 in Berlin is 2018-09-11T20:00:00Z false
UTC 22:00 in Berlin is 2018-09-11T22:00:00Z true
UTC 22:00 in Berlin is 2018-09-12T02:00:00Z false
America/New_York 22:00 in Berlin is 2018-09-11T20:00:00Z false
America/New_York 22:00 in Berlin is 2018-09-11T22:00:00Z false
America/New_York 22:00 in Berlin is 2018-09-12T02:00:00Z true
END

for zone in Europe/Berlin UTC America/New_York; do
    TZ=$zone node look.js
done | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
