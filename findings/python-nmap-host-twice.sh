#!/usr/bin/env bash
# python-nmap 0.7.1 (PyPI): nmap's XML in which one address has two host elements.
#
# nmap writes it so when a target is named twice, and it is what joined reports look like. A good guess: the ports of both.
# The second replaces the first: port 443 is gone, while the totals still count two hosts.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check python-nmap==0.7.1

cat >look.py <<'END'
import nmap

host = """<host starttime="1" endtime="2"><status state="up" reason="syn-ack" reason_ttl="0"/>
<address addr="10.1.2.3" addrtype="ipv4"/><hostnames/><ports><port protocol="tcp" portid="%s">
<state state="open" reason="syn-ack" reason_ttl="0"/><service name="%s" method="table" conf="3"/></port></ports></host>"""
report = ('<nmaprun scanner="nmap" args="nmap" start="1" startstr="x" version="7.93">'
          + host % (443, "https") + host % (3389, "ms-wbt-server")
          + '<runstats><finished time="2" timestr="x" elapsed="1" exit="success"/>'
            '<hosts up="2" down="0" total="2"/></runstats></nmaprun>')
# The constructor looks for nmap itself, which reading a report does not need.
read = nmap.PortScanner.__new__(nmap.PortScanner).analyse_nmap_xml_scan(report)
print("hosts: ", read["nmap"]["scanstats"]["totalhosts"])
print("ports: ", {address: list(of["tcp"]) for address, of in read["scan"].items()})
END

cat >expected <<'END'
hosts:  2
ports:  {'10.1.2.3': [3389]}
END

venv/bin/python look.py | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
