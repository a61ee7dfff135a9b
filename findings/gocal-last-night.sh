#!/usr/bin/env bash
# github.com/apognu/gocal v0.9.1 and github.com/teambition/rrule-go v1.8.2 (Go modules): four nights, until the fourth.
#
# RFC 5545, 3.3.10: UNTIL is the last instance if one begins at that moment. A good guess: from 11 to 14 September there are four nights.
# Where UNTIL is the very beginning of the last one, that one is left out, by the day and by the week; a second more and it is there.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >look.go <<'END'
package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/apognu/gocal"
	"github.com/teambition/rrule-go"
)

func main() {
	for _, line := range []string{
		"FREQ=DAILY;UNTIL=20180914T220000Z",
		"FREQ=DAILY;UNTIL=20180914T220001Z",
		"FREQ=WEEKLY;UNTIL=20181002T220000Z",
	} {
		from, to := time.Date(2018, 9, 1, 0, 0, 0, 0, time.UTC), time.Date(2019, 1, 1, 0, 0, 0, 0, time.UTC)
		calendar := gocal.NewParser(strings.NewReader("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20180901T000000Z\r\n" +
			"DTSTART:20180911T220000Z\r\nDURATION:PT6H\r\nRRULE:" + line + "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"))
		calendar.Start, calendar.End = &from, &to
		if err := calendar.Parse(); err != nil {
			panic(err)
		}
		rule, err := rrule.StrToRRule("DTSTART:20180911T220000Z\nRRULE:" + line)
		if err != nil {
			panic(err)
		}
		fmt.Println(line, "gocal", len(calendar.Events), "rrule-go", len(rule.All()))
	}
}
END

go mod init finding 2>go.log
go get github.com/apognu/gocal@v0.9.1 github.com/teambition/rrule-go@v1.8.2 2>>go.log

cat >expected <<'END'
FREQ=DAILY;UNTIL=20180914T220000Z gocal 3 rrule-go 4
FREQ=DAILY;UNTIL=20180914T220001Z gocal 4 rrule-go 4
FREQ=WEEKLY;UNTIL=20181002T220000Z gocal 3 rrule-go 4
END

go run look.go | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
