package io.ratchet.console;

/** Told of everybody who tries to come in with a token, as it happens. It must be quick and must not throw. */
@FunctionalInterface
public interface SignInObserver {
    /** What came of it. */
    enum Outcome {
        /** A session began. */
        ACCEPTED,
        /** The token is not known. */
        REFUSED,
        /** Too many unknown tokens came from that address. */
        THROTTLED,
        /** A session was ended by its owner. */
        ENDED,
        /** The company's sign-in was needed for somebody and did not answer. */
        AWAY
    }

    void tried(Outcome outcome);

    /** Nobody is told. */
    static SignInObserver none() {
        return outcome -> {};
    }
}
