#!/usr/bin/env bash
# ipaddress 5.6.2 (Maven, com.github.seancfoley): HostName on host names that could be numbers.
#
# Windows allows computer names such as 0xcafe, and asset lists hold bare build or asset numbers. A good guess: a text
# without a dot or colon is a name. Both are read as IPv4 addresses in the manner of inet_aton, and a version with three
# parts is an address whose last part fills two bytes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat >pom.xml <<'END'
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>com.github.seancfoley</groupId><artifactId>ipaddress</artifactId><version>5.6.2</version></dependency>
  </dependencies>
</project>
END
mvn -B -ntp -q org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy-dependencies -DoutputDirectory=lib >maven.log

cat >Look.java <<'END'
import inet.ipaddr.HostName;
import java.util.List;

class Look {
    public static void main(String[] none) {
        for (String text : List.of("0xcafe", "7601", "6.1.7601", "srv01", "6.1.7601.corp.example")) {
            var host = new HostName(text);
            System.out.println(text + (host.isAddress() ? " is the address " + host.asAddress() : " is a name"));
        }
    }
}
END

cat >expected <<'END'
0xcafe is the address 0.0.202.254
7601 is the address 0.0.29.177
6.1.7601 is the address 6.1.29.177
srv01 is a name
6.1.7601.corp.example is a name
END

java -cp 'lib/*' Look.java | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
