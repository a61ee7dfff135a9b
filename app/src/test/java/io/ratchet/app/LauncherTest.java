package io.ratchet.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.ratchet.app.command.CommandTree;
import io.ratchet.app.terminal.Lifetime;
import io.ratchet.app.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher in a house of its own, with a Maven and a Java that only write down how they were called. */
class LauncherTest {
    private static final FileTime LONG_AGO = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));

    @TempDir
    private Path folder;

    private Path house;
    private Path jdk;
    private Path builds;

    /** Where start archives lie; none unless a test asks for them, for they are made beside the start. */
    private String archives = "";

    @BeforeEach
    void buildTheHouse() throws IOException {
        house = Files.createDirectories(folder.resolve("house"));
        builds = folder.resolve("builds");
        Files.copy(Golden.root().resolve("ratchet"), house.resolve("ratchet"));
        Path packaging = Files.createDirectories(house.resolve("packaging"));
        for (String file : List.of("start.sh", "usage.txt"))
            Files.copy(Golden.root().resolve("packaging").resolve(file), packaging.resolve(file));
        for (String file :
                List.of("pom.xml", "app/pom.xml", "app/src/main/java/A.java", "app/src/test/java/ATest.java"))
            old(write(house.resolve(file), "x"));
        for (String source : List.of("app/src/main/java", "app/src/main", "app/src/test/java", "app/src"))
            old(house.resolve(source));
        jdk = jdk("jdk-17", "17.0.2");
        program(folder.resolve("bin/mvn"), """
                echo "$*" >> %s
                sleep 0.2
                [ -f %s/broken ] && { echo "[ERROR] A.java:[1,1] it is broken"; exit 1; }
                mkdir -p app/target/ratchet/lib
                """.formatted(builds, folder));
    }

    @Test
    void buildsOnFirstUseAndThenRuns() throws Exception {
        // When
        Ended ended = launch("decide", "a file");

        // Then
        assertThat(ended.exit()).as(ended.err()).isZero();
        assertThat(ended.out()).contains("-jar " + house + "/app/target/ratchet/lib/ratchet.jar decide a file");
        assertThat(ended.err()).contains("Building Ratchet").contains("Built in");
        assertThat(builds).content().contains("-pl app -am package");
    }

    @Test
    void doesNotBuildAgainWhatIsNewerThanItsSources() throws Exception {
        // Given
        launch("version");

        // When
        Ended ended = launch("version");

        // Then
        assertThat(ended.err()).isEmpty();
        assertThat(Files.readAllLines(builds)).hasSize(1);
    }

    @Test
    void buildsAgainWhenASourceIsNewer() throws Exception {
        // Given
        launch("version");
        touch(house.resolve("app/src/main/java/A.java"));

        // When
        launch("version");

        // Then
        assertThat(Files.readAllLines(builds)).hasSize(2);
    }

    @Test
    void buildsAgainWhenASourceWasTakenAway() throws Exception {
        // Given
        launch("version");
        Files.delete(house.resolve("app/src/main/java/A.java"));
        touch(house.resolve("app/src/main/java"));

        // When
        launch("version");

        // Then
        assertThat(Files.readAllLines(builds)).hasSize(2);
    }

    @Test
    void doesNotBuildForAChangedTest() throws Exception {
        // Given
        launch("version");
        touch(house.resolve("app/src/test/java/ATest.java"));

        // When
        launch("version");

        // Then
        assertThat(Files.readAllLines(builds)).hasSize(1);
    }

    @Test
    void twoFirstStartsBuildOnce() throws Exception {
        // Given
        Process first = start("version");

        // When
        Process second = start("version");

        // Then
        assertThat(List.of(ended(first).exit(), ended(second).exit())).containsOnly(0);
        assertThat(Files.readAllLines(builds)).hasSize(1);
        assertThat(house.resolve(".ratchet/lock")).doesNotExist();
    }

    @Test
    void takesTheLockOfADeadBuilderOver() throws Exception {
        // Given
        Process gone = new ProcessBuilder("true").start();
        gone.waitFor();
        write(house.resolve(".ratchet/lock/owner"), gone.pid() + "\n");

        // When
        Ended ended = launch("version");

        // Then
        assertThat(ended.exit()).as(ended.err()).isZero();
    }

    @Test
    void showsWhyABuildFailed() throws Exception {
        // Given
        write(folder.resolve("broken"), "");

        // When
        Ended ended = launch("version");

        // Then
        assertThat(ended.exit()).isEqualTo(2);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).contains("A.java:[1,1] it is broken").contains("the build failed");
    }

    @Test
    void findsAnotherJdkWhenJavaHomeIsTooOld() throws Exception {
        // Given
        Path old = jdk("jdk-11", "11.0.2");

        // When
        Ended ended = ended(start(old, "version"));

        // Then
        assertThat(ended.out()).doesNotContain("jdk-11");
    }

    @Test
    void givesALargeFileTheBetterCompiler() throws Exception {
        // Given
        Path small = write(folder.resolve("small.nessus"), "x");
        Path large = write(folder.resolve("large.nessus"), "");
        try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
            file.setLength(20L << 20);
        }

        // When
        Ended quick = launch("parse", small.toString());
        Ended thorough = launch("parse", "--strict", small.toString(), large.toString());

        // Then
        assertThat(quick.out()).contains("TieredStopAtLevel=1");
        assertThat(thorough.out()).doesNotContain("TieredStopAtLevel").contains("parse --strict");
    }

    @Test
    void testSaysHowItIsUsedAndRefusesTheRest() throws Exception {
        // When
        Ended help = launch("test", "--help");
        Ended bad = launch("test", "--fast");

        // Then
        assertThat(help.exit()).isZero();
        assertThat(help.out()).contains("--only PATTERN");
        assertThat(bad.exit()).isEqualTo(2);
        assertThat(bad.err()).contains("'--fast' is not an option of test");
        assertThat(builds).doesNotExist();
    }

    @Test
    void theUsageOfTheLauncherIsTheCommandTrees() throws IOException {
        // Given
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream to = new PrintStream(out, true, StandardCharsets.UTF_8);

        // When
        new CommandTree(new Terminal(InputStream.nullInputStream(), to, to, false), new Lifetime()).run("--help");

        // Then
        Golden.holds("packaging/usage.txt", out.toString(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h", "help"})
    void saysHowItIsUsedWithoutBuilding(String word) throws Exception {
        // When
        Ended ended = launch(word);

        // Then
        assertThat(ended.exit()).isZero();
        assertThat(ended.out()).isEqualTo(Files.readString(house.resolve("packaging/usage.txt")));
        assertThat(builds).doesNotExist();
    }

    @Test
    void saysHowItIsUsedToWhoeverSaysNothing() throws Exception {
        // When
        Ended ended = launch();

        // Then
        assertThat(ended.exit()).isEqualTo(2);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).contains("Usage: ratchet").contains("No command is given.");
        assertThat(builds).doesNotExist();
    }

    @Test
    void preparingWaitsForTheArchiveThatAFirstStartHasMade() throws Exception {
        // Given one that is being made
        archives = folder.resolve("starts").toString();
        launch("prepare");
        Path made = Path.of(
                archives,
                archives().stream()
                        .filter(name -> name.endsWith(".serve"))
                        .findFirst()
                        .orElseThrow());
        Files.delete(made);
        Path making = Files.createDirectory(Path.of(made + ".making"));
        Process prepares = start("prepare");
        // When
        assertThat(prepares.waitFor(2, TimeUnit.SECONDS)).isFalse();
        Files.delete(making);
        // Then
        assertThat(ended(prepares).exit()).isZero();
        assertThat(made).exists();
    }

    @Test
    void preparingMakesTheArchiveThatAKilledMakerLeft() throws Exception {
        // Given
        archives = folder.resolve("starts").toString();
        launch("prepare");
        Path made = Path.of(
                archives,
                archives().stream()
                        .filter(name -> name.endsWith(".serve"))
                        .findFirst()
                        .orElseThrow());
        Files.delete(made);
        Process maker = new ProcessBuilder("true").start();
        maker.waitFor();
        Files.writeString(Files.createDirectory(Path.of(made + ".making")).resolve("maker"), maker.pid() + "\n");

        // When
        Ended prepared = launch("prepare");

        // Then
        assertThat(prepared.exit()).isZero();
        assertThat(made).exists();
        assertThat(Path.of(made + ".making")).doesNotExist();
    }

    @Test
    void startsFromTheArchiveThatWasMadeForThisJavaAndTheseJars() throws Exception {
        // Given
        archives = folder.resolve("starts").toString();
        launch("prepare");

        // When
        Ended small = launch("decide");
        Ended server = launch("serve");

        // Then
        assertThat(small.out()).containsPattern("-XX:SharedArchiveFile=" + archives + "/[0-9-]+\\.17\\.decide ");
        assertThat(server.out()).containsPattern("-XX:SharedArchiveFile=" + archives + "/[0-9-]+\\.17\\.serve ");
        assertThat(server.out()).doesNotContain("TieredStopAtLevel");
    }

    @Test
    void startsFromAnAheadOfTimeCacheWhereJavaHasOne() throws Exception {
        // Given
        archives = folder.resolve("starts").toString();
        Path newer = jdk("jdk-25", "25.0.1");
        ended(start(newer, "prepare"));

        // When
        Ended ended = ended(start(newer, "decide"));

        // Then
        assertThat(ended.out()).containsPattern("-XX:AOTCache=" + archives + "/[0-9-]+\\.25\\.decide ");
        assertThat(ended.out()).doesNotContain("-Xshare");
    }

    @Test
    void makesAMissingArchiveBesideTheStartAndAnotherWhenTheJarsChange() throws Exception {
        // Given
        archives = folder.resolve("starts").toString();

        // When
        Ended first = launch("decide");
        String made = archiveOtherThan("");
        Ended second = launch("decide");
        write(house.resolve("app/target/ratchet/lib/added.jar"), "x");
        Ended third = launch("decide");
        String madeAnew = archiveOtherThan(made);
        Ended fourth = launch("decide");

        // Then
        assertThat(first.out()).doesNotContain("SharedArchiveFile");
        assertThat(second.out()).contains("-XX:SharedArchiveFile=" + archives + "/" + made);
        assertThat(third.out()).doesNotContain("SharedArchiveFile");
        assertThat(fourth.out()).contains("-XX:SharedArchiveFile=" + archives + "/" + madeAnew);
    }

    @Test
    void startsWithoutAWordWhereNoArchiveCanBeMade() throws Exception {
        // Given
        launch("version");
        archives = write(folder.resolve("a file"), "x").resolve("starts").toString();

        // When
        Ended ended = launch("decide");

        // Then
        assertThat(ended.exit()).isZero();
        assertThat(ended.out()).contains("ratchet.jar decide").doesNotContain("SharedArchiveFile");
        assertThat(ended.err()).isEmpty();
    }

    @Test
    void triesOnceOnlyToMakeAnArchiveThatCannotBeMade() throws Exception {
        // Given
        archives = folder.resolve("starts").toString();
        Files.writeString(folder.resolve("no-rehearsal"), "");
        Ended first = launch("prepare");

        // When
        launch("decide");
        launch("decide");

        // Then
        assertThat(first.exit()).isEqualTo(2);
        assertThat(archives()).singleElement(STRING).endsWith(".decide.failed");
        assertThat(Files.readAllLines(folder.resolve("rehearsals"))).hasSize(1);
    }

    @Test
    void letsNoWarningOfJavaIntoTheData() throws Exception {
        // When, then
        assertThat(launch("decide").out()).contains("-Xlog:disable -Xlog:all=error:stderr");
    }

    @Test
    void testEndsWithWhatWasSkippedAndWhyAndKeepsMavensExitCode() throws Exception {
        // Given
        for (String client : List.of("python3", "ansible", "chromium", "skopeo", "umoci"))
            program(folder.resolve("bin").resolve(client), "exit 0\n");
        Path stale = write(
                house.resolve("old/target/surefire-reports/TEST-Old.xml"), "<testsuite tests=\"99\">\n<skipped/>");
        old(stale);
        program(folder.resolve("bin/mvn"), """
                echo "maven $*"
                sleep 1.1
                mkdir -p app/target/surefire-reports wire/target/surefire-reports
                cat > app/target/surefire-reports/TEST-A.xml <<'XML'
                <testsuite name="A" time="1" tests="5" errors="0">
                  <testcase name="a"><skipped type="org.opentest4j.TestAbortedException"><![CDATA[org.opentest4j.TestAbortedException: Assumption failed: skipped: no engine "x" was found
                	at some.Place
                ]]></skipped></testcase>
                  <testcase name="b"><skipped message="&lt;later&gt; &amp; slower"/></testcase>
                XML
                cat > wire/target/surefire-reports/TEST-W.xml <<'XML'
                <testsuite name="W" time="1" tests="2" errors="0">
                  <testcase name="c"><skipped type="t"><![CDATA[org.opentest4j.TestAbortedException: Assumption failed: no engine "x" was found
                ]]></skipped></testcase>
                XML
                exit 7
                """);

        // When
        Ended some = launch("test");
        Ended all = launch("test", "--all");

        // Then
        assertThat(some.exit()).isEqualTo(7);
        assertThat(some.out())
                .endsWith("Skipped 3 of 7 tests: 2 because no engine \"x\" was found; 1 because <later> & slower."
                        + " The tests that take long were left out; --all runs them.\n");
        assertThat(all.exit()).isEqualTo(7);
        assertThat(all.out())
                .containsSubsequence("-Pthorough", "-Dmutants=domain", "-Dmutants=store", "-Dmutants=routes")
                .endsWith("1 because <later> & slower.\n");
        assertThat(some.out()).doesNotContain("-Dmutants");
    }

    @Test
    void testOfAllIsRedWhenMavenWasToldToGoOnAfterAFailure() throws Exception {
        // Given
        for (String client : List.of("python3", "ansible", "chromium", "skopeo", "umoci"))
            program(folder.resolve("bin").resolve(client), "exit 0\n");
        program(folder.resolve("bin/mvn"), "echo '[ERROR] There are test failures.'\n");
        // When
        Ended all = launch("test", "--all");
        // Then
        assertThat(all.exit()).isEqualTo(1);
    }

    // ---- how the house is run

    private record Ended(int exit, String out, String err) {}

    private Ended launch(String... words) throws Exception {
        return ended(start(words));
    }

    private Process start(String... words) throws IOException {
        return start(jdk, words);
    }

    private Process start(Path javaHome, String... words) throws IOException {
        List<String> command =
                new ArrayList<>(List.of("bash", house.resolve("ratchet").toString()));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().put("JAVA_HOME", javaHome.toString());
        builder.environment().remove("RATCHET_JAVA_OPTS");
        builder.environment().put("RATCHET_CACHE", archives);
        builder.environment().merge("PATH", folder.resolve("bin") + ":", (path, bin) -> bin + path);
        return builder.start();
    }

    private static Ended ended(Process process) throws Exception {
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), out, err);
    }

    /** Waits until there is one archive, another than {@code known}, and its maker is gone. */
    private String archiveOtherThan(String known) {
        return Awaitility.await()
                .until(this::archives, files -> isMade(files) && !files.contains(known))
                .get(0);
    }

    private static boolean isMade(List<String> files) {
        return files.size() == 1 && files.get(0).endsWith(".decide");
    }

    private List<String> archives() {
        String[] files = new File(archives).list();
        return files == null ? List.of() : List.of(files);
    }

    private Path jdk(String name, String version) throws IOException {
        Path home = folder.resolve(name);
        write(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        // A rehearsal leaves what it was asked to leave; every other call says how it was made.
        program(home.resolve("bin/java"), """
                for word in "$@"; do
                    case $word in
                    -XX:AOTCacheOutput=* | -XX:DumpLoadedClassList=*)
                        echo rehearsed >>%s/rehearsals
                        [ ! -e %s/no-rehearsal ] || exit 1
                        echo kept >"${word#*=}"
                        exit 0
                        ;;
                    -XX:SharedArchiveFile=*) file=${word#*=} ;;
                    -Xshare:dump) dump=yes ;;
                    esac
                done
                if [ -n "${dump:-}" ]; then echo kept >"$file"; else echo "%s $*"; fi
                """.formatted(folder, folder, name));
        program(home.resolve("bin/javac"), "exit 0\n");
        return home;
    }

    private static void program(Path file, String text) throws IOException {
        write(file, "#!/bin/sh\n" + text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static Path write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private static void old(Path file) throws IOException {
        Files.setLastModifiedTime(file, LONG_AGO);
    }

    /** A change in the same second as the build must count as well. */
    private static void touch(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(2)));
    }
}
