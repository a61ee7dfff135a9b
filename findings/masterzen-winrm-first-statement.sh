#!/usr/bin/env bash
# github.com/masterzen/winrm v0.0.0-20250927112105-5f8e6c707321 (Go module): Powershell() with a script that has parameters.
#
# The function turns a script into a command line with -EncodedCommand. A good guess: the script as it is. It sets a
# statement before it ($ProgressPreference), so a script that begins with param(..), which PowerShell takes as a
# parameter block only where nothing stands before it, no longer begins with it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat >look.go <<'END'
package main

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strings"
	"unicode/utf16"

	"github.com/masterzen/winrm"
)

func main() {
	words := strings.Fields(winrm.Powershell("param($Name = 'TLS 1.2')\nWrite-Output $Name"))
	bytes, err := base64.StdEncoding.DecodeString(words[len(words)-1])
	if err != nil {
		panic(err)
	}
	units := make([]uint16, len(bytes)/2)
	for i := range units {
		units[i] = binary.LittleEndian.Uint16(bytes[2*i:])
	}
	fmt.Println(strings.Join(words[:len(words)-1], " "))
	fmt.Println(string(utf16.Decode(units)))
}
END
go mod init finding 2>go.log
go get github.com/masterzen/winrm@v0.0.0-20250927112105-5f8e6c707321 2>>go.log

cat >expected <<'END'
powershell.exe -EncodedCommand
$ProgressPreference = 'SilentlyContinue';param($Name = 'TLS 1.2')
Write-Output $Name
END

go run look.go | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
