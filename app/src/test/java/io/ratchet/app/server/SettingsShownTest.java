package io.ratchet.app.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.console.Connection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the console tells of a server's settings and of the ways in that they name. */
class SettingsShownTest {
    @TempDir
    private Path folder;

    @Test
    void secretsAreShownByTheirReferencesAlone() throws IOException {
        // Given
        ServeSettings settings = settings("""
                http: {address: 127.0.0.1, port: 9090, names: [ratchet.corp.example]}
                database: {url: "jdbc:postgresql://db/ratchet?user=x&password=hunter2", credential: "env:RATCHET_DATABASE"}
                kafka: {brokers: "k1:9092", topic: ratchet.findings, group: night, deadLetters: ratchet.findings.dead, events: {topic: ratchet.events, keep: PT12H}}
                winrm:
                  - {match: {site: HQ}, credential: "file:hq", atOnce: 3}
                  - {match: {windows: ["6.1"]}, auth: certificate, certificate: ratchet.p12, credential: "file:opens"}
                  - {credential: "file:rest"}
                users:
                  - {name: alice, tokenSha256: %s, roles: [approver], sites: [HQ]}
                tickets:
                  - {name: desk, kind: redmine, url: "https://desk.example", queue: tls, webhook: "file:desk-hook"}
                pull:
                  - {name: scans, kind: qualys, url: "https://scans.example"}
                webhooks:
                  - {name: scanner, credential: "file:scanner"}
                trust:
                  others: none
                  sources: [{from: "user:scanner", methods: [name, authenticated], networks: [10.1.0.0/16]}]
                collect:
                  - {site: HQ, rrule: "FREQ=WEEKLY;BYDAY=SU;BYHOUR=3;BYMINUTE=0"}
                evidence: {sites: [Bonn]}
                clock: {ntp: [ntp1.corp.example, "10.0.0.1:1123"]}
                audit:
                  receivers:
                    - {name: siem, url: "https://siem.example/heads?key=hunter2", credential: "file:siem"}
                    - {name: log, topic: ratchet.heads, brokers: "kafka1:9092,kafka2:9092"}
                """.formatted("a".repeat(64)));

        // When
        String shown = SettingsShown.of(settings, folder).toString();

        // Then
        assertThat(shown)
                .contains("env:RATCHET_DATABASE", "file:hq", "file:rest", "file:desk-hook", "file:scanner", "3 at once")
                .contains("approver; HQ", "ratchet.corp.example", "BYDAY=SU", "https://scans.example")
                .contains("ratchet.findings.dead", "ratchet.events, kept for PT12H after they are sent")
                .contains("Windows 6.1", "certificate " + folder.resolve("ratchet.p12") + ", its password file:opens")
                .contains("evidence", "Bonn")
                .contains("ntp1.corp.example", "10.0.0.1:1123")
                .contains("https://siem.example/heads", "token file:siem", "ratchet.heads at kafka1:9092,kafka2:9092")
                .contains("authenticated, name of 10.1.0.0/16", "may claim nothing")
                .doesNotContain("hunter2", "a".repeat(64));
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc:postgresql://db/ratchet, jdbc:postgresql://db/ratchet",
        "jdbc:postgresql://db/ratchet?password=x, jdbc:postgresql://db/ratchet (and what is not shown)",
        "jdbc:h2:mem:x;PASSWORD=y, jdbc:h2:mem:x (and what is not shown)",
        "https://u:p@host/a, https://host/a (and what is not shown)",
        "https://u:p@q@host/a, https://host/a (and what is not shown)"
    })
    void anAddressIsCutBeforeWhatMayBeSecret(String url, String shown) {
        assertThat(SettingsShown.bare(url)).isEqualTo(shown);
    }

    @Test
    void aFolderTellsWhatWaitsAndWhatWasPutAside() throws IOException {
        // Given
        Path in = Files.createDirectories(folder.resolve("in"));
        Files.createDirectories(in.resolve(".done"));
        Files.createDirectories(in.resolve(".failed"));
        Files.writeString(in.resolve("a.csv"), "a");
        Files.writeString(in.resolve(".hidden"), "b");
        Files.writeString(in.resolve(".failed/c.csv"), "c");

        // When
        List<Connection> seen = new SourcesSeen(
                        settings("folders: [in, missing]\nwebhooks: [{name: scanner, credential: \"file:s\"}]\n"),
                        folder)
                .get();

        // Then
        assertThat(seen.get(0).waits()).isEqualTo("1 file waits");
        assertThat(seen.get(0).problem()).isEqualTo("1 file in .failed.");
        assertThat(seen.get(0).last()).isNotNull();
        assertThat(seen.get(1).problem()).startsWith("The folder cannot be looked at");
        assertThat(seen.get(2).name()).isEqualTo("scanner");
    }

    private ServeSettings settings(String yaml) throws IOException {
        return ServeSettings.read(Files.writeString(folder.resolve("ratchet.yaml"), yaml));
    }
}
