#!/usr/bin/env bash
# woodstox-core 7.1.1 (Maven) beside the JDK's own reader: nmap's XML with a long script result.
#
# nmap puts what a script prints into one attribute, output, and a script may print a lot. A good guess: a StAX reader
# limits entities and text, if anything. Woodstox refuses an attribute over 524,288 characters (P_MAX_ATTRIBUTE_SIZE),
# while text may have up to 2^31-1; the JDK's reader takes the same file.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat >pom.xml <<'END'
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>com.fasterxml.woodstox</groupId><artifactId>woodstox-core</artifactId><version>7.1.1</version></dependency>
  </dependencies>
</project>
END
mvn -B -ntp -q org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy-dependencies -DoutputDirectory=lib >maven.log

cat >Look.java <<'END'
import com.ctc.wstx.stax.WstxInputFactory;
import java.io.StringReader;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;

class Look {
    public static void main(String[] none) throws Exception {
        String script = "<script id='http-enum' output='" + "x".repeat(600_000) + "'/>";
        read("woodstox", new WstxInputFactory(), script);
        read("the JDK ", XMLInputFactory.newDefaultFactory(), script);
        String text = "<plugin_output>" + "x".repeat(600_000) + "</plugin_output>";
        var in = new WstxInputFactory().createXMLStreamReader(new StringReader(text));
        in.next();
        System.out.println("woodstox, as text: " + in.getElementText().length());
    }

    static void read(String name, XMLInputFactory factory, String xml) {
        try {
            var in = factory.createXMLStreamReader(new StringReader(xml));
            in.next();
            System.out.println(name + ", as attribute: " + in.getAttributeValue(null, "output").length());
        } catch (XMLStreamException e) {
            System.out.println(name + ", as attribute: " + e.getMessage().lines().findFirst().orElse(""));
        }
    }
}
END

cat >expected <<'END'
woodstox, as attribute: Maximum attribute size limit (524288) exceeded
the JDK , as attribute: 600000
woodstox, as text: 600000
END

java -cp 'lib/*' Look.java | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
