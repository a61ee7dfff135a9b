package io.ratchet.domain.plan;

import io.ratchet.domain.Checks;
import java.util.List;

/**
 * What a host is asked about itself when facts are collected.
 *
 * @param values registry values, each to be told even where it is absent
 * @param trees registry keys of which everything is told that stands there
 * @param services by their short names
 * @param files each as {@code %BEGINNING%REST}: the beginning is {@code SystemRoot}, or a value of the registry, as
 *     {@code KEY|NAME}, that says where the file is
 * @param updates such as {@code KB3140245}
 * @param policies keys under which it is asked which values a policy sets
 * @param days how far back events are counted
 */
public record Questions(
        List<Place> values,
        List<Tree> trees,
        List<String> services,
        List<String> files,
        List<String> updates,
        List<String> policies,
        int days) {
    /** @param key full path from {@code HKLM\\}; the 32-bit view by its {@code WOW6432Node} path */
    public record Place(String key, String name) {
        public Place {
            Checks.text(key, "a key");
        }
    }

    /** @param depth how many levels of keys below are told too */
    public record Tree(String key, int depth) {
        public Tree {
            Checks.text(key, "a key");
            Checks.that(depth >= 0 && depth <= 3, "keys are told to a depth of 0 to 3");
        }
    }

    public Questions {
        values = List.copyOf(values);
        trees = List.copyOf(trees);
        services = List.copyOf(services);
        files = List.copyOf(files);
        updates = List.copyOf(updates);
        policies = List.copyOf(policies);
    }
}
