package io.ratchet.app;

import com.fasterxml.jackson.databind.JsonNode;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.maven.artifact.versioning.DefaultArtifactVersion;
import org.apache.maven.artifact.versioning.InvalidVersionSpecificationException;
import org.apache.maven.artifact.versioning.VersionRange;

/** The list of known flaws that is kept in {@code docs/advisories.csv}. */
record Advisories(List<Advisory> all) {
    /**
     * A flaw that was published of a library.
     *
     * @param name a CVE, or a GHSA where there is none
     * @param library {@code group:artifact}, or {@code group:*}
     * @param affected versions
     * @param read when somebody last looked
     * @param where the thread that told it, {@code owner/repository#number}
     */
    record Advisory(String name, String library, VersionRange affected, LocalDate read, String where) {
        boolean isOf(String group, String artifact, String version) {
            return (library.equals(group + ":" + artifact) || library.equals(group + ":*"))
                    && affected.containsVersion(new DefaultArtifactVersion(version));
        }
    }

    static Advisories read(Path csv) throws IOException {
        List<Advisory> all = new ArrayList<>();
        try (CsvReader<NamedCsvRecord> rows = CsvReader.builder().ofNamedCsvRecord(csv)) {
            for (NamedCsvRecord row : rows)
                all.add(new Advisory(
                        row.getField("advisory"),
                        row.getField("package"),
                        versions(row.getField("affected")),
                        LocalDate.parse(row.getField("read")),
                        row.getField("where")));
        }
        return new Advisories(List.copyOf(all));
    }

    private static VersionRange versions(String text) {
        try {
            return VersionRange.createFromVersionSpec(text);
        } catch (InvalidVersionSpecificationException e) {
            throw new IllegalArgumentException("'" + text + "' are no versions", e);
        }
    }

    /** What is known of the components of a CycloneDX SBOM, a line for each. */
    List<String> against(JsonNode sbom) {
        List<String> known = new ArrayList<>();
        for (JsonNode component : sbom.path("components")) {
            String group = component.path("group").asText();
            String artifact = component.path("name").asText();
            String version = component.path("version").asText();
            for (Advisory one : all)
                if (one.isOf(group, artifact, version))
                    known.add(group + ":" + artifact + " " + version + " has " + one.name() + " (" + one.where() + ")");
        }
        return known;
    }

    /** What can be said after that, and what cannot. */
    String told(JsonNode sbom) {
        LocalDate last =
                all.stream().map(Advisory::read).max(Comparator.naturalOrder()).orElseThrow();
        return sbom.path("components").size() + " components were held against " + all.size()
                + " advisories, last read on " + last
                + ". What was published since, or is not in docs/advisories.csv, is not known here.";
    }
}
