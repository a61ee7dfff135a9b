#!/usr/bin/env bash
# stig-parser 1.1.1 (PyPI), with xmltodict 0.13.0: the controls that a rule of a STIG belongs to.
#
# XCCDF: an ident is a number in the system that its attribute names, and a STIG's rule has its CCIs, by which it comes to controls of
# NIST SP 800-53, beside its own numbers of earlier editions. A good guess: CCI has the idents of the CCIs' system. It has them all, with
# commas between: the old numbers of the rule are CCIs that no list has, and they come first.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check stig-parser==1.1.1 xmltodict==0.13.0

group() {
    cat <<END
<Group id="V-$1"><title>SRG-EX-$1</title><description/>
<Rule id="SV-$1r1_rule" weight="10.0" severity="medium"><version>EX-$1</version><title>TLS 1.0 is off</title>
<description>&lt;VulnDiscussion&gt;TLS 1.0 can be read.&lt;/VulnDiscussion&gt;</description>
$2<fixtext fixref="F-$1">Turn it off.</fixtext><check system="C-$1"><check-content>Is it off?</check-content></check></Rule></Group>
END
}
{
    echo '<Benchmark xmlns="http://checklists.nist.gov/xccdf/1.1" xmlns:dc="http://purl.org/dc/elements/1.1/" id="Example_STIG" xml:lang="en">'
    echo '<status date="2018-09-15">accepted</status><title>Example</title><description>Example</description><notice id="terms-of-use"/>'
    echo '<reference href="https://example.org"><dc:publisher>Example</dc:publisher><dc:source>example.org</dc:source></reference>'
    echo '<plain-text id="release-info">Release: 1 Benchmark Date: 15 Sep 2018</plain-text><version>1</version>'
    group 100001 '<ident system="http://cyber.mil/cci">CCI-000068</ident>'
    group 100002 '<ident system="http://cyber.mil/legacy">V-90002</ident><ident system="http://cyber.mil/legacy">SV-90002</ident>
<ident system="http://cyber.mil/cci">CCI-000068</ident><ident system="http://cyber.mil/cci">CCI-001453</ident>'
    echo '</Benchmark>'
} >stig.xml

cat >look.py <<'END'
from stig_parser import convert_xccdf

with open("stig.xml", "rb") as file:
    for rule in convert_xccdf(file.read())["Rules"]:
        print(rule["RuleID"], "CCI", rule["CCI"])
END

cat >expected <<'END'
SV-100001r1_rule CCI CCI-000068
SV-100002r1_rule CCI V-90002,SV-90002,CCI-000068,CCI-001453
END

venv/bin/python look.py | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
