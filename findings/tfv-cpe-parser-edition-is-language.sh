#!/usr/bin/env bash
# @thefaultvault/tfv-cpe-parser 1.3.0 (npm): the packed edition of a CPE name.
#
# A name in the URI form packs five parts into its sixth field, edition first: ~edition~sw_edition~target_sw~target_hw~other, and
# the language follows it (NISTIR 7695, 6.1). A good guess: the same name in the long form gives the same parts. The edition
# is the language; and where the name has a language, that is left out, and the packed parts stand one field too far.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >npm.log
npm install --silent --no-audit --no-fund @thefaultvault/tfv-cpe-parser@1.3.0

cat >look.js <<'END'
const { CpeParser } = require('@thefaultvault/tfv-cpe-parser');

const parser = new CpeParser();
for (const name of [
    'cpe:2.3:a:microsoft:internet_explorer:8.0.6001:-:server:*:pro:windows:x64:*',
    'cpe:/a:microsoft:internet_explorer:8.0.6001:-:~server~pro~windows~x64~',
    'cpe:2.3:a:microsoft:internet_explorer:8.0.6001:-:*:de:pro:windows:x64:*',
    'cpe:/a:microsoft:internet_explorer:8.0.6001:-:~~pro~windows~x64~:de'
]) {
    const { edition, language, sw_edition, target_sw, target_hw, other } = parser.parse(name);
    console.log(name);
    console.log('   ', JSON.stringify({ edition, language, sw_edition, target_sw, target_hw, other }));
}
END

cat >expected <<'END'
cpe:2.3:a:microsoft:internet_explorer:8.0.6001:-:server:*:pro:windows:x64:*
    {"edition":"server","language":"*","sw_edition":"pro","target_sw":"windows","target_hw":"x64","other":"*"}
cpe:/a:microsoft:internet_explorer:8.0.6001:-:~server~pro~windows~x64~
    {"edition":"*","language":"server","sw_edition":"pro","target_sw":"windows","target_hw":"x64","other":"*"}
cpe:2.3:a:microsoft:internet_explorer:8.0.6001:-:*:de:pro:windows:x64:*
    {"edition":"*","language":"de","sw_edition":"pro","target_sw":"windows","target_hw":"x64","other":"*"}
cpe:/a:microsoft:internet_explorer:8.0.6001:-:~~pro~windows~x64~:de
    {"edition":"~~pro~windows~x64~","language":"*","sw_edition":"*","target_sw":"pro","target_hw":"windows","other":"x64"}
END

node look.js | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
