#!/usr/bin/env bash
# github.com/hashicorp/cronexpr v1.1.3 and github.com/adhocore/gronx v1.20.4 (Go modules): 22:00 from Friday to Sunday, 5-7.
#
# In a crontab Sunday is 0 or 7, so that a week-end can be written as a range; cronexpr's page says that it follows this, and
# it takes 7 alone and 5,6,7 as they are meant. A good guess: so it takes 5-7. Without an error the range ends on Saturday
# (and 7-7 is every day). gronx has Sunday in all of them.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >look.go <<'END'
package main

import (
	"fmt"
	"time"

	"github.com/adhocore/gronx"
	"github.com/hashicorp/cronexpr"
)

func main() {
	monday := time.Date(2018, 10, 1, 0, 0, 0, 0, time.UTC)
	for _, days := range []string{"7", "5,6,7", "5-7", "7-7"} {
		cron := "0 22 * * " + days
		expression := cronexpr.MustParse(cron)
		one, other := "", ""
		at := monday
		for i := 0; i < 4; i++ {
			at = expression.Next(at)
			one += at.Format(" Mon")
		}
		at = monday
		for i := 0; i < 4; i++ {
			next, err := gronx.NextTickAfter(cron, at, false)
			if err != nil {
				panic(err)
			}
			at = next
			other += at.Format(" Mon")
		}
		fmt.Printf("%-5s cronexpr%s, gronx%s\n", days, one, other)
	}
}
END

go mod init finding 2>go.log
go get github.com/hashicorp/cronexpr@v1.1.3 2>>go.log
go get github.com/adhocore/gronx@v1.20.4 2>>go.log

cat >expected <<'END'
7     cronexpr Sun Sun Sun Sun, gronx Sun Sun Sun Sun
5,6,7 cronexpr Fri Sat Sun Fri, gronx Fri Sat Sun Fri
5-7   cronexpr Fri Sat Fri Sat, gronx Fri Sat Sun Fri
7-7   cronexpr Mon Tue Wed Thu, gronx Sun Sun Sun Sun
END

go run look.go | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
