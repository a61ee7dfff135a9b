package io.ratchet.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.app.terminal.Exit;
import io.ratchet.wire.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands that need no server: reports in, findings and decisions out. */
class OfflineCommandsTest {
    private static final String AT = "2018-09-20T20:00:00Z";
    private static final String SCAN = """
            <?xml version="1.0" ?>
            <NessusClientData_v2><Report name="HQ">
            <ReportHost name="10.0.0.5"><HostProperties>
            <tag name="host-ip">10.0.0.5</tag><tag name="host-fqdn">web01.corp.example</tag>
            <tag name="HOST_START_TIMESTAMP">1537318800</tag><tag name="HOST_END_TIMESTAMP">1537319100</tag>
            </HostProperties>
            <ReportItem port="443" svc_name="www" protocol="tcp" severity="2" pluginID="104743" pluginName="TLS Version 1.0 Protocol Detection" pluginFamily="Service detection">
            <plugin_output>TLSv1 is enabled and the server supports at least one cipher.</plugin_output>
            </ReportItem>
            </ReportHost></Report></NessusClientData_v2>
            """;

    @TempDir
    private Path folder;

    private Path scan;
    private Path inventory;

    @BeforeEach
    void writeReports() throws IOException {
        scan = Files.writeString(folder.resolve("scan.nessus"), SCAN);
        inventory = Files.writeString(folder.resolve("inventory.ndjson"), inventoryLine() + "\nnot JSON\n");
    }

    @Test
    void parsePrintsFindingsAndSaysWhatItRejected() throws IOException {
        // Given
        Console console = new Console();

        // When
        int exit = console.run("parse", scan.toString(), inventory.toString());

        // Then
        assertThat(exit).isEqualTo(Exit.DONE);
        assertThat(schemas(console.out())).containsOnly("ratchet.finding/1");
        assertThat(schemas(console.err()))
                .containsExactly("ratchet.coverage/1", "ratchet.reject/1", "ratchet.coverage/1");
    }

    @Test
    void listsEveryFigureOfTheCatalogueWithItsGroundAndAge() throws IOException {
        // Given
        Console console = new Console();

        // When
        int exit = console.run("catalogue", "--json", "--at", "2026-12-01");

        // Then
        assertThat(exit).isEqualTo(Exit.DONE);
        assertThat(schemas(console.out())).containsOnly("ratchet.catalogue/1");
        assertThat(console.out().lines().filter(line -> line.contains("\"id\":\"sv-exch2016\"")))
                .anyMatch(line -> line.contains("\"figure\":\"disable-floor\"")
                        && line.contains("\"value\":\"15.1.1466.3\"")
                        && line.contains("\"confidence\":\"high\"")
                        && line.contains("\"read\":\"2026-11-23\",\"days\":8")
                        && line.contains("\"stale\":false"));
        assertThat(console.out().lines().filter(line -> line.contains("\"stale\":true")))
                .isNotEmpty()
                .allMatch(line -> line.contains("\"figure\":\"end-of-support\""));
    }

    @Test
    void listsTheFiguresThatNobodyReadAgainForAYear() {
        // Given
        Console early = new Console();
        Console late = new Console();

        // When
        early.run("catalogue", "--stale", "--at", "2027-11-23");
        late.run("catalogue", "--stale", "--at", "2027-11-24T00:00:00Z");

        // Then
        assertThat(early.out()).contains("never").doesNotContain("disable-floor");
        assertThat(late.out()).contains("low (L)").contains("disable-floor").doesNotContain("sv-entra-pta");
    }

    @Test
    void showsWhereAProfileStopsBeingYaml() throws IOException {
        // Given
        Path profile = Files.writeString(folder.resolve("o.yaml"), "organisation: Contoso\ngoal: READY: ONLY\n");
        Console console = new Console();

        // When
        int exit = console.run("decide", "--organisation", profile.toString(), scan.toString());

        // Then
        assertThat(exit).isEqualTo(Exit.COULD_NOT_START);
        assertThat(console.err()).isEqualTo("""
                        ratchet decide: o.yaml, line 2, column 12 is not YAML: mapping values are not allowed here. [CONFIG-INVALID]
                            goal: READY: ONLY
                                       ^
                        """);
    }

    @Test
    void strictMindsARejectedRecord() {
        // When
        int exit = new Console().run("parse", "--strict", inventory.toString());

        // Then
        assertThat(exit).isEqualTo(Exit.NOT_AS_WISHED);
    }

    @Test
    void decidePrintsDecisionsInTheContractsOrder() throws IOException {
        // Given
        Console console = new Console();

        // When
        int exit = console.run("decide", "--at", AT, folder.toString());

        // Then
        assertThat(exit).as(console.err()).isEqualTo(Exit.DONE);
        assertThat(schemas(console.out())).containsOnly("ratchet.decision/1");
        assertThat(console.out().lines().map(line -> tree(line).at("/asset/id").asText()))
                .contains("web01.corp.example")
                .isSorted();
    }

