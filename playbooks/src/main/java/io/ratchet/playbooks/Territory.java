package io.ratchet.playbooks;

import io.ratchet.domain.decision.Change;
import io.ratchet.domain.finding.RegistryData;
import java.util.List;
import java.util.Locale;

/**
 * One kind of change that a playbook may make, and how far it reaches. Whatever lies outside is refused, whoever asks
 * for it.
 */
public sealed interface Territory {
    boolean allows(Change change);

    /** One line for people. */
    String describe();

    /**
     * Values of the registry.
     *
     * @param keys full paths; one that ends in {@code \*} means everything below
     * @param names of values; empty for any
     * @param kinds that may be written; {@link RegistryData.Kind#ABSENT} allows deletion
     */
    record Registry(List<String> keys, List<String> names, List<RegistryData.Kind> kinds) implements Territory {
        public Registry {
            keys = List.copyOf(keys);
            names = List.copyOf(names);
            kinds = List.copyOf(kinds);
        }

        @Override
        public boolean allows(Change change) {
            return change instanceof Change.Registry value
                    && keys.stream().anyMatch(key -> covers(key, value.key()))
                    && (names.isEmpty() || names.stream().anyMatch(value.name()::equalsIgnoreCase))
                    && kinds.contains(value.after().kind());
        }

        private static boolean covers(String pattern, String key) {
            if (!pattern.endsWith("\\*")) return pattern.equalsIgnoreCase(key);
            String above = pattern.substring(0, pattern.length() - 1).toLowerCase(Locale.ROOT);
            return key.toLowerCase(Locale.ROOT).startsWith(above);
        }

        @Override
        public String describe() {
            String which = names.isEmpty() ? "any value" : String.join(", ", names);
            String kind =
                    String.join(" or ", kinds.stream().map(RegistryText::word).toList());
            String where =
                    String.join(", ", keys.stream().map(key -> "`" + key + "`").toList());
            return which + " (" + kind + ") under " + where;
        }
    }

    /** Windows updates, staged in the depot. */
    record Updates() implements Territory {
        @Override
        public boolean allows(Change change) {
            return change instanceof Change.Update;
        }

        @Override
        public String describe() {
            return "the Windows updates that the plan names";
        }
    }

    /** Products brought to a build by a package of the depot; {@code names} are beginnings of their names. */
    record Products(List<String> names) implements Territory {
        public Products {
            names = List.copyOf(names);
        }

        @Override
        public boolean allows(Change change) {
            return change instanceof Change.Product product
                    && names.stream()
                            .anyMatch(name -> product.product().regionMatches(true, 0, name, 0, name.length()));
        }

        @Override
        public String describe() {
            return "products named " + String.join(", ", names);
        }
    }

    /** Services started, stopped or restarted. */
    record Services(List<String> names) implements Territory {
        public Services {
            names = List.copyOf(names);
        }

        @Override
        public boolean allows(Change change) {
            return change instanceof Change.Service service
                    && names.stream().anyMatch(service.name()::equalsIgnoreCase);
        }

        @Override
        public String describe() {
            return "the services " + String.join(", ", names);
        }
    }
}
