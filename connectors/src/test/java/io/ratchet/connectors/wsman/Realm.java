package io.ratchet.connectors.wsman;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A realm of MIT's Kerberos with the account {@code alice} and the service {@code HTTP/localhost}. */
final class Realm implements AutoCloseable {
    static final String PASSWORD = "Sealed-Pass1";

    private static final String SETTING = "java.security.krb5.conf";

    private final Path folder;
    private final long pid;

    private Realm(Path folder, long pid) {
        this.folder = folder;
        this.pid = pid;
        System.setProperty(SETTING, folder.resolve("krb5.conf").toString());
    }

    static Realm in(Path parent) {
        Assumptions.assumeTrue(
                Files.isExecutable(Path.of("/usr/sbin/krb5kdc"))
                        && Files.isExecutable(Path.of("/usr/sbin/kadmin.local")),
                "skipped: MIT's Kerberos is not installed (Debian packages krb5-kdc, krb5-admin-server)");
        Assumptions.assumeTrue(SealedPeer.has("gssapi, krb5"), "skipped: gssapi and krb5 of Python are not installed");
        try {
            Path folder = Files.createDirectory(parent.resolve("realm"));
            Path script = folder.resolve("kdc.sh");
            Files.copy(Objects.requireNonNull(Realm.class.getResourceAsStream("/wsman/kdc.sh")), script);
            Path told = folder.resolve("kdc.told");
            Process process = new ProcessBuilder("bash", script.toString(), folder.toString(), freePort())
                    .redirectErrorStream(true)
                    .redirectOutput(told.toFile())
                    .start();
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0)
                throw new IllegalStateException("The KDC did not start: " + Files.readString(told));
            return new Realm(
                    folder,
                    Long.parseLong(Files.readString(folder.resolve("kdc.pid")).strip()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return Integer.toString(socket.getLocalPort());
        }
    }

    /** For a service of this realm. */
    Map<String, String> environment() {
        return Map.of(
                "KRB5_CONFIG", folder.resolve("krb5.conf").toString(),
                "KRB5_KTNAME", folder.resolve("http.keytab").toString());
    }

    @Override
    public void close() {
        System.clearProperty(SETTING);
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
    }
}
