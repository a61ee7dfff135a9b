#!/usr/bin/env bash
# github.com/jcmturner/gokrb5/v8 v8.4.4 (Go module): a krb5.conf put together of parts, each with its own [realms].
#
# krb5.conf(5) lets files be included and several be named one after the other, each beginning with its own sections; only a section
# marked as final ends the ones of its name. A good guess: the realms of all sections count, as the domains of all [domain_realm] do.
# The realms of the last [realms] are the only ones: a host is still found to be in a realm of which there is no KDC any more.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >look.go <<'END'
package main

import (
	"fmt"

	"github.com/jcmturner/gokrb5/v8/config"
)

func part(realm, domain string) string {
	return "[realms]\n " + realm + " = {\n  kdc = dc1." + domain + "\n }\n[domain_realm]\n ." + domain + " = " + realm + "\n"
}

func main() {
	read, err := config.NewFromString("[libdefaults]\n default_realm = CORP.EXAMPLE\n" +
		part("CORP.EXAMPLE", "corp.example") + part("LAB.EXAMPLE", "lab.example"))
	if err != nil {
		panic(err)
	}
	fmt.Println(len(read.DomainRealm), "domains,", len(read.Realms), "realm")
	for _, host := range []string{"win-7.corp.example", "win-7.lab.example"} {
		realm := read.ResolveRealm(host)
		_, servers, err := read.GetKDCs(realm, true)
		fmt.Println(host, "is in", realm, servers, err)
	}
}
END

go mod init finding 2>go.log
go get github.com/jcmturner/gokrb5/v8/config@v8.4.4 2>>go.log

cat >expected <<'END'
2 domains, 1 realm
win-7.corp.example is in CORP.EXAMPLE map[] no KDCs defined in configuration for realm CORP.EXAMPLE
win-7.lab.example is in LAB.EXAMPLE map[1:dc1.lab.example:88] <nil>
END

go run look.go | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
