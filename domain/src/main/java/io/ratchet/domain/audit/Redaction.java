package io.ratchet.domain.audit;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** A kind of value that an export of the audit log may hide while its proofs stay valid. */
public enum Redaction {
    /** Names of hosts and what stands for them: their assets, domains, ids. */
    HOSTS,
    /** People, and whoever else acts under a name. */
    USERS,
    /** Addresses of the network and of network cards, and assets, which may be called by one. */
    ADDRESSES;

    private static final Set<Redaction> ALL = Set.of(values());

    /** The word for it, in lower case. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Each of them. */
    public static Set<Redaction> all() {
        return ALL;
    }

    /**
     * Of words with commas between them.
     *
     * @throws IllegalArgumentException when one is none of them, in a sentence for whoever gave it
     */
    public static Set<Redaction> read(String words) {
        EnumSet<Redaction> read = EnumSet.noneOf(Redaction.class);
        for (String word : words.split(",", -1))
            read.add(Arrays.stream(values())
                    .filter(each -> each.wire().equals(word.strip()))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("'" + word.strip()
                            + "' cannot be redacted; give one or more of hosts, users, addresses with commas"
                            + " between them.")));
        return read;
    }

    /** As {@link #read} reads it, in one order whatever the set's. */
    public static String words(Set<Redaction> redactions) {
        return redactions.stream().sorted().map(Redaction::wire).collect(Collectors.joining(","));
    }
}