    @Test
    void theTwoPipeIntoEachOther() {
        // Given
        Console parsed = new Console();
        Console direct = new Console();
        parsed.run("parse", scan.toString(), inventory.toString());
        direct.run("decide", "--at", AT, scan.toString(), inventory.toString());

        // When
        Console piped = new Console(parsed.out());
        int exit = piped.run("decide", "--at", AT, "-");

        // Then
        assertThat(exit).as(piped.err()).isEqualTo(Exit.DONE);
        assertThat(piped.out()).isEqualTo(direct.out()).isNotEmpty();
    }

    @Test
    void decidingTheSameTwiceGivesTheSameBytes() {
        // Given
        Console first = new Console();
        Console second = new Console();

        // When
        first.run("decide", "--at", AT, scan.toString(), inventory.toString());
        second.run("decide", "--at", AT, inventory.toString(), scan.toString());

        // Then
        assertThat(second.out()).isEqualTo(first.out()).isNotEmpty();
    }

    @Test
    void whatCannotBeReadIsOneSentenceThatNamesIt() throws IOException {
        // Given
        Path empty = Files.createFile(folder.resolve("empty.nessus"));
        Path nothing = Files.createDirectory(folder.resolve("nothing"));

        // Then
        assertRefused("'" + empty + "' is empty", "decide", empty.toString());
        assertRefused("There is no report in the folder '" + nothing, "decide", nothing.toString());
        assertRefused("'" + nothing + "' is a folder", "decide", "--organisation", nothing + "", scan + "");
        assertRefused("There is no file 'none.yaml'", "decide", "--organisation", "none.yaml", scan + "");
        assertRefused("'" + nothing + "' is a folder", "serve", "--config", nothing.toString());
        assertRefused("There is no file 'none.yaml'", "serve", "--config", "none.yaml");
        assertRefused("There is no file 'none.zip'", "audit", "verify", "none.zip");
        assertRefused("'" + nothing + "' is a folder", "audit", "verify", nothing.toString());
        assertRefused("'" + nothing + "' is a folder", "ingest", "--server", "http://127.0.0.1:1", nothing + "");
        assertRefused("The data folder '" + scan + "' is a file", "demo", "--once", "--data", scan.toString());
    }

    private static void assertRefused(String sentence, String... line) {
        Console console = new Console();
        int exit = console.run(line);
        assertThat(exit).as(console.err()).isEqualTo(Exit.COULD_NOT_START);
        assertThat(console.err().lines()).singleElement().asString().contains(sentence);
    }

    @Test
    void anExceptionFromOnlyThatNamesNobodyIsRefused() throws IOException {
        // Given
        Path profile = Files.writeString(folder.resolve("organisation.yaml"), """
                organisation: Contoso
                goal: ONLY
                exceptions: [{asset: wbe01, goal: ONLY, owner: kim, reason: old press, until: 2099-01-01, compensatingControl: own network, clearedBy: new press}]
                """);
        Console console = new Console();

        // When
        int exit = console.run(
                "decide", "--at", AT, "--organisation", profile.toString(), scan.toString(), inventory.toString());

        // Then
        assertThat(exit).isEqualTo(Exit.COULD_NOT_START);
        assertThat(console.out()).isEmpty();
        assertThat(console.err())
                .contains("The exception of kim for 'wbe01' names no asset that is known.")
                .contains("correct its asset in the organisation profile");
    }

    @Test
    void aProofThatNamesNobodyIsSaid() throws IOException {
        // Given
        Path profile = Files.writeString(
                folder.resolve("organisation.yaml"),
                "organisation: Contoso\nproofs: [{gate: R075, scope: 'asset:wbe01', by: kim}]\n");
        Console console = new Console();

        // When
        int exit = console.run(
                "decide", "--at", AT, "--organisation", profile.toString(), scan.toString(), inventory.toString());

        // Then
        assertThat(exit).isEqualTo(Exit.DONE);
        assertThat(console.err()).contains("The proof of R075 by kim for 'wbe01' names no asset that is known.");
    }

    @Test
    void anExposureThatNamesNothingThatIsKnownIsSaid() throws IOException {
        // Given
        Path profile = Files.writeString(
                folder.resolve("organisation.yaml"),
                "organisation: Contoso\ndeadlines: {exposure: [{host: wbe01, public: no}, {site: Mars, public: no}]}\n");
        Console console = new Console();

        // When
        int exit = console.run(
                "decide", "--at", AT, "--organisation", profile.toString(), scan.toString(), inventory.toString());

        // Then
        assertThat(exit).isEqualTo(Exit.DONE);
        assertThat(console.err())
                .contains("The exposure of 'wbe01' names no asset that is known.")
                .contains("The exposure of site 'Mars' is of a site that the profile does not know.");
    }

    @Test
    void aPipeThatBroughtNothingIsNoFailure() {
        // Given
        Console console = new Console("");

        // When
        int exit = console.run("decide", "-");

        // Then
        assertThat(exit).isEqualTo(Exit.DONE);
        assertThat(console.out()).isEmpty();
        assertThat(console.err()).isEmpty();
    }

