#!/usr/bin/env bash
# python-libnmap 0.7.3 (PyPI): the cipher list of nmap's ssl-enum-ciphers.
#
# nmap writes each cipher as a table of its own, without a key, in a table 'ciphers'. A good guess: a list of ciphers. It is
# a dictionary whose only key is None, and below it stands a list where there are several ciphers, but the cipher itself
# where there is one: looping over it yields the names of its fields. Well-hardened hosts are the ones read wrongly.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check python-libnmap==0.7.3

cat >look.py <<'END'
from libnmap.parser import NmapParser

cipher = '<table><elem key="name">%s</elem><elem key="strength">A</elem></table>'


def report(*names):
    ciphers = "".join(cipher % name for name in names)
    return f"""<nmaprun scanner="nmap" args="nmap" start="1" version="7.93" xmloutputversion="1.05">
<host starttime="1" endtime="2"><status state="up" reason="syn-ack" reason_ttl="0"/>
<address addr="10.1.2.3" addrtype="ipv4"/><hostnames/><ports><port protocol="tcp" portid="443">
<state state="open" reason="syn-ack" reason_ttl="0"/><service name="https" method="table" conf="3"/>
<script id="ssl-enum-ciphers" output="x"><table key="TLSv1.2"><table key="ciphers">{ciphers}</table></table></script>
</port></ports></host><runstats><finished time="2" elapsed="1" exit="success"/><hosts up="1" down="0" total="1"/>
</runstats></nmaprun>"""


for names in (("AES_128_GCM", "AES_256_GCM"), ("AES_256_GCM",)):
    script = NmapParser.parse(report(*names)).hosts[0].services[0].scripts_results[0]
    ciphers = script["elements"]["TLSv1.2"]["ciphers"]
    print(len(names), "in the report:", ciphers, "and in a loop:", [each for each in ciphers[None]])
END

cat >expected <<'END'
2 in the report: {None: [{'name': 'AES_128_GCM', 'strength': 'A'}, {'name': 'AES_256_GCM', 'strength': 'A'}]} and in a loop: [{'name': 'AES_128_GCM', 'strength': 'A'}, {'name': 'AES_256_GCM', 'strength': 'A'}]
1 in the report: {None: {'name': 'AES_256_GCM', 'strength': 'A'}} and in a loop: ['name', 'strength']
END

venv/bin/python look.py | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
