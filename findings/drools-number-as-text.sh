#!/usr/bin/env bash
# drools-engine 10.2.0 (Maven), executable model: a build number that is a String, compared with a number.
#
# The guide of DRL says that a field and a value of different types are converted, and shows text that is compared with a number as
# the number it says. A good guess: so builds are compared with 9600, or the rule is refused, as by Java. It is the number that becomes
# text: build 14393 is below it, 998 above, and 9600 not at least 9600.0. The same turned around, 9600 < build, is refused.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat >pom.xml <<'END'
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>org.drools</groupId><artifactId>drools-engine</artifactId><version>10.2.0</version></dependency>
    <dependency><groupId>org.drools</groupId><artifactId>drools-xml-support</artifactId><version>10.2.0</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>2.0.17</version></dependency>
  </dependencies>
</project>
END
mvn -B -ntp -q org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy-dependencies -DoutputDirectory=lib >maven.log

cat >Look.java <<'END'
import java.util.ArrayList;
import java.util.List;
import org.drools.model.codegen.ExecutableModelProject;
import org.kie.api.KieServices;
import org.kie.api.builder.Message;

class Look {
    public static void main(String[] none) throws Exception {
        for (var condition : List.of("build > 9600", "build < 9600", "build == 9600", "build >= 9600.0", "9600 < build")) {
            var kie = KieServices.get();
            var files = kie.newKieFileSystem().write("src/main/resources/finding/rules.drl", """
                    package finding;
                    global java.util.List fired;
                    declare Host build : String end
                    rule look when Host($build : build, %s) then fired.add($build); end
                    """.formatted(condition));
            var release = kie.newReleaseId("finding", "finding", "1");
            files.generateAndWritePomXML(release);
            var built = kie.newKieBuilder(files).buildAll(ExecutableModelProject.class);
            if (built.getResults().hasMessages(Message.Level.ERROR)) {
                System.out.println(condition + ": refused");
                continue;
            }
            var container = kie.newKieContainer(release);
            var session = container.newKieSession();
            var host = container.getKieBase().getFactType("finding", "Host");
            List<String> fired = new ArrayList<>();
            session.setGlobal("fired", fired);
            for (var build : List.of("998", "2600", "9600", "14393")) {
                var fact = host.newInstance();
                host.set(fact, "build", build);
                session.insert(fact);
            }
            session.fireAllRules();
            session.dispose();
            System.out.println(condition + ": " + String.join(", ", fired.stream().sorted().toList()));
        }
    }
}
END

cat >expected <<'END'
build > 9600: 998
build < 9600: 14393, 2600
build == 9600: 9600
build >= 9600.0: 998
9600 < build: refused
END

java -cp 'lib/*' Look.java | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
