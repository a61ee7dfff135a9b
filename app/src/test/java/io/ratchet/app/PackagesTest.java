package io.ratchet.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What people install, made twice from the sources, unpacked as its user would and started: {@code version},
 * {@code decide} and a {@code serve} that answers. The image runs on its layers alone, by chroot, as its own user on a
 * read-only root, which takes root here.
 */
@Tag("slow")
class PackagesTest {
    private static final String VERSION = "9.8.7-test.1";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private static Path made;

    @TempDir
    private static Path madeAgain;

    @TempDir
    private Path folder;

    @BeforeAll
    static void makesThemTwice() throws Exception {
        for (Path out : List.of(made, madeAgain))
            succeeded(
                    "bash",
                    Golden.root().resolve("packaging/package").toString(),
                    "--version",
                    VERSION,
                    "--out",
                    out.toString());
    }

    @Test
    void theSameSourcesMakeTheSameBytes() throws IOException {
        assertThat(madeAgain.resolve("SHA256SUMS"))
                .content()
                .isEqualTo(Files.readString(made.resolve("SHA256SUMS")))
                .hasLineCount(3);
    }

    @Test
    void theArchiveRunsWithAJavaAlone() throws Exception {
        // When
        succeeded(
                "tar",
                "-C",
                folder.toString(),
                "-xzf",
                made.resolve("ratchet-" + VERSION + ".tar.gz").toString());

        // Then
        Path home = folder.resolve("ratchet-" + VERSION);
        assertThat(Files.readString(home.resolve("ratchet.cmd"))).contains("\r\n");
        works(List.of(home.resolve("ratchet").toString()), folder, folder);
        assertThat(succeeded(home.resolve("ratchet").toString(), "demo", "--help"))
                .contains("--once");
        listsWhatIsIn(home.resolve("sbom.cdx.json"), home.resolve("lib"));
        try (JarFile jar = new JarFile(home.resolve("lib/ratchet.jar").toFile())) {
            assertThat(jar.getManifest().getMainAttributes().getValue("Add-Exports"))
                    .as("what binds Kerberos to TLS")
                    .isEqualTo("java.security.jgss/sun.security.jgss.krb5.internal");
        }
    }

    @Test
    void theDebRunsWhereItIsUnpacked() throws Exception {
        // When
        Path root = Files.createDirectory(folder.resolve("root"));
        succeeded("dpkg-deb", "-R", deb(), root.toString());

        // Then
        works(List.of(root.resolve("usr/bin/ratchet").toString()), folder, folder);
        listsWhatIsIn(root.resolve("usr/share/doc/ratchet/sbom.cdx.json"), root.resolve("usr/share/ratchet/lib"));
        knowsNoSimulation(root.resolve("usr/share/ratchet/lib"));
        assertThat(root.resolve("DEBIAN/conffiles")).content().contains("/etc/ratchet/ratchet.yaml");
        assertThat(succeeded("dpkg-deb", "-f", deb(), "Version").strip()).isEqualTo("9.8.7~test.1");
    }

    @Test
    void theUnitOfTheDebIsSoundAndHardened() throws Exception {
        // Given
        Assumptions.assumeTrue(
                present("systemd-analyze"), "skipped: systemd-analyze is not installed (Debian package systemd)");
        Path root = Files.createDirectory(folder.resolve("root"));
        succeeded("dpkg-deb", "-x", deb(), root.toString());
        Path unit = root.resolve("usr/lib/systemd/system/ratchet.service");
        Path here = folder.resolve("ratchet.service");
        Files.writeString(
                here, Files.readString(unit).replace("=/usr/bin/ratchet", "=" + root.resolve("usr/bin/ratchet")));

        // When
        String verified = succeeded("systemd-analyze", "verify", "--man=no", here.toString());
        String exposure = succeeded(
                "systemd-analyze", "security", "--offline=true", "--no-pager", "--threshold=20", here.toString());

        // Then
        assertThat(verified).isEmpty();
        assertThat(exposure).contains("Overall exposure level");
    }

