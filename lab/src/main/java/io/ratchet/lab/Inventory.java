package io.ratchet.lab;

import io.ratchet.lab.tls.LabAuthority;
import io.ratchet.lab.wsman.Account;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;

/** Tells Ansible where the hosts of a fleet are. */
public final class Inventory {
    private Inventory() {}

    /**
     * Writes a YAML inventory with which {@code ansible -i FILE all -m raw -a hostname} works as it is, and with HTTPS
     * the certificate authority beside it as {@code FILE.ca.pem}. Holds the lab's throw-away password.
     */
    public static void write(Path file, Fleet fleet) {
        Path authority = Path.of(file.toAbsolutePath() + ".ca.pem");
        try {
            if (fleet.settings().ports().https() > 0)
                Files.writeString(authority, LabAuthority.ofThisProcess().pem());
            Files.deleteIfExists(file);
            if (Files.getFileStore(file.toAbsolutePath().getParent()).supportsFileAttributeView("posix"))
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, yaml(fleet, authority));
        } catch (IOException cannot) {
            throw new UncheckedIOException("the inventory " + file + " cannot be written", cannot);
        }
    }

    private static String yaml(Fleet fleet, Path authority) {
        Account account = fleet.settings().account();
        boolean https = fleet.settings().ports().https() > 0;
        var yaml = new StringBuilder()
                .append("# Simulated Windows hosts; the account is thrown away with them.\n")
                .append("all:\n")
                .append("  vars:\n")
                .append("    ansible_connection: winrm\n")
                .append("    ansible_winrm_transport: ")
                .append(fleet.settings().admission().basic() ? "basic" : "ntlm")
                .append("\n")
                .append("    ansible_winrm_scheme: ")
                .append(https ? "https" : "http")
                .append('\n');
        // Not "ignore": pywinrm forgets that where the environment names a bundle of certificate authorities
        // (REQUESTS_CA_BUNDLE).
        if (https)
            yaml.append("    ansible_winrm_ca_trust_path: ")
                    .append(quoted(authority.toString()))
                    .append('\n');
        yaml.append("    ansible_user: ").append(quoted(account.user())).append('\n');
        yaml.append("    ansible_password: ").append(quoted(account.password())).append('\n');
        yaml.append("  hosts:\n");
        for (String name : fleet.names()) {
            yaml.append("    ").append(name.toLowerCase(Locale.ROOT)).append(":\n");
            yaml.append("      ansible_host: ").append(fleet.address(name)).append('\n');
            boolean secure = https && fleet.speaksTls12(name);
            if (https && !secure) yaml.append("      ansible_winrm_scheme: http\n");
            yaml.append("      ansible_port: ")
                    .append(secure ? fleet.httpsPort(name) : fleet.wsmanPort(name))
                    .append('\n');
        }
        return yaml.toString();
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
