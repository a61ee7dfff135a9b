package io.ratchet.playbooks;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import java.util.Collection;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** The playbooks by id; immutable. */
public final class PlaybookCatalogue {
    private static final PlaybookCatalogue SHIPPED = readShipped();

    private final SortedMap<String, Playbook> playbooks;

    private PlaybookCatalogue(SortedMap<String, Playbook> playbooks) {
        this.playbooks = Collections.unmodifiableSortedMap(playbooks);
    }

    /** The playbooks that are part of Ratchet. */
    public static PlaybookCatalogue shipped() {
        return SHIPPED;
    }

    public boolean knows(String id) {
        return playbooks.containsKey(id);
    }

    /** @throws FailureException CONFIG_INVALID when there is none of that id */
    public Playbook find(String id) {
        Playbook playbook = playbooks.get(id);
        if (playbook == null)
            throw FailureException.of(
                    FailureCode.CONFIG_INVALID,
                    "A decision names the playbook '" + id
                            + "', which is not in the catalogue; correct the rule that names it.");
        return playbook;
    }

    /**
     * Of one that is shipped, the very bytes whose SHA-256 is its {@link Playbook#contentHash()}: readable text, each
     * part behind its length.
     */
    public static byte[] content(String id) {
        return PlaybookYaml.content(id, Shipped.text("/playbooks/" + id + ".yaml"));
    }

    /** All, by id. */
    public Collection<Playbook> all() {
        return playbooks.values();
    }

    private static PlaybookCatalogue readShipped() {
        SortedMap<String, Playbook> playbooks = new TreeMap<>();
        for (String id : Shipped.text("/playbooks/catalogue.txt").lines().toList())
            playbooks.put(id, PlaybookYaml.read(id, Shipped.text("/playbooks/" + id + ".yaml")));
        return new PlaybookCatalogue(playbooks);
    }
}
