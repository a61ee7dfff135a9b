#!/usr/bin/env bash
# secsi-nmaptocsv 1.7.1 (PyPI): what nmap's scripts say of the last port, and of the host.
#
# nmap writes what a script says of a port below that port, and below the ports, under a heading of its own, what scripts say of the
# host. A good guess: a line of CSV has what was said of its port, from the normal output as from XML. In the normal output what is
# said of the host takes the place of what was said of the last port: the offers of TLS on 3389 are the name of the domain.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check secsi-nmaptocsv==1.7.1

cat >host.nmap <<'END'
# Nmap 7.93 scan initiated Sat Sep 15 22:00:00 2018 as: nmap --script ssl-enum-ciphers,smb-os-discovery -oA host 10.1.2.3
Nmap scan report for win-7.corp.example (10.1.2.3)
Host is up (0.0010s latency).

PORT     STATE SERVICE
443/tcp  open  https
| ssl-enum-ciphers: 
|   TLSv1.2: 
|_  least strength: A
3389/tcp open  ms-wbt-server
| ssl-enum-ciphers: 
|   TLSv1.0: 
|_  least strength: C

Host script results:
| smb-os-discovery: 
|_  Domain name: corp.example

# Nmap done at Sat Sep 15 22:00:09 2018 -- 1 IP address (1 host up) scanned in 9.00 seconds
END
cat >host.xml <<'END'
<nmaprun scanner="nmap" args="nmap" start="1537048800" version="7.93" xmloutputversion="1.05">
<host starttime="1537048800" endtime="1537048809"><status state="up" reason="echo-reply" reason_ttl="127"/>
<address addr="10.1.2.3" addrtype="ipv4"/><hostnames><hostname name="win-7.corp.example" type="user"/></hostnames><ports>
<port protocol="tcp" portid="443"><state state="open" reason="syn-ack" reason_ttl="127"/><service name="https" method="table" conf="3"/>
<script id="ssl-enum-ciphers" output="&#10;  TLSv1.2: &#10;  least strength: A"/></port>
<port protocol="tcp" portid="3389"><state state="open" reason="syn-ack" reason_ttl="127"/><service name="ms-wbt-server" method="table" conf="3"/>
<script id="ssl-enum-ciphers" output="&#10;  TLSv1.0: &#10;  least strength: C"/></port></ports>
<hostscript><script id="smb-os-discovery" output="&#10;  Domain name: corp.example"/></hostscript></host>
<runstats><finished time="1537048809" elapsed="9.00" exit="success"/><hosts up="1" down="0" total="1"/></runstats></nmaprun>
END

cat >expected <<'END'
-i host.nmap "10.1.2.3";"443";"ssl-enum-ciphers: TLSv1.2: least strength: A" "10.1.2.3";"3389";"smb-os-discovery: Domain name: corp.example"
-x host.xml "10.1.2.3";"443";"ssl-enum-ciphers: TLSv1.2: least strength: A" "10.1.2.3";"3389";"ssl-enum-ciphers: TLSv1.0: least strength: C"
END

for input in '-i host.nmap' '-x host.xml'; do
    venv/bin/nmaptocsv $input -f ip-port-script -s -n -o seen.csv >/dev/null
    echo "$input" $(tr -d '\r' <seen.csv)
done | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
