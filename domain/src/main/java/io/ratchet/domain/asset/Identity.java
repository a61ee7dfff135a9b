package io.ratchet.domain.asset;

import java.util.List;

/** How sure we are which machine an asset is. Only {@link Resolved} may ever be changed. */
public sealed interface Identity {
    /** One asset, known by FQDN, {@code DOMAIN\NETBIOS} or better. */
    record Resolved() implements Identity {}

    /** Only a short name or an address is known: may be planned for, never changed. */
    record Provisional(String because) implements Identity {}

    /** Several candidates, or identifiers that contradict each other: never acts. */
    record Ambiguous(String because, List<AssetId> candidates) implements Identity {
        public Ambiguous {
            candidates = List.copyOf(candidates);
        }
    }

    default boolean mayAct() {
        return this instanceof Resolved;
    }

    /** The word of the contract: {@code resolved}, {@code provisional} or {@code ambiguous}. */
    default String wire() {
        if (this instanceof Resolved) return "resolved";
        return this instanceof Provisional ? "provisional" : "ambiguous";
    }
}
