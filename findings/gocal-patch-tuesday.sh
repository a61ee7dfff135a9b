#!/usr/bin/env bash
# github.com/apognu/gocal v0.9.1 and github.com/teambition/rrule-go v1.8.2 (Go modules): the second Tuesday of each month.
#
# RFC 5545, 3.3.10: BYDAY=2TU within FREQ=MONTHLY is the second Tuesday of the month. A good guess: so it is, or the rule is refused.
# The number is ignored, and it is the first Tuesday from the event's own day of the month on: begun on 11 September it is a week
# late in every month whose second Tuesday is the 8th to the 10th. The last Sunday, -1SU, is not the last one either.
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
	for _, look := range []struct{ begin, rule string }{
		{"20180911T220000Z", "FREQ=MONTHLY;BYDAY=2TU;COUNT=6"},
		{"20180930T220000Z", "FREQ=MONTHLY;BYDAY=-1SU;COUNT=6"},
	} {
		from, to := time.Date(2018, 9, 1, 0, 0, 0, 0, time.UTC), time.Date(2019, 4, 1, 0, 0, 0, 0, time.UTC)
		calendar := gocal.NewParser(strings.NewReader("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20180901T000000Z\r\n" +
			"DTSTART:" + look.begin + "\r\nDURATION:PT6H\r\nRRULE:" + look.rule + "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"))
		calendar.Start, calendar.End = &from, &to
		if err := calendar.Parse(); err != nil {
			panic(err)
		}
		fmt.Print(look.rule, "\n  gocal   ")
		for _, event := range calendar.Events {
			fmt.Print(event.Start.Format(" Mon 01-02"))
		}
		rule, err := rrule.StrToRRule("DTSTART:" + look.begin + "\nRRULE:" + look.rule)
		if err != nil {
			panic(err)
		}
		fmt.Print("\n  rrule-go")
		for _, day := range rule.All() {
			fmt.Print(day.Format(" Mon 01-02"))
		}
		fmt.Println()
	}
}
END

go mod init finding 2>go.log
go get github.com/apognu/gocal@v0.9.1 github.com/teambition/rrule-go@v1.8.2 2>>go.log

cat >expected <<'END'
FREQ=MONTHLY;BYDAY=2TU;COUNT=6
  gocal    Tue 09-11 Tue 10-16 Tue 11-13 Tue 12-11 Tue 01-15 Tue 02-12
  rrule-go Tue 09-11 Tue 10-09 Tue 11-13 Tue 12-11 Tue 01-08 Tue 02-12
FREQ=MONTHLY;BYDAY=-1SU;COUNT=6
  gocal    Sun 09-30 Sun 11-04 Sun 12-02 Sun 12-30 Sun 02-03 Sun 03-03
  rrule-go Sun 09-30 Sun 10-28 Sun 11-25 Sun 12-30 Sun 01-27 Sun 02-24
END

go run look.go | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
