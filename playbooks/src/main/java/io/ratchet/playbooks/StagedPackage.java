package io.ratchet.playbooks;

import io.ratchet.domain.Checks;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A package that lies ready on the hosts that may need it.
 *
 * @param path where it lies on the host
 * @param sha256 of the file; what is approved is exactly these bytes
 * @param floors for an update: versions of files by path that prove that it or a later one is there
 * @param arguments for a product: the word that says how the installer is started ({@code docs/phase-script.md})
 * @param versionPath for a product: the file whose version is the build
 */
public record StagedPackage(
        String path,
        String sha256,
        Map<String, String> floors,
        @Nullable String arguments,
        @Nullable String versionPath) {
    public StagedPackage {
        Checks.text(path, "a package's path");
        Checks.sha256(sha256, "a package's sha256");
        floors = Collections.unmodifiableMap(new TreeMap<>(floors));
    }
}
