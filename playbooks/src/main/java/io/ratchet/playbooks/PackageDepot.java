package io.ratchet.playbooks;

import io.ratchet.domain.Checks;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.wire.YamlNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
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
    /** How an installer may be started; the table of {@code docs/phase-script.md}. */
    private static final Map<String, String> WORDS = words("quiet-norestart", "silentmode", "msi", "msp");

    private record Update(String kb, String os, String architecture, StagedPackage staged) {
        static Update read(YamlNode node) {
            Map<String, YamlNode> keys = node.mapping(Set.of("kb", "os", "architecture", "path", "sha256", "floors"));
            Map<String, String> floors = new LinkedHashMap<>();
            YamlNode.given(keys.get("floors"))
                    .ifPresent(given -> given.entries().forEach((file, least) -> floors.put(file, least.text())));
            return new Update(
                    matching(node.required(keys, "kb"), "KB[0-9]{5,8}", "KB and its number"),
                    node.required(keys, "os").text(),
                    node.required(keys, "architecture").text(),
                    declared(node, keys, floors, null, null));
        }
    }

    private record Product(String product, String build, StagedPackage staged) {
        static Product read(YamlNode node) {
            Map<String, YamlNode> keys =
                    node.mapping(Set.of("product", "build", "path", "sha256", "arguments", "versionPath"));
            return new Product(
                    node.required(keys, "product").text(),
                    matching(node.required(keys, "build"), "[0-9]+([.][0-9]+){3}", "four numbers"),
                    declared(
                            node,
                            keys,
                            Map.of(),
                            node.required(keys, "arguments").oneOf(WORDS),
                            node.required(keys, "versionPath").text()));
        }
    }

    private final List<Update> updates;
    private final List<Product> products;

    private PackageDepot(List<Update> updates, List<Product> products) {
        this.updates = List.copyOf(updates);
        this.products = List.copyOf(products);
    }

    /** A depot without packages: nothing that installs can be planned. */
    public static PackageDepot none() {
        return new PackageDepot(List.of(), List.of());
    }

    /** @throws FailureException CONFIG_INVALID with file and line when it cannot be used */
    public static PackageDepot read(Path file) {
        YamlNode root = YamlNode.parse(file.getFileName().toString(), text(file));
        Map<String, YamlNode> keys = root.mapping(Set.of("updates", "products"));
        return new PackageDepot(items(keys, "updates", Update::read), items(keys, "products", Product::read));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw FailureException.of(
                    FailureCode.CONFIG_INVALID,
                    "The package depot " + file + " cannot be read; check its path and encoding.",
                    e);
        }
    }

    private static <T> List<T> items(Map<String, YamlNode> keys, String key, Function<YamlNode, T> reader) {
        return YamlNode.given(keys.get(key))
                .map(node -> node.list().stream().map(reader).toList())
                .orElse(List.of());
    }

    private static Map<String, String> words(String... words) {
        Map<String, String> known = new LinkedHashMap<>();
        for (String word : words) known.put(word, word);
        return known;
    }

    private static String matching(YamlNode node, String pattern, String wanted) {
        return node.as(wanted, text -> {
            Checks.that(text.matches(pattern), wanted);
            return text;
        });
    }

    /** The package of an update for a version of Windows, {@code 6.1.7601} or longer, and an architecture. */
    public Optional<StagedPackage> update(String kb, String osVersion, String architecture) {
        return updates.stream()
                .filter(update -> update.kb.equalsIgnoreCase(kb)
                        && (osVersion.equals(update.os) || osVersion.startsWith(update.os + "."))
                        && update.architecture.equalsIgnoreCase(architecture))
                .findFirst()
                .map(Update::staged);
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
                .map(Product::staged);
    }

    private static boolean serves(String declared, String product) {
        if (declared.equalsIgnoreCase(product)) return true;
        String longer = declared + " ";
        return product.regionMatches(true, 0, longer, 0, longer.length()) && !product.startsWith("(", longer.length());
    }

    private static StagedPackage declared(
            YamlNode node,
            Map<String, YamlNode> keys,
            Map<String, String> floors,
            @Nullable String arguments,
            @Nullable String versionPath) {
        String path = node.required(keys, "path").text();
        String sha256 = node.required(keys, "sha256").text();
        try {
            return new StagedPackage(path, sha256, floors, arguments, versionPath);
        } catch (IllegalArgumentException e) {
            throw node.refuse("this package cannot be used: " + e.getMessage() + ".");
        }
    }
}
