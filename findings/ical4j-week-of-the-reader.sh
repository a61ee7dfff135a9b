#!/usr/bin/env bash
# ical4j 4.0.8 and lib-recur 0.17.1 (Maven): every other week-end, without WKST.
#
# RFC 5545: where WKST is not given, a week begins on Monday. lib-recur does so. A good guess: so does ical4j, wherever it
# runs. It takes the first day of the week from the locale of the JVM, so the same rule means other nights on a server
# that speaks American English: the Sunday belongs to the next week there, which is left out.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat >pom.xml <<'END'
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>org.mnode.ical4j</groupId><artifactId>ical4j</artifactId><version>4.0.8</version></dependency>
    <dependency><groupId>org.dmfs</groupId><artifactId>lib-recur</artifactId><version>0.17.1</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>2.0.17</version></dependency>
  </dependencies>
</project>
END
mvn -B -ntp -q org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy-dependencies -DoutputDirectory=lib >maven.log

cat >Look.java <<'END'
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Locale;
import java.util.TimeZone;
import net.fortuna.ical4j.model.Recur;
import org.dmfs.rfc5545.DateTime;
import org.dmfs.rfc5545.recur.RecurrenceRule;

class Look {
    static final String RULE = "FREQ=WEEKLY;INTERVAL=2;BYDAY=SA,SU;COUNT=4";

    public static void main(String[] none) throws Exception {
        var saturday = ZonedDateTime.of(2018, 9, 15, 22, 0, 0, 0, ZoneOffset.UTC);
        var days = new StringBuilder();
        for (var day : new Recur<ZonedDateTime>(RULE).getDates(saturday, saturday, saturday.plusYears(1)))
            days.append(' ').append(day.toLocalDate());
        System.out.println(Locale.getDefault() + " ical4j   " + days);

        var iterator = new RecurrenceRule(RULE).iterator(new DateTime(TimeZone.getTimeZone("UTC"), 2018, 8, 15, 22, 0, 0));
        days = new StringBuilder();
        while (iterator.hasNext()) {
            var day = iterator.nextDateTime();
            days.append(String.format(" %d-%02d-%02d", day.getYear(), day.getMonth() + 1, day.getDayOfMonth()));
        }
        System.out.println(Locale.getDefault() + " lib-recur" + days);
    }
}
END

cat >expected <<'END'
de_DE ical4j    2018-09-15 2018-09-16 2018-09-29 2018-09-30
de_DE lib-recur 2018-09-15 2018-09-16 2018-09-29 2018-09-30
en_US ical4j    2018-09-15 2018-09-23 2018-09-29 2018-10-07
en_US lib-recur 2018-09-15 2018-09-16 2018-09-29 2018-09-30
END

for locale in 'de DE' 'en US'; do
    java -Duser.language="${locale% *}" -Duser.country="${locale#* }" -cp 'lib/*' Look.java
done | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
