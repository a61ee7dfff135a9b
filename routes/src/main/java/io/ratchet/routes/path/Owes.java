package io.ratchet.routes.path;

import io.ratchet.domain.decision.Readiness;
import io.ratchet.store.Decisions.Outline;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** Whose next step it is. */
public enum Owes {
    /** Ratchet and whoever runs it: changes to approve and to carry out, facts to collect, proofs to take. */
    US(1),
    /** The vendor of a product, who has not released what it needs. */
    VENDOR(2),
    /** Whoever owns the system: upgrades, migrations, code, proofs that only they can give. */
    OWNER(4),
    /** Whoever writes the organisation profile and stands for its exceptions. */
    POLICY(8);

    private final int bit;

    Owes(int bit) {
        this.bit = bit;
    }

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    int bit() {
        return bit;
    }

    static Set<Owes> of(int bits) {
        Set<Owes> owes = EnumSet.noneOf(Owes.class);
        for (Owes one : values()) if ((bits & one.bit()) != 0) owes.add(one);
        return owes;
    }

    /** Of a decision that no gate holds and that is not done. */
    static Owes open(Outline row) {
        return switch (row.kind()) {
            case "ticket" -> OWNER;
            case "await-vendor" -> VENDOR;
            case "no-action" -> standing(row.readiness());
            default -> US;
        };
    }

    private static Owes standing(Readiness readiness) {
        return switch (readiness) {
            case EXCEPTION -> POLICY;
            case AWAITING_VENDOR -> VENDOR;
            case NOT_CAPABLE, TRANSITION, EXTERNAL -> OWNER;
            default -> US;
        };
    }
}
