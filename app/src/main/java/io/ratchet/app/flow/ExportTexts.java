package io.ratchet.app.flow;

import io.ratchet.playbooks.Playbook;
import io.ratchet.playbooks.PlaybookCatalogue;
import io.ratchet.rules.RuleBook;
import java.util.SortedMap;

/** What decisions and plans name by a hash, as the parts of an export. */
final class ExportTexts {
    /** Enough of a hash to tell one playbook of a name from another. */
    private static final int HASH_SHOWN = 12;

    private ExportTexts() {}

    /**
     * The rule book and the playbooks as they are now, and every playbook of a site's own that a plan was made with
     * before.
     *
     * @param kept those of a site's own that plans were made with, by hash
     */
    static SortedMap<String, byte[]> of(RuleBook book, SortedMap<String, byte[]> kept) {
        PlaybookCatalogue now = book.playbooks();
        SortedMap<String, byte[]> texts = book.content();
        for (Playbook playbook : now.all()) texts.put(part(playbook.id(), ""), now.content(playbook.id()));
        kept.forEach((hash, content) -> {
            String id = PlaybookCatalogue.idOf(content);
            boolean inForce = now.knows(id) && now.find(id).contentHash().equals(hash);
            if (!inForce) texts.put(part(id, "." + hash.substring(0, HASH_SHOWN)), content);
        });
        return texts;
    }

    /** No id of a playbook has a dot. */
    private static String part(String playbook, String which) {
        return "playbook-" + playbook.replace('/', '-') + which + ".txt";
    }
}
