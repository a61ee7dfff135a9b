package io.ratchet.app;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.CanBeAnnotated.Predicates.metaAnnotatedWith;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.MapperBuilder;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import io.ratchet.domain.Sha256;
import io.ratchet.routes.support.FailurePolicy;
import io.ratchet.routes.support.StageRoutes;
import io.ratchet.wire.Json;
import io.ratchet.wire.YamlNode;
import java.security.MessageDigest;
import java.security.Security;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.camel.builder.RouteBuilder;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.stereotype.Controller;

/** The walls of the house. Each rule says why it stands; a rule is moved by an ADR, never by an exception here. */
class ArchitectureTest {
    /** Everything, what Drools generates from each family of rules included. */
    private static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            // Where modules are packaged, what their tests share is an archive too.
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("io.ratchet");

    /** What we wrote. */
    private static final JavaClasses HOUSE = ALL.that(not(resideInAPackage("io.ratchet.rules.families..")));

    private static final DescribedPredicate<JavaClass> PAGE =
            resideInAPackage("io.ratchet.console..").and(metaAnnotatedWith(Controller.class));

    @ParameterizedTest(name = "{0} knows only {1}")
    @CsvSource({
        "domain,     domain",
        "wire,       domain wire",
        "rules,      domain wire playbooks rules",
        "playbooks,  domain wire playbooks",
        "connectors, domain wire connectors",
        "store,      domain wire store",
        "routes,     domain wire rules playbooks connectors store routes",
        "console,    domain wire store routes console",
        "lab,        domain wire playbooks lab"
    })
    void roomsDependOneWay(String room, String allowed) {
        String[] packages = java.util.Arrays.stream(allowed.split(" "))
                .map(name -> "io.ratchet." + name + "..")
                .toArray(String[]::new);
        check(noClasses()
                .that(resideInAPackage("io.ratchet." + room + ".."))
                .should()
                .dependOnClassesThat(resideInAPackage("io.ratchet..").and(not(resideInAnyPackage(packages))))
                .because("a reader who has understood the lower rooms must never need to look up again (ADR 0001)"));
    }

    @Test
    void roomsHaveNoCycles() {
        check(slices().matching("io.ratchet.(*)..")
                .should()
                .beFreeOfCycles()
                .because("what hangs together in a ring can only be changed all at once"));
    }

    @Test
    void packagesHaveNoCycles() {
        check(slices().matching("io.ratchet.(**)")
                .should()
                .beFreeOfCycles()
                .because("the flow runs one way from stage to stage, rules look up facts and facts the catalogue, and"
                        + " the demo knows commands and the server; what is called can be read without its caller"));
    }

    /**
     * Who knows whom among the stages and what serves them, exactly: a line that nobody needs any more is taken out. A
     * stage knows whom it hands over to and whose words it reads; verify, queue and identify answer and ask nobody.
     */
    @Test
    void stagesKnowOneAnotherInOneDirection() {
        // Given
        Map<String, Set<String>> known = new TreeMap<>();
        Stream.of(
                        "intake: identify support",
                        "identify:",
                        "decide: identify queue support tickets",
                        "queue:",
                        "execute: night queue support verify",
                        "verify:",
                        "tickets: outbox queue support",
                        "collect: identify intake",
                        "controls: identify path",
                        "events: outbox support",
                        "exceptions:",
                        "explain: identify",
                        "heads: outbox support",
                        "night:",
                        "notices: night outbox support",
                        "outbox:",
                        "path: identify",
                        "pull: intake support",
                        "report: controls night path",
                        "support:",
                        "syslog: intake support",
                        "waiting:")
                .map(line -> line.split(":"))
                .forEach(line -> known.put(
                        line[0],
                        line.length == 1 ? Set.of() : Set.of(line[1].strip().split(" "))));

        // When
        Map<String, Set<String>> found = new TreeMap<>();
        HOUSE.that(resideInAPackage("io.ratchet.routes.(*)..")).forEach(type -> {
            Set<String> needed = found.computeIfAbsent(stage(type), stage -> new TreeSet<>());
            type.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                    .filter(resideInAPackage("io.ratchet.routes.(*).."))
                    .map(ArchitectureTest::stage)
                    .filter(stage -> !stage.equals(stage(type)))
                    .forEach(needed::add);
        });

        // Then
        assertThat(found).isEqualTo(known);
    }

    private static String stage(JavaClass type) {
        return type.getPackageName().substring("io.ratchet.routes.".length()).split("\\.")[0];
    }

