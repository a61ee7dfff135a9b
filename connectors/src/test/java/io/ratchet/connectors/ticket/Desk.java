package io.ratchet.connectors.ticket;

import io.ratchet.domain.ticket.TicketMessage;
import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A ticket system as its own people use it, for a test: real or a stub. */
interface Desk {
    /** What not every kind of ticket system has in it. */
    enum Ability {
        /** A ticket can be looked for and read, so a message that stands there is known to. */
        LOOKED_AT,
        /** A ticket that was deleted is told from one that is not shown. */
        TELLS_DELETED
    }

    default Set<Ability> abilities() {
        return EnumSet.allOf(Ability.class);
    }

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

    /** The subject of a ticket, as its people see it. */
    default String subject(String id) throws Exception {
        return tickets().read(id, Set.of()).subject();
    }

    /** How often its people see a message of ours at a ticket. */
    default long times(String id, TicketMessage message) throws Exception {
        return tickets().read(id, Set.of()).marks().contains(message.mark()) ? 1 : 0;
    }

    /** Who people see as having closed what {@link #closes} closed. */
    String person();
}
