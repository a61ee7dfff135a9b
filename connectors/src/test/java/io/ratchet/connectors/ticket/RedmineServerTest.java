package io.ratchet.connectors.ticket;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.connectors.Credentials.Account;
import io.ratchet.wire.Json;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** Redmine itself, of Debian's package. */
@Tag("slow")
class RedmineServerTest extends TicketsContract {
    private static ServerProcess server;
    private static Desk desk;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        assumeTrue(Files.isDirectory(Path.of("/usr/share/redmine")), "skipped: there is no Redmine on this machine");
        server = ServerProcess.start("redmine", folder, "/");
        desk = desk(server);
    }

    @AfterAll
    static void stop() {
        if (server != null) server.close();
    }

    @Override
    Desk desk() {
        return desk;
    }

    static TicketSystem system(URI address) {
        return new TicketSystem(
                "desk", TicketSystem.Kind.REDMINE, address, "file:redmine", "desk", Map.of("tracker", "Support"));
    }

    static Desk desk(ServerProcess server) throws Exception {
        String key = Files.readString(server.folder.resolve("key"));
        String person = Files.readString(server.folder.resolve("person"));
        Web web = new Web(
                server.address, () -> Map.of("X-Redmine-API-Key", person), Duration.ofSeconds(30), Clock.systemUTC());
        return new Desk() {
            @Override
            public Tickets tickets() {
                return at(server.address);
            }

            @Override
            public Tickets withWrongSecret() {
                return with("0000000000000000000000000000000000000000", server.address);
            }

            @Override
            public Tickets at(URI address) {
                return with(key, address);
            }

            private Tickets with(String secret, URI address) {
                return new Redmine(
                        system(address),
                        reference -> new Account("ratchet", secret),
                        Duration.ofSeconds(30),
                        Clock.systemUTC());
            }

            @Override
            public String queue() {
                return "desk";
            }

            @Override
            public void writes(String id, String text) throws Exception {
                put(id, Json.object().put("notes", text));
            }

            @Override
            public void closes(String id) throws Exception {
                put(id, Json.object().put("status_id", 5));
            }

            private void put(String id, JsonNode issue) throws Exception {
                web.send(
                        "PUT",
                        "/issues/" + id + ".json",
                        Json.object().<com.fasterxml.jackson.databind.node.ObjectNode>set("issue", issue));
            }

            @Override
            public void deletes(String id) throws Exception {
                web.send("DELETE", "/issues/" + id + ".json", Json.object());
            }

            @Override
            public boolean merges(String id, String into) {
                return false;
            }

            @Override
            public List<String> files(String id) throws Exception {
                List<String> names = new ArrayList<>();
                web.get("/issues/" + id + ".json?include=attachments")
                        .at("/issue/attachments")
                        .forEach(file -> names.add(file.path("filename").asText()));
                return names;
            }

            @Override
            public String person() {
                return "Uma Desk";
            }
        };
    }
}
