package io.ratchet.playbooks;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.plan.Phase;
import io.ratchet.domain.remediation.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every script parses, and uses nothing that PowerShell 2.0 on CLR 2.0 lacks. */
class PowerShellTwoTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void needsAnEngine() {
        Engine.required();
    }

    @Test
    void everyActionKeepsToPowerShellTwo() throws IOException {
        try (Stream<Path> scripts = Files.list(Engine.root().resolve("playbooks/src/main/resources/actions"))) {
            List<Path> actions = scripts.sorted().toList();

            assertThat(actions).hasSizeGreaterThan(10);
            assertThat(lint(actions)).isEmpty();
        }
    }

    @Test
    void everyRenderedScriptKeepsToPowerShellTwoAndBringsWhatItCalls() throws IOException {
        List<Path> rendered = new ArrayList<>();
        Set<String> fixedParts = new HashSet<>();
        for (Map.Entry<String, Samples> sample : Samples.all().entrySet())
            for (Phase phase : Phase.values()) {
                String text = PhaseScripts.render(
                                sample.getValue().plan(),
                                phase,
                                "run-1",
                                emptySnapshot(sample.getValue()),
                                PlaybookCatalogue::shipped)
                        .text();
                // Scripts that differ in their base64 alone (RenderingPropertiesTest) are one script to a parser.
                if (fixedParts.add(text.replaceAll("RatchetData = '.*'", "")))
                    rendered.add(Files.writeString(
                            folder.resolve("rendered-" + sample.getKey().replace('/', '-') + "-" + phase + ".ps1"),
                            text));
            }

        assertThat(rendered).hasSizeGreaterThan(3);
        assertThat(lint(rendered)).isEmpty();
    }

    @Test
    void theScriptThatCollectsKeepsToPowerShellTwoAndOnlyReads() throws IOException {
        Path script = Files.writeString(
                folder.resolve("rendered-collect.ps1"), CollectScripts.file(CollectScriptsTest.questions()));
        Path writer = Files.writeString(
                folder.resolve("rendered-writer.ps1"),
                "$key.SetValue('a', 1, 2)\nStop-Service -InputObject $x\n[IO.File]::Delete('x')\n& shutdown.exe /r\n");

        assertThat(lint(List.of(script), true)).isEmpty();
        assertThat(lint(List.of(writer), true)).hasSize(4);
    }

    @Test
    void theScriptThatKeepsEvidenceKeepsToPowerShellTwoAndOnlyReads() throws IOException {
        Path script = Files.writeString(
                folder.resolve("rendered-evidence.ps1"),
                EvidenceScripts.render(HostRef.named("web01.corp.example"), "run-1")
                        .text());

        assertThat(lint(List.of(script), true)).isEmpty();
    }

    @Test
    void theLinterFindsWhatAnEngineNewerThanTwoWouldLetPass() throws IOException {
        List<String> wrong = List.of(
                "$x = 1 -in 1, 2",
                "$x = [ordered]@{ a = 1 }",
                "$x = [pscustomobject]@{ a = 1 }",
                "$x = $null ?? 1",
                "$x = [Text.StringBuilder]::new()",
                "'{}' | ConvertFrom-Json",
                "Get-CimInstance Win32_OperatingSystem",
                "Get-Item -Path 'HKLM:\\'",
                "$x | ForEach-Object Name",
                "$x | Where-Object { $_ }",
                "[String]::IsNullOrWhiteSpace('')",
                "Invoke-Expression $x",
                "& $x",
                ". $x",
                "\"$x\"",
                "$PSItem",
                "function f { param([Parameter(Mandatory)]$x) }",
                "class C { }",
                "dir *> out.txt",
                "$x.$y");
        List<Path> scripts = new ArrayList<>();
        for (int i = 0; i < wrong.size(); i++)
            scripts.add(Files.writeString(folder.resolve("wrong-" + (i + 10) + ".ps1"), wrong.get(i)));

        List<String> findings = lint(scripts);

        for (int i = 0; i < wrong.size(); i++) {
            String name = "wrong-" + (i + 10) + ".ps1";
            assertThat(findings).as(wrong.get(i)).anyMatch(finding -> finding.startsWith(name));
        }
    }

    private List<String> lint(List<Path> scripts) throws IOException {
        return lint(scripts, false);
    }

    private List<String> lint(List<Path> scripts, boolean onlyReading) throws IOException {
        Path list = Files.write(
                folder.resolve("list.txt"), scripts.stream().map(Path::toString).toList());
        Path findings = folder.resolve("findings.txt");
        Engine.run(
                Engine.root().resolve("playbooks/src/test/resources/lint.ps1"),
                list,
                findings,
                onlyReading ? "reading" : "");
        return Files.readAllLines(findings);
    }

    private static Snapshot emptySnapshot(Samples sample) {
        Map<String, Map<String, String>> before = new TreeMap<>();
        PhaseCalls.changes(sample.plan())
                .forEach(planned -> before.put(
                        planned.callId(),
                        Map.of("kind", "absent", "nearestKey", "HKLM\\SOFTWARE", "state", "stopped")));
        return new Snapshot(Instant.EPOCH, Instant.EPOCH, before);
    }
}
