package io.ratchet.connectors.winrm;

import io.ratchet.connectors.Credentials.Account;
import io.ratchet.connectors.HostAddress;
import io.ratchet.domain.plan.HostOutput;
import java.time.Duration;

/** Runs command lines on hosts; one implementation for each transport. */
interface Commands {
    /**
     * Before anything is sent.
     *
     * @throws io.ratchet.domain.failure.FailureException CONFIG_INVALID when this transport cannot log on with such an
     *     account, or must not to such a host
     */
    void check(HostAddress host, Account account);

    /**
     * @param input what the command reads; empty: nothing, and it waits for as long as it lives if it reads all the
     *     same
     * @param started called once the host has accepted the account and the command
     * @param shellLeft called when a shell may have stayed open on the host
     * @param olderTls called before the host is talked to by TLS 1.0 or 1.1; what it throws keeps it from that
     * @throws io.ratchet.domain.failure.FailureException with kind TRANSIENT or REFUSED only when nothing was started
     */
    HostOutput run(
            String line,
            byte[] input,
            HostAddress host,
            Account account,
            Duration timeout,
            Runnable started,
            Runnable shellLeft,
            Runnable olderTls);
}
