#!/bin/bash
# kdc.sh FOLDER PORT: a MIT KDC (Debian krb5-kdc 1.20.1) for realm SEAL.TEST on 127.0.0.1; alice / Sealed-Pass1, HTTP/localhost with keytab FOLDER/http.keytab. Prints the pid.
set -euo pipefail
D=$1; PORT=$2; mkdir -p "$D"; cd "$D"; D=$PWD
printf '[libdefaults]\n default_realm = SEAL.TEST\n dns_lookup_kdc = false\n dns_canonicalize_hostname = false\n rdns = false\n udp_preference_limit = 1\n[realms]\n SEAL.TEST = {\n  kdc = 127.0.0.1:%s\n }\n[domain_realm]\n localhost = SEAL.TEST\n' "$PORT" > krb5.conf
printf '[kdcdefaults]\n kdc_listen = 127.0.0.1:%s\n kdc_tcp_listen = 127.0.0.1:%s\n[realms]\n SEAL.TEST = {\n  database_name = %s/principal\n  key_stash_file = %s/stash\n  acl_file = %s/acl\n  supported_enctypes = aes256-cts-hmac-sha1-96:normal aes128-cts-hmac-sha1-96:normal\n }\n[logging]\n kdc = FILE:%s/kdc.log\n' "$PORT" "$PORT" "$D" "$D" "$D" "$D" > kdc.conf
export KRB5_CONFIG=$D/krb5.conf KRB5_KDC_PROFILE=$D/kdc.conf
[ -e principal ] || { kdb5_util create -s -r SEAL.TEST -P masterpw; for p in "-pw Sealed-Pass1 alice" "-randkey HTTP/localhost"; do kadmin.local -q "addprinc $p@SEAL.TEST"; done; kadmin.local -q "ktadd -k $D/http.keytab HTTP/localhost@SEAL.TEST"; } > setup.log 2>&1
setsid krb5kdc -n -P "$D/kdc.pid" > kdc.out 2>&1 & sleep 1; cat "$D/kdc.pid"
