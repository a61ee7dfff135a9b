package io.ratchet.store;

import java.util.OptionalInt;

/** How the connections to the database are used at this moment; asking costs nothing. */
public interface DatabasePool {
    /** Connections that somebody works with. */
    int active();

    /** How many there may be. */
    int most();

    /** Threads that wait for one; empty where the pool does not count them. */
    OptionalInt waiting();
}