    @Test
    void theImageRunsOnItsLayersAlone() throws Exception {
        // Given
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "skipped: chroot needs root");
        Path layout = Files.createDirectory(folder.resolve("layout"));
        succeeded("tar", "-C", layout.toString(), "-xf", image().toString());
        JsonNode manifest = blob(
                layout, JSON.readTree(layout.resolve("index.json").toFile()).at("/manifests/0"));
        JsonNode config = blob(layout, manifest.path("config")).path("config");

        // When
        Path root = Files.createDirectory(folder.resolve("root"));
        for (JsonNode layer : manifest.path("layers"))
            succeeded("tar", "-C", root.toString(), "-xpf", file(layout, layer).toString());

        // Then
        Path data = root.resolve("var/lib/ratchet");
        assertThat(config.path("User").asText()).isEqualTo("10001:10001");
        assertThat(Files.getAttribute(data, "unix:uid")).isEqualTo(10001);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
                .isEqualTo("rwx------");
        List<String> enter = new ArrayList<>(List.of("bash", chroot().toString(), root.toString()));
        config.path("Entrypoint").forEach(word -> enter.add(word.asText()));
        works(enter, data, Path.of("/var/lib/ratchet"));
        listsWhatIsIn(root.resolve("opt/ratchet/sbom.cdx.json"), root.resolve("opt/ratchet/lib"));
        knowsNoSimulation(root.resolve("opt/ratchet/lib"));
    }

    @Test
    void otherToolsTakeTheImage() throws Exception {
        // Given
        Assumptions.assumeTrue(present("skopeo"), "skipped: skopeo is not installed");
        Assumptions.assumeTrue(present("umoci"), "skipped: umoci is not installed");
        String layout = folder.resolve("layout").toString();

        // When
        String inspected = succeeded("skopeo", "inspect", "oci-archive:" + image());
        succeeded("skopeo", "--insecure-policy", "copy", "oci-archive:" + image(), "oci:" + layout + ":judged");
        succeeded(
                "umoci",
                "unpack",
                "--rootless",
                "--image",
                layout + ":judged",
                folder.resolve("bundle").toString());

        // Then
        assertThat(JSON.readTree(inspected)
                        .at("/Labels/org.opencontainers.image.version")
                        .asText())
                .isEqualTo(VERSION);
        assertThat(folder.resolve("bundle/rootfs/opt/ratchet/lib/ratchet.jar")).exists();
    }

    // ---- what each must do

    /**
     * @param ratchet how it is started
     * @param seen the folder for its files, as it is here
     * @param named the same folder, as it is called where Ratchet runs
     */
    private static void works(List<String> ratchet, Path seen, Path named) throws Exception {
        assertThat(succeeded(words(ratchet, "version"))).startsWith("ratchet " + VERSION + "\n");

        Files.copy(
                PackagesTest.class.getResourceAsStream("/rehearsal/findings.ndjson"), seen.resolve("findings.ndjson"));
        String decisions = succeeded(words(
                ratchet,
                "decide",
                "--at",
                "2018-09-20T20:00:00Z",
                named.resolve("findings.ndjson").toString()));
        assertThat(decisions.lines())
                .isNotEmpty()
                .allMatch(line -> line.startsWith("{\"schema\":\"ratchet.decision/1\""));

        Files.writeString(seen.resolve("ratchet.yaml"), "http: {port: 0}\n");
        Process server = process(words(
                        ratchet,
                        "serve",
                        "--config",
                        named.resolve("ratchet.yaml").toString(),
                        "--data",
                        named.resolve("data").toString()))
                .redirectOutput(seen.resolve("serve.log").toFile())
                .redirectErrorStream(true)
                .start();
        try {
            Path address = seen.resolve("data/server");
            Awaitility.await()
                    .atMost(Duration.ofMinutes(2))
                    .failFast("it ended: " + seen.resolve("serve.log"), () -> !server.isAlive())
                    .until(() ->
                            Files.exists(address) && !Files.readString(address).isBlank());
            URI ready = URI.create(Files.readString(address).strip() + "/actuator/health/readiness");
            assertThat(HttpClient.newHttpClient()
                            .send(HttpRequest.newBuilder(ready).build(), BodyHandlers.ofString())
                            .body())
                    .contains("UP");
        } finally {
            server.destroy();
            assertThat(server.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(server.exitValue())
                .as(Files.readString(seen.resolve("serve.log")))
                .isEqualTo(3);
    }

    private static void listsWhatIsIn(Path sbom, Path lib) throws IOException {
        Set<String> listed = new TreeSet<>();
        for (JsonNode component : JSON.readTree(sbom.toFile()).path("components"))
            listed.add(component.path("name").asText() + "-"
                    + component.path("version").asText() + ".jar");
        listed.remove("ratchet-app-" + VERSION + ".jar"); // installed as ratchet.jar
        Set<String> there = new TreeSet<>();
        for (String name : Objects.requireNonNull(lib.toFile().list())) if (name.endsWith(".jar")) there.add(name);
        there.removeAll(Set.of("ratchet.jar", "ratchet-demo.jar"));
        assertThat(there).isEqualTo(listed);
        hasNoKnownFlaw(JSON.readTree(sbom.toFile()));
    }

    /** By the list that is kept here; what is newer than that nobody can tell without asking somebody. */
    private static void hasNoKnownFlaw(JsonNode sbom) throws IOException {
        Advisories list = Advisories.read(Golden.root().resolve("docs/advisories.csv"));
        System.out.println(list.told(sbom));
        assertThat(list.against(sbom)).isEmpty();
    }

    /** Of Netty there is what hears syslog, and nothing of the lab's servers. */
    private static void knowsNoSimulation(Path lib) {
        assertThat(lib.toFile().list())
                .isNotEmpty()
                .noneMatch(name -> name.startsWith("netty-codec-http-")
                        || name.startsWith("ratchet-lab-")
                        || name.startsWith("ratchet-demo"));
    }

    // ---- how it is asked

    private static String deb() {
        return made.resolve("ratchet_9.8.7~test.1_all.deb").toString();
    }

    private static Path image() throws IOException {
        try (Stream<Path> files = Files.list(made)) {
            return files.filter(file -> file.toString().endsWith(".tar"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static JsonNode blob(Path layout, JsonNode descriptor) throws IOException {
        return JSON.readTree(file(layout, descriptor).toFile());
    }

    private static Path file(Path layout, JsonNode descriptor) {
        return layout.resolve("blobs")
                .resolve(descriptor.path("digest").asText().replace(':', '/'));
    }

    /**
     * Runs a program on a folder as its root, which it may not write but for its data and /tmp, as the image's user.
     */
    private Path chroot() throws IOException {
        return Files.writeString(folder.resolve("enter"), """
                set -e
                root=$1; shift
                if [ -z "${INSIDE:-}" ]; then exec env INSIDE=yes unshare --mount --propagation private bash "$0" "$root" "$@"; fi
                mkdir -p "$root/proc" "$root/dev"
                mount --bind "$root" "$root"
                mount --bind "$root/var/lib/ratchet" "$root/var/lib/ratchet"
                mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
                mount -t proc proc "$root/proc"
                mount --bind /dev "$root/dev"
                mount -o remount,ro,bind "$root"
                exec chroot --userspec=10001:10001 "$root" "$@"
                """);
    }

    private static boolean present(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private static List<String> words(List<String> first, String... more) {
        return Stream.concat(first.stream(), Stream.of(more)).toList();
    }

    private static String succeeded(String... command) throws Exception {
        return succeeded(List.of(command));
    }

    /** What it printed on standard output; it must have ended 0. */
    private static String succeeded(List<String> command) throws Exception {
        Path err = Files.createTempFile("ratchet-packages", ".err");
        try {
            Process process = process(command).redirectError(err.toFile()).start();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor())
                    .as("%s: %s", command, Files.readString(err))
                    .isZero();
            return out;
        } finally {
            Files.delete(err);
        }
    }

    private static ProcessBuilder process(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("RATCHET_CACHE", "");
        builder.environment().remove("RATCHET_JAVA_OPTS");
        return builder;
    }
}
