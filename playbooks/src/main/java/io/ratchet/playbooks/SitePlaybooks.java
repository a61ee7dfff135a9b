package io.ratchet.playbooks;

import io.ratchet.domain.Checks;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.wire.YamlNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the playbooks of a site's folder. They have the form of the shipped ones and may say less: a site's playbook
 * brings products to a build, which is what its catalogue can ask for; it claims nothing that a shipped playbook does,
 * and it never says that the host's own word suffices. What is sent is the shipped scripts alone.
 */
final class SitePlaybooks {
    /** The family of all of them, which is never shipped: an id tells whose a playbook is. */
    static final String FAMILY = "site/";

    private static final Pattern FILE = Pattern.compile("playbooks/([a-z0-9][a-z0-9-]{0,29})\\.yaml");
    private static final Pattern WINDOWS = Pattern.compile("\\d{1,3}(\\.\\d{1,6}){1,3}");
    static final int LONGEST = 300;
    private static final int MOST = 20;
    private static final int SHORTEST_NAME = 4;

    private final String name;
    private final YamlNode root;
    private final Map<String, YamlNode> keys;

    private SitePlaybooks(String name, YamlNode root) {
        this.name = name;
        this.root = root;
        this.keys = root.mapping(PlaybookYaml.KEYS);
    }

    /** The playbook of one file; empty when it is not in order, which {@code problem} is told. */
    static Optional<Playbook> read(String name, String yaml, Consumer<String> problem) {
        try {
            YamlNode root = YamlNode.parse(name, yaml);
            root.value();
            return Optional.of(new SitePlaybooks(name, root).read(yaml));
        } catch (FailureException e) {
            problem.accept(e.failure().message());
            return Optional.empty();
        }
    }

    private Playbook read(String yaml) {
        Matcher file = FILE.matcher(name);
        if (!file.matches())
            throw root.refuse(
                    "this file gives its playbook the name; lower-case letters, digits and hyphens, at most 30"
                            + " of them before .yaml.");
        plain("title", 1, 1);
        plain("breaks", 1, MOST);
        plain("prerequisites", 0, MOST);
        plain("citations", 1, MOST);
        for (YamlNode windows : plain("supports", 0, MOST))
            windows.as("the beginning of a version of Windows such as 10.0.17763", text -> {
                Checks.that(WINDOWS.matcher(text).matches(), "a version of Windows");
                return text;
            });
        if (keys.containsKey("readBackSuffices"))
            throw keys.get("readBackSuffices")
                    .refuse("only a shipped playbook says that the host's own word suffices; take this key away.");
        products();
        return PlaybookYaml.read(FAMILY + file.group(1), name, yaml);
    }

    private void products() {
        YamlNode changes = root.required(keys, "changes");
        changes.entries().forEach((kind, value) -> {
            if (kind.equals("services")) onlyStopped(value);
            else if (!kind.equals("products"))
                throw value.refuse("a site's playbook changes 'products' and nothing else, not '" + kind
                        + "': what a site's catalogue asks for is the build of a product.");
        });
        YamlNode products = changes.required(changes.entries(), "products");
        for (YamlNode product : texts("products", products, 1, MOST)) {
            String text = product.text();
            if (text.strip().length() < SHORTEST_NAME)
                throw product.refuse(
                        "'" + text + "' is the beginning of too many names; write the product's own name.");
            for (Playbook shipped : PlaybookCatalogue.shipped().all())
                if (shipped.claims(text))
                    throw product.refuse("'" + text + "' is what the shipped playbook " + shipped.id()
                            + " brings to a build; a site's playbook is for the site's own products.");
        }
    }

    /** A site's playbook changes no service but for the time in which it installs. */
    private void onlyStopped(YamlNode services) {
        List<String> stopped = ProcedureYaml.stopped(keys);
        for (YamlNode service : texts("services", services, 1, MOST))
            if (stopped.stream().noneMatch(service.text()::equalsIgnoreCase))
                throw service.refuse("a site's playbook changes 'products' and nothing else, not 'services', but those"
                        + " that its procedure stops and starts again.");
    }

    private List<YamlNode> plain(String key, int fewest, int most) {
        return texts(key, root.required(keys, key), fewest, most);
    }

    /** Texts that people read: one line each, and not too much of it. */
    private static List<YamlNode> texts(String key, YamlNode given, int fewest, int most) {
        List<YamlNode> all = given.list();
        if (all.size() < fewest || all.size() > most)
            throw given.refuse("'" + key + "' has " + fewest + " to " + most + " entries, not " + all.size() + ".");
        for (YamlNode one : all) {
            String text = one.text();
            if (!plain(text))
                throw one.refuse("'" + key + "' is plain text on one line, " + LONGEST + " characters at most.");
        }
        return all;
    }

    static boolean plain(String text) {
        return text.length() <= LONGEST && text.codePoints().noneMatch(SitePlaybooks::unseen);
    }

    /** Control characters, and what turns the direction of a line or hides in it. */
    private static boolean unseen(int point) {
        int type = Character.getType(point);
        return type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.SURROGATE
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR;
    }
}
