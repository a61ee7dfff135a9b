package io.ratchet.connectors.winrm;

import io.ratchet.connectors.Credentials.Account;
import io.ratchet.connectors.HostAddress;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;

/** Where a password may be sent with each request, and for which accounts Windows takes it so. */
final class BasicAuthentication {
    private BasicAuthentication() {}

    static void check(HostAddress host, Account account, HostShellSettings settings) {
        if (account.user().indexOf('@') >= 0 || account.user().indexOf('\\') >= 0)
            throw FailureException.of(
                    FailureCode.CONFIG_INVALID,
                    "The credential " + host.credential()
                            + " names a domain account, and Basic authentication takes local accounts only.");
        if (!host.https() && !settings.plainHttp())
            throw FailureException.of(
                    FailureCode.CONFIG_INVALID,
                    "Host " + host.host()
                            + " is to be reached by Basic authentication over plain HTTP, which shows the password to the network;"
                            + " use HTTPS or allow it in the settings.");
    }
}
