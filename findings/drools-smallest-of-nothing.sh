#!/usr/bin/env bash
# drools-engine 10.2.0 (Maven), executable model: accumulate when nothing matches.
#
# A good guess: an accumulate without a match fires with its neutral value, or does not fire at all, and it is the same for
# a function alone and beside another. count and sum fire with 0. min, max and average alone do not fire. Beside a count
# in one accumulate max does fire, and its value is null.
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

class Look {
    static final String RULES = """
            package finding;
            global java.util.List fired;
            rule count when accumulate(Integer($i : this); $x : count($i)) then fired.add("count " + $x); end
            rule sum when accumulate(Integer($i : this); $x : sum($i)) then fired.add("sum " + $x); end
            rule min when accumulate(Integer($i : this); $x : min($i)) then fired.add("min " + $x); end
            rule max when accumulate(Integer($i : this); $x : max($i)) then fired.add("max " + $x); end
            rule average when accumulate(Integer($i : this); $x : average($i)) then fired.add("average " + $x); end
            rule both when accumulate(Integer($i : this); $x : max($i), $n : count($i))
            then fired.add("max " + $x + " beside count " + $n); end
            """;

    public static void main(String[] none) {
        var kie = KieServices.get();
        var files = kie.newKieFileSystem().write("src/main/resources/finding/rules.drl", RULES);
        var release = kie.newReleaseId("finding", "finding", "1");
        files.generateAndWritePomXML(release);
        kie.newKieBuilder(files).buildAll(ExecutableModelProject.class);
        var session = kie.newKieContainer(release).newKieSession();
        List<String> fired = new ArrayList<>();
        session.setGlobal("fired", fired);
        session.fireAllRules();
        session.dispose();
        fired.stream().sorted().forEach(System.out::println);
    }
}
END

cat >expected <<'END'
count 0
max null beside count 0
sum 0
END

java -cp 'lib/*' Look.java | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
