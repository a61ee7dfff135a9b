package io.ratchet.routes.intake;

import io.ratchet.domain.finding.Coverage;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.Rejected;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Everything that reading a file gave. */
record Reading(List<Coverage> coverages, List<Finding> findings, List<Rejected> rejected, List<Hint> hints) {
    static Reading of(Path file) throws IOException {
        return of(file, ReadOptions.plain());
    }

    static Reading of(Path file, ReadOptions options) throws IOException {
        Reading reading = new Reading(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        FindingSink sink = new FindingSink() {
            @Override
            public void finding(Finding finding) {
                reading.findings.add(finding);
            }

            @Override
            public void rejected(Rejected rejected) {
                reading.rejected.add(rejected);
            }

            @Override
            public void hint(Hint hint) {
                reading.hints.add(hint);
            }
        };
        reading.coverages.addAll(new ReportReader().read(Delivery.of(file), options, sink));
        return reading;
    }

    /** Of a file that holds {@code bytes}. */
    static Reading of(byte[] bytes, ReadOptions options) throws IOException {
        Path file = Files.createTempFile("ratchet-reading-", ".part");
        try {
            Files.write(file, bytes);
            return of(file, options);
        } finally {
            Files.delete(file);
        }
    }

    /** Of a file that holds {@code text}, in UTF-8. */
    static Reading ofText(String text) throws IOException {
        return of(text.getBytes(StandardCharsets.UTF_8), ReadOptions.plain());
    }

    static Path fixture(String name) {
        return Path.of("src", "test", "resources", "intake", name);
    }

    Coverage coverage() {
        return coverages.get(0);
    }

    <T extends Observation> List<T> seen(Class<T> type) {
        return findings.stream()
                .map(Finding::observation)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }
}
