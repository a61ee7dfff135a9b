#!/usr/bin/env bash
# github.com/umisama/go-cpe v0.0.0-20190323060751-cdd6c3c28a23 and github.com/facebookincubator/nvdtools v0.1.5 (Go modules): the
# language of a product in a CPE name.
#
# NISTIR 7695, 6.1: the last part of a name that begins with cpe:/ is the language. go-cpe writes it, and reads it from the other forms
# of a name. A good guess: it reads it here too, or refuses it. It is left out: the German and the French edition are equal, and a name
# that is read and written again means every language. nvdtools has it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >look.go <<'END'
package main

import (
	"fmt"

	"github.com/facebookincubator/nvdtools/wfn"
	"github.com/umisama/go-cpe"
)

const (
	german = "cpe:/o:microsoft:windows_server_2008:r2:sp1:x64:de"
	french = "cpe:/o:microsoft:windows_server_2008:r2:sp1:x64:fr"
	bound  = "cpe:2.3:o:microsoft:windows_server_2008:r2:sp1:x64:de:*:*:*:*"
)

func main() {
	read := func(item *cpe.Item, err error) *cpe.Item {
		if err != nil {
			panic(err)
		}
		return item
	}
	de, fr := read(cpe.NewItemFromUri(german)), read(cpe.NewItemFromUri(french))
	fmt.Println("go-cpe read", german, "language", de.Language(), "written", de.Uri())
	fmt.Println("go-cpe read", bound, "language", read(cpe.NewItemFromFormattedString(bound)).Language(), "written",
		read(cpe.NewItemFromFormattedString(bound)).Uri())
	fmt.Println("go-cpe: de and fr equal", cpe.CheckEqual(de, fr), "disjoint", cpe.CheckDisjoint(de, fr))
	for _, name := range []string{german, french} {
		attributes, err := wfn.Parse(name)
		if err != nil {
			panic(err)
		}
		fmt.Println("nvdtools read", name, "language", attributes.Language)
	}
}
END

go mod init finding 2>go.log
go get github.com/umisama/go-cpe@v0.0.0-20190323060751-cdd6c3c28a23 github.com/facebookincubator/nvdtools@v0.1.5 2>>go.log

cat >expected <<'END'
go-cpe read cpe:/o:microsoft:windows_server_2008:r2:sp1:x64:de language * written cpe:/o:microsoft:windows_server_2008:r2:sp1:x64
go-cpe read cpe:2.3:o:microsoft:windows_server_2008:r2:sp1:x64:de:*:*:*:* language de written cpe:/o:microsoft:windows_server_2008:r2:sp1:x64:de
go-cpe: de and fr equal true disjoint false
nvdtools read cpe:/o:microsoft:windows_server_2008:r2:sp1:x64:de language de
nvdtools read cpe:/o:microsoft:windows_server_2008:r2:sp1:x64:fr language fr
END

go run look.go | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