    @Test
    void oneClassSaysWhatBecomesOfAFailureInARoute() {
        check(noClasses()
                .that(not(equivalentTo(FailurePolicy.class)))
                .should()
                .callMethodWhere(target(
                        nameMatching("errorHandler|onException|deadLetterChannel|defaultErrorHandler|noErrorHandler")))
                .because("whoever looks after a failure finds what becomes of it in one place (ADR 0044)"));
        check(classes()
                .that()
                .areAssignableTo(RouteBuilder.class)
                .and(not(equivalentTo(FailurePolicy.class)))
                .should()
                .beAssignableTo(StageRoutes.class)
                .because("a way that Camel does not know by its name is passed over without a word (ADR 0044)"));
    }

    @Test
    void familiesOfRulesDoNotKnowOneAnother() {
        ArchRule rule = slices().matching("io.ratchet.rules.families.(*)..")
                .should()
                .notDependOnEachOther()
                .because("a family is added, changed or left out alone; what two share is a fact");
        rule.allowEmptyShould(false).check(ALL);
    }

    @Test
    void pagesDoNotKnowOneAnother() {
        check(slices().assignedFrom(eachOf("page", PAGE))
                .should()
                .notDependOnEachOther()
                .because("a page is changed for those who look at it; what two of them show has a class of its own"));
        check(slices().assignedFrom(eachOf("class", resideInAPackage("io.ratchet.console..")))
                .should()
                .beFreeOfCycles()
                .because("a page can be read without those that do not serve it"));
    }

    @Test
    void onlyTheDemoAndTheLabCommandKnowTheLab() {
        check(noClasses()
                .that(resideInAPackage("io.ratchet.app..")
                        .and(not(resideInAnyPackage("io.ratchet.app.demo..", "io.ratchet.app.lab.."))))
                .should()
                .dependOnClassesThat(resideInAPackage("io.ratchet.lab.."))
                .because("nothing in production may depend on the simulation"));
    }

    @Test
    void theLanguageKnowsOnlyTheJdk() {
        check(noClasses()
                .that(resideInAPackage("io.ratchet.domain.."))
                .should()
                .dependOnClassesThat(
                        not(resideInAnyPackage("io.ratchet.domain..", "java..", "org.jspecify.annotations..")))
                .because("the language must outlive every library"));
    }

    @ParameterizedTest(name = "only {0} knows {1}")
    @CsvSource({
        "connectors.openid, com.nimbusds.., what a token is believed by is loaded where a company's sign-in is named",
        "connectors, com.xebialabs..,      how a host is reached is hidden behind HostShell",
        "rules,      org.drools..,         how a decision is made is hidden behind RuleBook",
        "rules,      org.kie..,            how a decision is made is hidden behind RuleBook",
        "store,      org.flywaydb..,       what the database looks like is hidden behind Store",
        "store,      org.h2..,             the dialect is hidden behind Store",
        "console,    org.thymeleaf..,      pages are the console's business",
        "app,        picocli..,            the command line is the app's business",
        "app.metrics, io.micrometer..,     what is measured is told to observers that know no library",
        "app.metrics, io.prometheus..,     what is measured is told to observers that know no library"
    })
    void librariesStayInTheirRoom(String room, String library, String because) {
        check(noClasses()
                .that(resideInAPackage("io.ratchet..").and(not(resideInAPackage("io.ratchet." + room + ".."))))
                .should()
                .dependOnClassesThat(resideInAPackage(library))
                .because(because));
    }

    @Test
    void onlyTheStoreSpeaksSql() {
        check(noClasses()
                .that(resideInAPackage("io.ratchet..").and(not(resideInAnyPackage("io.ratchet.store.."))))
                .should()
                .dependOnClassesThat(resideInAPackage("java.sql.."))
                .because("one room answers for what survives a restart"));
    }

    @Test
    void springStaysAtTheDoor() {
        check(noClasses()
                .that(resideInAPackage("io.ratchet..")
                        .and(not(resideInAnyPackage("io.ratchet.console..", "io.ratchet.app.server.."))))
                .should()
                .dependOnClassesThat(resideInAPackage("org.springframework.."))
                .because(
                        "the flow must run, and be tested, without a framework; parse and decide must answer at once"));
    }

    @Test
    void nothingIsInjectedIntoFields() {
        check(noFields()
                .should()
                .beAnnotatedWith("org.springframework.beans.factory.annotation.Autowired")
                .orShould()
                .beAnnotatedWith("jakarta.inject.Inject")
                .orShould()
                .beAnnotatedWith("jakarta.annotation.Resource")
                .because("a constructor says what a class needs, and nobody can forget it"));
    }

    @Test
    void nobodySleeps() {
        check(noClasses()
                .should()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethod(Thread.class, "sleep", long.class, int.class)
                .because("waiting for a time is waiting too long or not long enough; wait for the thing itself"));
    }

    @Test
    void onlyTheCommandLineSpeaksToTheTerminal() {
        check(noClasses()
                .that(not(resideInAnyPackage("io.ratchet.app..", "io.ratchet.bench..")))
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .because("standard output is data that another program reads"));
    }

