#!/usr/bin/env bash
# h2 2.4.240 (Maven): what a process that dies leaves in the file, with two transactions at a time and WRITE_DELAY=0.
#
# A good guess: a transaction is in the file whole or not at all, for its commit writes the file and a log says what is to be undone. A
# commit takes each table and each such log as it stands when its turn comes, and nothing holds the other transaction up meanwhile. What
# that one writes to a table later in the row comes into the file, what it wrote to an earlier one does not. A slow map between the two
# tables stands for a busy machine: without it the same is seen about once in 500 deaths.
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
  </dependencies>
</project>
END
mvn -B -ntp -q org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy-dependencies -DoutputDirectory=lib >maven.log

cat >Look.java <<'END'
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.locks.LockSupport;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.MVMap;

class Look {
    private static final String URL = "jdbc:h2:file:./file;WRITE_DELAY=0;DB_CLOSE_DELAY=-1";

    public static void main(String[] what) throws Exception {
        if (what[0].equals("write")) write();
        else count();
    }

    private static void write() throws Exception {
        Connection first = DriverManager.getConnection(URL);
        first.createStatement().execute("create table one (id int)");
        MVMap<String, String> slow = ((SessionLocal) ((JdbcConnection) first).getSession())
                .getDatabase().getStore().getMvStore().openMap("slow");
        first.createStatement().execute("create table two (id int); create table other (id int)");
        again("insert into one values (1)", "insert into two values (1)");
        again("insert into other values (1)");
        new Thread(() -> {
            while (true) slow.operate("key", "value", new Slow());
        }).start();
        Thread.sleep(1_500);
        Runtime.getRuntime().halt(0);
    }

    private static void again(String... inserts) {
        new Thread(() -> {
            try (Connection connection = DriverManager.getConnection(URL)) {
                connection.setAutoCommit(false);
                while (true) {
                    for (String insert : inserts) connection.createStatement().execute(insert);
                    connection.commit();
                }
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }).start();
    }

    /** Holds the map for a moment, as soon as it is asked for the value under the lock of the map. */
    private static final class Slow extends MVMap.DecisionMaker<String> {
        private int tries;

        @Override
        public MVMap.Decision decide(String was, String now) {
            if (tries++ < 4) return MVMap.Decision.REPEAT;
            LockSupport.parkNanos(10_000_000);
            return MVMap.Decision.PUT;
        }
    }

    private static void count() throws Exception {
        try (Connection connection = DriverManager.getConnection(URL)) {
            var rows = connection.createStatement().executeQuery("select (select count(*) from two) - (select count(*) from one)");
            rows.next();
            System.out.println("rows more in two than in one: " + rows.getInt(1));
            connection.createStatement().execute("shutdown");
        }
    }
}
END

cat >expected <<'END'
rows more in two than in one: 1
END

javac -cp 'lib/*' Look.java
for death in $(seq 40); do
    rm -f file.mv.db
    java -cp 'lib/*:.' Look write
    java -cp 'lib/*:.' Look count >seen
    if ! grep -q ': 0$' seen; then
        break
    fi
done
cat seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo "As stated, after deaths: $death"
