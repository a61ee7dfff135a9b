package io.ratchet.app;

import io.ratchet.app.command.CommandTree;
import io.ratchet.app.server.ServeSettings;
import io.ratchet.app.server.Server;
import io.ratchet.app.terminal.Exit;
import io.ratchet.app.terminal.Lifetime;
import io.ratchet.app.terminal.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Does once, on an invented host and an empty folder, what Ratchet does at every start: {@code decide} decides,
 * {@code serve} serves until it answers. The launcher has Java watch it and keeps what Java learned, so that real
 * starts need not find and check thousands of classes again. It says nothing and leaves nothing; exit code 1 says that
 * something went wrong.
 */
public final class Rehearsal {
    private static final List<String> SCENERY = List.of("ratchet.yaml", "findings.ndjson", "scan.nessus");

    private final Path folder;
    private final Lifetime lifetime = new Lifetime();

    private Rehearsal(Path folder) {
        this.folder = folder;
    }

    /** @param args {@code decide} or {@code serve} */
    public static void main(String[] args) throws Exception {
        Path folder = Files.createTempDirectory("ratchet-rehearsal");
        boolean went;
        try {
            went = new Rehearsal(folder).play(args[0]);
        } finally {
            delete(folder);
        }
        System.exit(went ? Exit.DONE : Exit.NOT_AS_WISHED);
    }

    private boolean play(String command) throws IOException, InterruptedException {
        for (String file : SCENERY)
            try (InputStream from = Objects.requireNonNull(Rehearsal.class.getResourceAsStream("/rehearsal/" + file))) {
                Files.copy(from, folder.resolve(file));
            }
        return switch (command) {
            case "decide" -> decides("findings.ndjson") && decides("scan.nessus");
            case "serve" -> serves();
            default -> throw new IllegalArgumentException("rehearses decide or serve, not " + command);
        };
    }

    private boolean decides(String report) {
        return command(
                        "decide",
                        "--at",
                        "2018-09-20T20:00:00Z",
                        folder.resolve(report).toString())
                == Exit.DONE;
    }

    private boolean serves() throws IOException, InterruptedException {
        try {
            Path data = folder.resolve("data");
            URI server = new Server(ServeSettings.read(folder.resolve("ratchet.yaml")), Map.of(), lifetime).start(data);
            boolean ready = answers(server.resolve("/actuator/health/readiness"));
            boolean shown = answers(server.resolve("/sign-in"));
            return ready && shown && command("queue", "--data", data.toString()) == Exit.DONE;
        } finally {
            lifetime.closeAll();
        }
    }

    private static boolean answers(URI address) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address).build();
        return HttpClient.newHttpClient()
                        .send(request, BodyHandlers.discarding())
                        .statusCode()
                == 200;
    }

    private int command(String... words) {
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8);
        Terminal terminal = new Terminal(new ByteArrayInputStream(new byte[0]), nowhere, nowhere, false);
        return new CommandTree(terminal, lifetime).run(words);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }
}
