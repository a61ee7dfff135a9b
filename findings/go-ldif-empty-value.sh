#!/usr/bin/env bash
# github.com/go-ldap/ldif v0.0.0-20250910174327-aa3bc3095c92 (Go module): an attribute without a value.
#
# RFC 2849 lets nothing stand after the colon: the value is empty. A good guess: it is read so, as ldif for Python (4.3.0) and
# UnboundID's LDAP SDK for Java (7.0.1) do. The whole file is refused, with the entries before that one. The same empty value
# written as base64, with two colons and nothing after them, is read.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >look.go <<'END'
package main

import (
	"fmt"

	"github.com/go-ldap/ldif"
)

func main() {
	for _, last := range []string{"description: old\n", "description:\n", "description::\n"} {
		export := "version: 1\n\ndn: CN=win-7,DC=corp,DC=example\ncn: win-7\n\ndn: CN=win-8,DC=corp,DC=example\ncn: win-8\n" + last
		read, err := ldif.Parse(export)
		if err != nil {
			fmt.Printf("%q refused: %v\n", last, err)
			continue
		}
		fmt.Printf("%q %d entries\n", last, len(read.Entries))
	}
}
END

go mod init finding 2>go.log
go get github.com/go-ldap/ldif@v0.0.0-20250910174327-aa3bc3095c92 2>>go.log

cat >expected <<'END'
"description: old\n" 2 entries
"description:\n" refused: Error in line 9: empty value
"description::\n" 2 entries
END

go run look.go | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