    /** What a JVM refuses of TLS is one property for all of it. */
    @Test
    void onlyAProcessOfItsOwnEverAllowsAnOldTls() {
        check(noClasses()
                .that(not(resideInAPackage("io.ratchet.lab..")))
                .and()
                .doNotHaveFullyQualifiedName("io.ratchet.connectors.oldtls.OldTlsWorker")
                .should()
                .callMethod(Security.class, "setProperty", String.class, String.class)
                .because("a server speaks TLS 1.2 and newer, whatever its hosts do (ADR 0048)"));
        check(noClasses()
                .should()
                .callMethod("io.ratchet.connectors.oldtls.OldTlsWorker", "main", String[].class.getName())
                .because("its process is its own"));
    }

    @Test
    void timeIsJavaTime() {
        check(noClasses()
                .that()
                // A certificate tells its end in no other type, and these make an Instant of it at once.
                .doNotHaveFullyQualifiedName("io.ratchet.app.server.ShownCertificate")
                .and()
                .doNotHaveFullyQualifiedName("io.ratchet.connectors.winrm.ClientCertificate")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.Date")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.Calendar")
                .because("a moment without a zone is a bug that waits for summer"));
    }

    @Test
    void namesSayWhatAThingIs() {
        ArchRule rule = noClasses()
                .should()
                .haveNameMatching(".*(Manager|Helper|Utils?|Impl|Processor)")
                .because("such a name hides the verb");
        check(rule);
    }

    @Test
    void everyPackageSaysWhatItIsForAndIsNullMarked() {
        // Given
        Set<String> packages = HOUSE.stream().map(JavaClass::getPackageName).collect(toCollection(TreeSet::new));

        // When
        List<String> unmarked = packages.stream()
                .filter(name -> !HOUSE.contain(name + ".package-info")
                        || !HOUSE.get(name + ".package-info").isAnnotatedWith(NullMarked.class))
                .toList();

        // Then
        assertThat(packages).contains("io.ratchet.domain", "io.ratchet.app.command");
        assertThat(unmarked)
                .as("packages without a package-info.java that is @NullMarked")
                .isEmpty();
    }

    /** One slice for each class that {@code chosen} holds for, with the classes inside it. */
    private static SliceAssignment eachOf(String kind, DescribedPredicate<JavaClass> chosen) {
        return new SliceAssignment() {
            @Override
            public SliceIdentifier getIdentifierOf(JavaClass type) {
                JavaClass outermost = type;
                while (outermost.getEnclosingClass().isPresent())
                    outermost = outermost.getEnclosingClass().get();
                return chosen.test(outermost)
                        ? SliceIdentifier.of(kind, outermost.getSimpleName())
                        : SliceIdentifier.ignore();
            }

            @Override
            public String getDescription() {
                return "each " + kind;
            }
        };
    }

    @Test
    void oneClassTakesHashes() {
        check(noClasses()
                .that(not(equivalentTo(Sha256.class)))
                .should()
                .callMethod(MessageDigest.class, "getInstance", String.class)
                .orShould()
                .callMethod(MessageDigest.class, "getInstance", String.class, String.class)
                .because("what a hash is over, and how it is written, is promised to auditors: Sha256 says it once"));
    }

    @Test
    void oneClassMakesJsonMappers() {
        check(noClasses()
                .that(not(equivalentTo(Json.class)))
                .should()
                .callConstructorWhere(target(owner(assignableTo(ObjectMapper.class))))
                .orShould()
                .callMethodWhere(target(owner(assignableTo(MapperBuilder.class))))
                .orShould()
                .callMethod(JsonMapper.class, "builder")
                .orShould()
                .callMethod(JsonMapper.class, "builder", JsonFactory.class)
                .because("a mapper without the limits of Json lets a stranger's document fill the memory"));
    }

    @Test
    void oneClassReadsYaml() {
        check(noClasses()
                .that(not(equivalentTo(YamlNode.class)))
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("org.yaml.snakeyaml..", "com.fasterxml.jackson.dataformat.yaml.."))
                .because("whatever is wrong in a file of settings is told with its line, in the same words"));
    }

    @Test
    void nobodyComparesNamesOfClasses() {
        check(noClasses()
                .that(resideInAnyPackage("io.ratchet.domain..", "io.ratchet.store..", "io.ratchet.routes..")
                        .or(resideInAnyPackage("io.ratchet.wire..", "io.ratchet.console..", "io.ratchet.app..")))
                .should()
                .callMethod(Class.class, "getSimpleName")
                .because("a class that is renamed must not rename what is stored or promised"));
    }

    /** A rule that holds for nothing at all says nothing, so its subject must be there. */
    private static void check(ArchRule rule) {
        rule.allowEmptyShould(false).check(HOUSE);
    }
}
