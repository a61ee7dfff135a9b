package io.ratchet.connectors.ticket;

import java.net.URI;
import java.util.List;

/** A ticket system as its own people use it, for a test: real or a stub. */
interface Desk {
    Tickets tickets();

    /** The same system with a secret that is none. */
    Tickets withWrongSecret();

    /** The same with an address at which something else answers. */
    Tickets at(URI address);

    String queue();

    void writes(String id, String text) throws Exception;

    void closes(String id) throws Exception;

    void deletes(String id) throws Exception;

    /** False where tickets cannot be merged there. */
    boolean merges(String id, String into) throws Exception;

    /** The names of the files at a ticket, as its people see them. */
    List<String> files(String id) throws Exception;

    /** Who people see as having closed what {@link #closes} closed. */
    String person();
}
