package io.ratchet.domain.failure;

import io.ratchet.domain.Checks;

/**
 * Something that went wrong, as data. The kind is the type, so that whoever handles it must say what becomes of each.
 * Messages are one sentence, carry no secret and no host text beyond what the operator needs.
 */
public sealed interface Failure {
    FailureCode code();

    String message();

    record Transient(FailureCode code, String message) implements Failure {
        public Transient {
            fits(code, FailureCode.Kind.TRANSIENT);
        }
    }

    record Refused(FailureCode code, String message) implements Failure {
        public Refused {
            fits(code, FailureCode.Kind.REFUSED);
        }
    }

    record Uncertain(FailureCode code, String message) implements Failure {
        public Uncertain {
            fits(code, FailureCode.Kind.UNCERTAIN);
        }
    }

    record Unsafe(FailureCode code, String message) implements Failure {
        public Unsafe {
            fits(code, FailureCode.Kind.UNSAFE);
        }
    }

    record Ineffective(FailureCode code, String message) implements Failure {
        public Ineffective {
            fits(code, FailureCode.Kind.INEFFECTIVE);
        }
    }

    record Malformed(FailureCode code, String message) implements Failure {
        public Malformed {
            fits(code, FailureCode.Kind.MALFORMED);
        }
    }

    record Defect(FailureCode code, String message) implements Failure {
        public Defect {
            fits(code, FailureCode.Kind.DEFECT);
        }
    }

    /** The failure of the kind that {@code code} belongs to. */
    static Failure of(FailureCode code, String message) {
        return switch (code.kind()) {
            case TRANSIENT -> new Transient(code, message);
            case REFUSED -> new Refused(code, message);
            case UNCERTAIN -> new Uncertain(code, message);
            case UNSAFE -> new Unsafe(code, message);
            case INEFFECTIVE -> new Ineffective(code, message);
            case MALFORMED -> new Malformed(code, message);
            case DEFECT -> new Defect(code, message);
        };
    }

    private static void fits(FailureCode code, FailureCode.Kind kind) {
        Checks.that(code.kind() == kind, code + " is " + code.kind() + ", not " + kind);
    }
}
