package io.ratchet.connectors;

/**
 * Resolves credential references at the moment of use. Secrets live no longer than the call and the seconds for which
 * its connection is kept, and are never printed.
 */
public interface Credentials {
    /**
     * @throws io.ratchet.domain.failure.FailureException CONFIG_INVALID when the reference leads nowhere,
     *     SECRETS_UNAVAILABLE when what keeps it cannot be asked; the message names the reference only
     */
    Account resolve(String reference);

    /** An account with its password; {@link #toString()} hides the password. */
    record Account(String user, String password) {
        @Override
        public String toString() {
            return "Account[user=" + user + ", password=***]";
        }
    }
}