    /** What a shell makes of {@code <(...)} gives its bytes once, and a report is read twice. */
    @Test
    @EnabledOnOs(OS.LINUX)
    @Timeout(60)
    void aNamedPipeIsReadAsTheReportItBrings() throws Exception {
        // Given
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        byte[] report = Files.readAllBytes(scan);
        Thread writer = new Thread(() -> {
            try {
                Files.write(pipe, report);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        writer.setDaemon(true);
        writer.start();
        Console piped = new Console("");
        Console plain = new Console("");

        // When
        int exit = piped.run("parse", pipe.toString());
        plain.run("parse", scan.toString());

        // Then
        assertThat(exit).as(piped.err()).isEqualTo(Exit.DONE);
        assertThat(piped.out()).isNotEmpty().isEqualTo(plain.out());
    }

    @Test
    void aNameOfNothingIsRefusedBeforeAnyRecordIs() {
        // Given
        Console zone = new Console("");
        Console host = new Console("");

        // When
        int blank = zone.run("parse", "--zone", " ", scan.toString());
        int unprintable = host.run("parse", "--host", "web\u001b[31m", scan.toString());

        // Then
        assertThat(blank).isEqualTo(Exit.COULD_NOT_START);
        assertThat(unprintable).isEqualTo(Exit.COULD_NOT_START);
        assertThat(zone.err().lines()).singleElement().asString().contains("--zone is a name");
        assertThat(host.err().lines()).singleElement().asString().contains("--host is a name");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "decide --at yesterday scan.nessus|--at is a time such as 2018-09-20T01:00:00Z, not 'yesterday'",
                "decide --organisation none.yaml scan.nessus|none.yaml",
                "decide none.nessus|There is no file or folder",
                "decide broken.txt|is of no format that is known here",
                "parse --format pdf scan.nessus|--format is auto, nessus",
                "parse --observed-at noon scan.nessus|--observed-at is a time such as",
                "parse none.nessus|There is no file or folder",
                "parse - -|Standard input (-) can be read only once",
                "audit verify none.zip|none.zip"
            })
    void aBadArgumentIsOneSentence(String line, String sentence) throws IOException {
        // Given
        Files.writeString(folder.resolve("broken.txt"), "nothing that anybody wrote on purpose");
        Console console = new Console("x");
        String[] words = List.of(line.split(" ")).stream()
                .map(word -> word.contains(".") ? folder.resolve(word).toString() : word)
                .toArray(String[]::new);

        // When
        int exit = console.run(words);

        // Then
        assertThat(exit).as(console.err()).isEqualTo(Exit.COULD_NOT_START);
        assertThat(console.out()).isEmpty();
        assertThat(console.err().lines()).singleElement().asString().contains(sentence);
    }

    /** They must answer at once, so they may not drag in what a server needs. */
    @Test
    void touchNeitherServerNorDatabase() throws Exception {
        // Given
        Path loaded = folder.resolve("classes.log");
        Path out = folder.resolve("out.ndjson");
        Path reports = Files.createDirectories(folder.resolve("reports"));
        Files.move(scan, reports.resolve("scan.nessus"));

        // When
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xlog:class+load:file=" + loaded,
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.ratchet.app.Ratchet",
                        "decide",
                        reports.toString())
                .redirectOutput(out.toFile())
                .redirectErrorStream(true)
                .start();

        // Then
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(out)).isZero();
        List<String> classes = Files.readAllLines(loaded).stream()
                .map(line -> line.replaceAll("^.*\\] (\\S+) source:.*$", "$1"))
                .toList();
        assertThat(classes).anyMatch(name -> name.startsWith("org.drools."));
        assertThat(classes.stream().filter(OfflineCommandsTest::belongsToAServer))
                .isEmpty();
    }

    private static boolean belongsToAServer(String name) {
        // Logback asks everybody on the class path how it shall log, and Spring Boot answers with one small class.
        if (name.startsWith("org.springframework.boot.logging.logback.")) return false;
        return Stream.of(
                        "org.springframework.",
                        "org.apache.camel.",
                        "org.apache.catalina.",
                        "org.h2.",
                        "org.flywaydb.",
                        "com.github.kagkarlsson.",
                        "com.xebialabs.")
                .anyMatch(name::startsWith);
    }

    private static List<String> schemas(String lines) {
        return lines.lines().map(line -> tree(line).path("schema").asText()).toList();
    }

    private static JsonNode tree(String line) {
        try {
            return Json.parse(line);
        } catch (IOException e) {
            throw new AssertionError("not JSON: " + line, e);
        }
    }

    private static String inventoryLine() {
        return """
                {"schema":"ratchet.finding/1",
                 "report":{"sha256":"%s","format":"inventory","source":"inventory@hq","method":"registry"},
                 "record":"row[1]","observedAt":"2018-09-19T02:00:00Z",
                 "host":{"fqdn":"pc01.corp.example","netbios":"PC01","domain":"CORP"},
                 "observation":{"type":"operating-system","version":"6.1.7601","productType":1,"servicePack":1,"architecture":"x64"}}""".formatted("0".repeat(64)).replace("\n", "");
    }
}
