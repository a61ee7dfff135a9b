package io.ratchet.playbooks;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.ratchet.domain.Checks;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which installation packages lie ready on the hosts, as an administrator declared it. Ratchet copies no packages to
 * hosts: they are put there by the means a site has, and their hash is checked before anything runs.
 *
 * <pre>
 * updates:
 *   - {kb: KB3140245, os: "6.1.7601", architecture: x64, path: 'C:\ratchet\packages\kb3140245.msu', sha256: .., floors: {'C:\Windows\System32\winhttp.dll': 6.1.7601.23375}}
 * products:
 *   - {product: Skype for Business Server 2015, build: 6.0.9319.548, path: .., sha256: .., arguments: silentmode, versionPath: ..}
 * </pre>
 */
public final class PackageDepot {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    /** How an installer may be started; the table of {@code docs/phase-script.md}. */
    private static final List<String> WORDS = List.of("quiet-norestart", "silentmode", "msi", "msp");

    private record Declared(
            @JsonProperty @Nullable List<Update> updates,
            @JsonProperty @Nullable List<Product> products) {}

    private record Update(
            @JsonProperty(required = true) String kb,
            @JsonProperty(required = true) String os,
            @JsonProperty(required = true) String architecture,
            @JsonProperty(required = true) String path,
            @JsonProperty(required = true) String sha256,
            @JsonProperty @Nullable Map<String, String> floors) {
        @SuppressWarnings("UnusedMethod") // Jackson calls it
        private Update {
            Checks.that(kb.matches("KB[0-9]{5,8}"), "an update is KB and its number, not '" + kb + "'");
            Checks.text(os, "an update's os");
            Checks.text(architecture, "an update's architecture");
        }
    }

    private record Product(
            @JsonProperty(required = true) String product,
            @JsonProperty(required = true) String build,
            @JsonProperty(required = true) String path,
            @JsonProperty(required = true) String sha256,
            @JsonProperty(required = true) String arguments,
            @JsonProperty(required = true) String versionPath) {
        @SuppressWarnings("UnusedMethod") // Jackson calls it
        private Product {
            Checks.text(product, "a product's name");
            Checks.that(build.matches("[0-9]+([.][0-9]+){3}"), "a build is four numbers, not '" + build + "'");
            Checks.that(WORDS.contains(arguments), "arguments is one of " + WORDS + ", not '" + arguments + "'");
            Checks.text(versionPath, "a product's versionPath");
        }
    }

    private final List<Update> updates;
    private final List<Product> products;

    private PackageDepot(List<Update> updates, List<Product> products) {
        this.updates = List.copyOf(updates);
        this.products = List.copyOf(products);
        this.updates.forEach(PackageDepot::staged);
        this.products.forEach(PackageDepot::staged);
    }

    /** A depot without packages: nothing that installs can be planned. */
    public static PackageDepot none() {
        return new PackageDepot(List.of(), List.of());
    }

    /** @throws FailureException CONFIG_INVALID when the file cannot be used; the message says why */
    public static PackageDepot read(Path yaml) {
        try {
            Declared declared = YAML.readValue(yaml.toFile(), Declared.class);
            return new PackageDepot(
                    declared.updates == null ? List.of() : declared.updates,
                    declared.products == null ? List.of() : declared.products);
        } catch (IOException | IllegalArgumentException e) {
            String line = e.getMessage() == null
                    ? ""
                    : e.getMessage().lines().findFirst().orElse("");
            throw FailureException.of(
                    FailureCode.CONFIG_INVALID,
                    "The package depot " + yaml.getFileName() + " cannot be used: " + line,
                    e);
        }
    }

    /** The package of an update for a version of Windows, {@code 6.1.7601} or longer, and an architecture. */
    public Optional<StagedPackage> update(String kb, String osVersion, String architecture) {
        return updates.stream()
                .filter(update -> update.kb.equalsIgnoreCase(kb)
                        && (osVersion.equals(update.os) || osVersion.startsWith(update.os + "."))
                        && update.architecture.equalsIgnoreCase(architecture))
                .findFirst()
                .map(PackageDepot::staged);
    }

    /**
     * The package that brings a product to exactly that build. One declared for {@code Lync Server 2013} also serves
     * {@code Lync Server 2013 Edge}, but no variant in brackets, which is another installer; the longest fitting name
     * counts.
     */
    public Optional<StagedPackage> product(String product, String build) {
        return products.stream()
                .filter(staged -> staged.build.equals(build) && serves(staged.product, product))
                .max(Comparator.comparingInt(staged -> staged.product.length()))
                .map(PackageDepot::staged);
    }

    private static boolean serves(String declared, String product) {
        if (declared.equalsIgnoreCase(product)) return true;
        String longer = declared + " ";
        return product.regionMatches(true, 0, longer, 0, longer.length()) && !product.startsWith("(", longer.length());
    }

    private static StagedPackage staged(Update update) {
        return new StagedPackage(
                update.path, update.sha256, update.floors == null ? Map.of() : update.floors, null, null);
    }

    private static StagedPackage staged(Product product) {
        return new StagedPackage(product.path, product.sha256, Map.of(), product.arguments, product.versionPath);
    }
}
