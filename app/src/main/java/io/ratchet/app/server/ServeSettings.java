package io.ratchet.app.server;

import io.ratchet.domain.Checks;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What {@code ratchet serve --config FILE} is told; {@code docs/guides/operate.md} shows every key. Paths are relative to the file.
 *
 * @param database empty: an H2 file in the data folder
 * @param kafka empty: facts are handed over in process
 * @param organisation the profile; empty: the careful assumptions
 * @param packages the depot file, which says where each update package lies and what its hash is; empty: no packages
 * @param users who may use the server, beside the owner of the data folder
 */
public record ServeSettings(
        Http http,
        Optional<Database> database,
        List<Path> folders,
        Optional<Kafka> kafka,
        Path credentials,
        Optional<Path> organisation,
        Optional<Path> packages,
        Winrm winrm,
        List<User> users) {
    /** Where people and commands reach the server; it speaks plain HTTP and belongs behind a proxy that speaks TLS. */
    public record Http(String address, int port) {}

    /** @param password reference to the secret, such as {@code env:RATCHET_DATABASE} */
    public record Database(String url, String user, String password) {}

    /** Where findings and reports arrive as messages. */
    public record Kafka(String brokers, String topic, String group) {}

    /**
     * How hosts are reached.
     *
     * @param credential reference of the account that administers them
     */
    public record Winrm(int port, boolean https, String credential) {}

    /** A person or program, known by the SHA-256 of its token in lower-case hexadecimal; the token itself is nowhere. */
    public record User(String name, String tokenSha256) {
        public User {
            Checks.sha256(tokenSha256, "tokenSha256 of user " + name);
        }
    }

    public ServeSettings {
        folders = List.copyOf(folders);
        users = List.copyOf(users);
    }

    /**
     * Reads the file.
     *
     * @throws io.ratchet.domain.failure.FailureException CONFIG_INVALID naming the line
     */
    public static ServeSettings read(Path file) throws IOException {
        YamlSection root = YamlSection.read(file);
        try {
            ServeSettings settings = read(root, file.toAbsolutePath().getParent());
            root.nothingElse();
            return settings;
        } catch (IllegalArgumentException e) {
            throw FailureException.of(FailureCode.CONFIG_INVALID, file + ": " + e.getMessage() + ".", e);
        }
    }

    private static ServeSettings read(YamlSection root, Path base) {
        return new ServeSettings(
                http(root),
                database(root),
                root.texts("folders").stream().map(base::resolve).toList(),
                kafka(root),
                base.resolve(root.text("credentials").orElse("credentials")),
                root.text("organisation").map(base::resolve),
                root.text("packages").map(base::resolve),
                winrm(root),
                users(root));
    }

    private static Http http(YamlSection root) {
        return root.section("http")
                .map(section -> {
                    Http http = new Http(
                            section.text("address").orElse("127.0.0.1"),
                            section.number("port", 0, 65535).orElse(8080));
                    section.nothingElse();
                    return http;
                })
                .orElse(new Http("127.0.0.1", 8080));
    }

    private static Optional<Database> database(YamlSection root) {
        return root.section("database").map(section -> {
            Database database = new Database(
                    section.text("url").orElseThrow(() -> section.missing("url")),
                    section.text("user").orElseThrow(() -> section.missing("user")),
                    section.text("password").orElseThrow(() -> section.missing("password")));
            section.nothingElse();
            return database;
        });
    }

    private static Optional<Kafka> kafka(YamlSection root) {
        return root.section("kafka").map(section -> {
            Kafka kafka = new Kafka(
                    section.text("brokers").orElseThrow(() -> section.missing("brokers")),
                    section.text("topic").orElseThrow(() -> section.missing("topic")),
                    section.text("group").orElse("ratchet"));
            section.nothingElse();
            return kafka;
        });
    }

    private static Winrm winrm(YamlSection root) {
        return root.section("winrm")
                .map(section -> {
                    boolean https = section.truth("https").orElse(false);
                    Winrm winrm = new Winrm(
                            section.number("port", 1, 65535).orElse(https ? 5986 : 5985),
                            https,
                            section.text("credential").orElse("file:winrm"));
                    section.nothingElse();
                    return winrm;
                })
                .orElse(new Winrm(5985, false, "file:winrm"));
    }

    private static List<User> users(YamlSection root) {
        return root.sections("users").stream()
                .map(section -> {
                    User user = new User(
                            section.text("name").orElseThrow(() -> section.missing("name")),
                            section.text("tokenSha256").orElseThrow(() -> section.missing("tokenSha256")));
                    section.nothingElse();
                    return user;
                })
                .toList();
    }
}
