package io.ratchet.playbooks;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Playbooks by id: those that are shipped, and a site's own beside them where it has such. Immutable. */
public final class PlaybookCatalogue {
    private static final PlaybookCatalogue SHIPPED = readShipped();

    /** @param yaml its description, as it is written */
    private record Entry(Playbook playbook, String yaml) {}

    private final SortedMap<String, Entry> entries;

    private PlaybookCatalogue(SortedMap<String, Entry> entries) {
        this.entries = Collections.unmodifiableSortedMap(entries);
    }

    /** The playbooks that are part of Ratchet. */
    public static PlaybookCatalogue shipped() {
        return SHIPPED;
    }

    /** Whether a playbook of that id is part of Ratchet; no playbook of a site ever has such an id. */
    public static boolean isShipped(String id) {
        return SHIPPED.knows(id);
    }

    /** Whether an id is one that only a site's own playbooks have. */
    public static boolean isOfSite(String id) {
        return id.startsWith(SitePlaybooks.FAMILY);
    }

    /**
     * What is shipped and a site's own beside it ({@code docs/guides/add-a-rule.md}); those that are not in order are
     * left out.
     *
     * @param files name within the site's folder, such as {@code playbooks/agent-update.yaml}, to text
     * @param problem takes everything that stands against them, each a sentence with file and line
     */
    public static PlaybookCatalogue withSite(Map<String, String> files, Consumer<String> problem) {
        SortedMap<String, Entry> entries = new TreeMap<>(SHIPPED.entries);
        files.forEach((name, yaml) -> SitePlaybooks.read(name, yaml, problem)
                .ifPresent(playbook -> entries.put(playbook.id(), new Entry(playbook, yaml))));
        return new PlaybookCatalogue(entries);
    }

    /**
     * The playbook whose {@link #content} was kept, as it would be sent now: its {@link Playbook#contentHash()} is the
     * one of {@code content} only while every script of it is still the same.
     *
     * @throws FailureException CONFIG_INVALID when it cannot be read by now
     * @throws IllegalArgumentException when it is no content of a playbook
     */
    public static Playbook kept(byte[] content) {
        return entry(content).playbook();
    }

    /**
     * What the playbook of a kept {@link #content} is called.
     *
     * @throws IllegalArgumentException when it is no content of a playbook
     */
    public static String idOf(byte[] content) {
        return PlaybookYaml.described(content).id();
    }

    /** The same, with the playbook of a kept {@link #content} in the place of the one that has its id. */
    public PlaybookCatalogue with(byte[] content) {
        Entry entry = entry(content);
        SortedMap<String, Entry> with = new TreeMap<>(entries);
        with.put(entry.playbook().id(), entry);
        return new PlaybookCatalogue(with);
    }

    private static Entry entry(byte[] content) {
        PlaybookYaml.Described described = PlaybookYaml.described(content);
        return new Entry(PlaybookYaml.read(described.id(), described.yaml()), described.yaml());
    }

    public boolean knows(String id) {
        return entries.containsKey(id);
    }

    /** @throws FailureException CONFIG_INVALID when there is none of that id */
    public Playbook find(String id) {
        return found(id).playbook();
    }

    /**
     * The very bytes whose SHA-256 is the {@link Playbook#contentHash()}: readable text, each part behind its length.
     *
     * @throws FailureException CONFIG_INVALID when there is none of that id
     */
    public byte[] content(String id) {
        return PlaybookYaml.content(id, found(id).yaml());
    }

    private Entry found(String id) {
        Entry entry = entries.get(id);
        if (entry == null)
            throw FailureException.of(
                    FailureCode.CONFIG_INVALID,
                    "A decision names the playbook '" + id
                            + "', which is not in the catalogue; correct the rule that names it.");
        return entry;
    }

    /** All, by id. */
    public Collection<Playbook> all() {
        return entries.values().stream().map(Entry::playbook).toList();
    }

    private static PlaybookCatalogue readShipped() {
        SortedMap<String, Entry> entries = new TreeMap<>();
        for (String id : Shipped.text("/playbooks/catalogue.txt").lines().toList()) {
            String yaml = Shipped.text("/playbooks/" + id + ".yaml");
            entries.put(id, new Entry(PlaybookYaml.read(id, yaml), yaml));
        }
        return new PlaybookCatalogue(entries);
    }
}
