#!/usr/bin/env bash
# ipaddress 5.6.2 (Maven, com.github.seancfoley): contains() of a network that is written with one of its hosts.
#
# Firewalls and interfaces write 10.1.2.3/16 and mean the network it is in. A good guess: contains() asks whether an
# address is in the prefix. It does for 10.1.0.0/16; with a host part the same prefix is one single address that contains
# nothing else. prefixContains() and toPrefixBlock() ask the question that was meant.
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
import inet.ipaddr.IPAddressString;
import java.util.List;

class Look {
    public static void main(String[] none) {
        var host = new IPAddressString("10.1.9.9");
        for (String text : List.of("10.1.0.0/16", "10.1.2.3/16")) {
            var network = new IPAddressString(text);
            System.out.println(text + ": " + network.getAddress().getCount() + " addresses, contains " + network.contains(host)
                    + ", prefixContains " + network.prefixContains(host));
        }
    }
}
END

cat >expected <<'END'
10.1.0.0/16: 65536 addresses, contains true, prefixContains true
10.1.2.3/16: 1 addresses, contains false, prefixContains true
END

java -cp 'lib/*' Look.java | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
