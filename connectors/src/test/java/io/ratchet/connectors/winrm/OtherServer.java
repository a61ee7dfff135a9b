package io.ratchet.connectors.winrm;

import io.ratchet.connectors.Credentials.Account;
import io.ratchet.connectors.HostAddress;
import io.ratchet.connectors.HostShell;
import io.ratchet.connectors.fixture.PhaseTexts;
import io.ratchet.connectors.wsman.Endpoint.Authentication;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/** A process with the TLS of a shipped Java, that talks to hosts by an older one and then to one that says nothing. */
final class OtherServer {
    private OtherServer() {}

    /** @param given a trust file, a password, an address and port, and those of the silent host */
    public static void main(String[] given) throws IOException, GeneralSecurityException {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        Clock clock = Clock.systemUTC();
        HostShell shell = HostShells.wsman(
                reference -> new Account("administrator", given[1]),
                HostShellSettings.defaults()
                        .withTimeouts(Duration.ofSeconds(30), Duration.ofSeconds(20))
                        .trusting(Path.of(given[0]), "")
                        .allowingOlderTls((host, run) -> out.println("older TLS for " + run)),
                Authentication.NTLM,
                CredentialCircuit.withDefaults(clock),
                clock);
        out.println("exit code "
                + shell.run(host(given[2], given[3]), PhaseTexts.assess("run-1", Duration.ofMinutes(2)))
                        .exitCode());
        out.println("own TLS 1.0 " + (speaks(given[2], Integer.parseInt(given[3])) ? "spoken" : "refused"));
        shell.run(host(given[4], given[5]), PhaseTexts.assess("run-2", Duration.ofMinutes(10)));
    }

    private static HostAddress host(String address, String port) {
        return new HostAddress(address, Integer.parseInt(port), true, "file:lab");
    }

    private static boolean speaks(String address, int port) throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[0], null);
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(address, port)) {
            socket.setEnabledProtocols(new String[] {"TLSv1", "TLSv1.1", "TLSv1.2"});
            socket.startHandshake();
            return true;
        } catch (SSLException refused) {
            return false;
        }
    }
}
