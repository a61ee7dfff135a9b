#!/usr/bin/env bash
# xccdfparser 1.5.1 (PyPI): a rule of an XCCDF benchmark that failed and was fixed during the scan.
#
# XCCDF 1.2 (NISTIR 7275) has nine results for a rule: fixed is one that failed and was mended; notselected, notchecked and informational
# are no judgement of the host. A good guess: of the numbers that the package makes of them, a failure has one for itself, as pass has 1
# and notapplicable -1. All others are 0: what was mended, and what was not looked at, is the same as what failed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check xccdfparser==1.5.1

results='pass fail fixed notselected notchecked informational notapplicable unknown error'
{
    echo '<Benchmark xmlns="http://checklists.nist.gov/xccdf/1.2" id="xccdf_org.example_benchmark_tls" xml:lang="en">'
    echo '<status date="2018-09-11">accepted</status><version>1</version>'
    for result in $results; do
        echo "<Rule id=\"xccdf_org.example_rule_$result\" selected=\"true\"><title>TLS 1.0 is off</title><fixtext>Turn it off.</fixtext></Rule>"
    done
    echo '<TestResult id="xccdf_org.example_testresult_1" version="1" test-system="cpe:/a:example:scanner:1"'
    echo 'start-time="2018-09-11T22:00:00" end-time="2018-09-11T22:05:00">'
    echo '<identity authenticated="true" privileged="true">scan</identity><target>win-7</target><target-address>10.1.2.3</target-address>'
    echo '<target-facts><fact name="urn:example:scanner:name" type="string">example</fact></target-facts>'
    for result in $results; do
        echo "<rule-result idref=\"xccdf_org.example_rule_$result\"><result>$result</result></rule-result>"
    done
    echo '<score system="urn:xccdf:scoring:default" maximum="100">50</score></TestResult></Benchmark>'
} >scan.xml

cat >look.py <<'END'
import json

for seen in json.load(open("seen.json"))["xccdf_org.example_testresult_1"]["results"]:
    print(seen["rule-id"].rpartition("_")[2], seen["result"])
END

cat >expected <<'END'
pass 1
fail 0
fixed 0
notselected 0
notchecked 0
informational 0
notapplicable -1
unknown 0
error 0
END

venv/bin/xccdfparser --out seen.json scan.xml
venv/bin/python look.py | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
