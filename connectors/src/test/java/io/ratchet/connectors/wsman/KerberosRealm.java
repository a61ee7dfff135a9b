package io.ratchet.connectors.wsman;

import io.ratchet.connectors.Credentials.Account;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;

/** A realm of MIT's KDC on this machine, with one account and the host {@code HTTP/localhost}. */
final class KerberosRealm implements AutoCloseable {
    static final Account ACCOUNT = new Account("alice@SEAL.TEST", "Gans&Ente4711");

    private final Path folder;
    private final Map<String, String> environment;
    private final Process kdc;

    private KerberosRealm(Path folder, Map<String, String> environment, Process kdc) {
        this.folder = folder;
        this.environment = environment;
        this.kdc = kdc;
    }

    /** @param more names of further hosts */
    static KerberosRealm in(Path folder, String... more) throws IOException, InterruptedException {
        for (String tool : new String[] {"krb5kdc", "kdb5_util", "kadmin.local"})
            Assumptions.assumeTrue(found(tool), "skipped: " + tool + " is not installed");
        Assumptions.assumeTrue(SealedPeer.knowsKerberos(), "skipped: gssapi and krb5 of Python are not installed");
        int port = free();
        Files.writeString(folder.resolve("krb5.conf"), """
                [libdefaults]
                 default_realm = SEAL.TEST
                 dns_lookup_kdc = false
                 dns_canonicalize_hostname = false
                 rdns = false
                 udp_preference_limit = 1
                [realms]
                 SEAL.TEST = {
                  kdc = 127.0.0.1:%d
                 }
                [domain_realm]
                 localhost = SEAL.TEST
                """.formatted(port));
        Files.writeString(folder.resolve("kdc.conf"), """
                [kdcdefaults]
                 kdc_listen = 127.0.0.1:%1$d
                 kdc_tcp_listen = 127.0.0.1:%1$d
                [realms]
                 SEAL.TEST = {
                  database_name = %2$s/principal
                  key_stash_file = %2$s/stash
                  acl_file = %2$s/acl
                  supported_enctypes = aes256-cts-hmac-sha1-96:normal aes128-cts-hmac-sha1-96:normal
                 }
                """.formatted(port, folder));
        Map<String, String> environment = Map.of(
                "KRB5_CONFIG", folder.resolve("krb5.conf").toString(),
                "KRB5_KDC_PROFILE", folder.resolve("kdc.conf").toString(),
                "KRB5_KTNAME", folder.resolve("http.keytab").toString());
        done(folder, environment, "kdb5_util", "create", "-s", "-r", "SEAL.TEST", "-P", "master");
        done(folder, environment, "kadmin.local", "addprinc", "-pw", ACCOUNT.password(), "alice");
        host(folder, environment, "localhost");
        for (String name : more) host(folder, environment, name);
        Process kdc = started(folder, environment, "krb5kdc", "-n");
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> answers(port));
        return new KerberosRealm(folder, environment, kdc);
    }

    private static void host(Path folder, Map<String, String> environment, String name)
            throws IOException, InterruptedException {
        String service = "HTTP/" + name;
        done(folder, environment, "kadmin.local", "addprinc", "-randkey", service);
        done(folder, environment, "kadmin.local", "ktadd", "-k", environment.get("KRB5_KTNAME"), service);
    }

    /** What a host of this realm needs to know. */
    Map<String, String> environment() {
        return environment;
    }

    /** The keys of its hosts. */
    Path keytab() {
        return folder.resolve("http.keytab");
    }

    Path configuration() {
        return folder.resolve("krb5.conf");
    }

    private static boolean found(String tool) {
        for (String each : (System.getenv("PATH") + ":/usr/sbin").split(":"))
            if (Files.isExecutable(Path.of(each, tool))) return true;
        return false;
    }

    private static int free() throws IOException {
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return any.getLocalPort();
        }
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    private static void done(Path folder, Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        if (started(folder, environment, command).waitFor() != 0)
            throw new IllegalStateException(command[0] + ": " + Files.readString(folder.resolve("realm.log")));
    }

    private static Process started(Path folder, Map<String, String> environment, String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        builder.environment().merge("PATH", "/usr/sbin", (path, more) -> path + ":" + more);
        builder.redirectErrorStream(true);
        builder.redirectOutput(
                ProcessBuilder.Redirect.appendTo(folder.resolve("realm.log").toFile()));
        return builder.start();
    }

    @Override
    public void close() {
        kdc.destroyForcibly();
    }
}
