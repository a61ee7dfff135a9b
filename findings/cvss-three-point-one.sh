#!/usr/bin/env bash
# cvss 1.0.5 and @turingpointde/cvss.js 2.1.0 (npm): the score of a vector of CVSS 3.1.
#
# The page of the package speaks of vector strings of CVSS3, and 3.1 has the metrics of 3.0. A good guess: it is scored, or refused. A
# vector that is critical has the score 0 and the rating None, exactly as one that harms nothing. Only with the option throw is it an
# error.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >npm.log
npm install --silent --no-audit --no-fund cvss@1.0.5 @turingpointde/cvss.js@2.1.0

cat >look.js <<'END'
const cvss = require('cvss');
const { CVSS } = require('@turingpointde/cvss.js');

for (const version of ['3.0', '3.1'])
    for (const impact of ['C:H/I:H/A:H', 'C:N/I:N/A:N']) {
        const vector = `CVSS:${version}/AV:N/AC:L/PR:N/UI:N/S:U/${impact}`;
        const other = CVSS(vector);
        console.log(vector, 'cvss', cvss.getScore(vector), cvss.getRating(cvss.getScore(vector)), 'cvss.js', other.getScore(), other.getRating());
    }
END

cat >expected <<'END'
CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H cvss 9.8 Critical cvss.js 9.8 Critical
CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N cvss 0 None cvss.js 0 None
CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H cvss 0 None cvss.js 9.8 Critical
CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N cvss 0 None cvss.js 0 None
END

TZ=UTC node look.js | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
