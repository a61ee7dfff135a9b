package io.ratchet.connectors.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ratchet.connectors.Credentials.Account;
import io.ratchet.wire.Json;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** Request Tracker itself, of Debian's package. */
@Tag("slow")
class RequestTrackerServerTest extends ChangesContract {
    private static ServerProcess server;
    private static ChangeDesk desk;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        assumeTrue(
                Files.isExecutable(Path.of("/usr/share/request-tracker5/libexec/rt-server")),
                "skipped: there is no Request Tracker on this machine");
        server = ServerProcess.start("rt", folder, "/REST/2.0/rt");
        desk = desk(server);
    }

    @AfterAll
    static void stop() {
        if (server != null) server.close();
    }

    @Override
    ChangeDesk desk() {
        return desk;
    }

    static TicketSystem system(URI address) {
        return new TicketSystem(
                "desk", TicketSystem.Kind.REQUEST_TRACKER, address, "file:rt", "Desk", Map.of("auth", "basic"));
    }

    static ChangeDesk desk(ServerProcess server) {
        String pair = Base64.getEncoder().encodeToString("uma:person-of-the-desk".getBytes(StandardCharsets.UTF_8));
        Web web = new Web(
                server.address,
                () -> Map.of("Authorization", "Basic " + pair),
                Duration.ofSeconds(30),
                Clock.systemUTC());
        return new ChangeDesk() {
            @Override
            public Tickets tickets() {
                return at(server.address);
            }

            @Override
            public Tickets withWrongSecret() {
                return with("wrong", server.address);
            }

            @Override
            public Tickets at(URI address) {
                return with("service-of-ratchet", address);
            }

            private Tickets with(String secret, URI address) {
                return new RequestTracker(
                        system(address),
                        reference -> new Account("ratchet", secret),
                        Duration.ofSeconds(30),
                        Clock.systemUTC());
            }

            @Override
            public String queue() {
                return "Desk";
            }

            @Override
            public void writes(String id, String text) throws Exception {
                web.send(
                        "POST",
                        "/REST/2.0/ticket/" + id + "/comment",
                        Json.object().put("Content", text).put("ContentType", "text/plain"));
            }

            @Override
            public void closes(String id) throws Exception {
                web.send("PUT", "/REST/2.0/ticket/" + id, Json.object().put("Status", "resolved"));
            }

            @Override
            public void approves(String id) throws Exception {
                closes(id);
            }

            @Override
            public void approvesWithoutAPerson(String id) throws Exception {
                tickets().move(id, false);
            }

            @Override
            public void rejects(String id) throws Exception {
                web.send("PUT", "/REST/2.0/ticket/" + id, Json.object().put("Status", "rejected"));
            }

            @Override
            public String approver() {
                return person();
            }

            @Override
            public void deletes(String id) throws Exception {
                web.send("PUT", "/REST/2.0/ticket/" + id, Json.object().put("Status", "deleted"));
            }

            @Override
            public boolean merges(String id, String into) throws Exception {
                ProcessBuilder merge = new ProcessBuilder(
                        "perl", Path.of("src/test/tickets/rt-merge.pl").toString(), id, into);
                merge.environment()
                        .put(
                                "RT_SITE_CONFIG",
                                server.folder.resolve("RT_SiteConfig.pm").toString());
                merge.environment()
                        .put(
                                "RT_SITE_CONFIG_DIR",
                                server.folder.resolve("site.d").toString());
                Process run = merge.redirectErrorStream(true).start();
                String said = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(run.waitFor()).as(said).isZero();
                return true;
            }

            @Override
            public List<String> files(String id) throws Exception {
                List<String> names = new ArrayList<>();
                web.get("/REST/2.0/ticket/" + id + "/attachments?fields=Filename")
                        .path("items")
                        .forEach(file -> names.add(file.path("Filename").asText()));
                return names;
            }

            @Override
            public String person() {
                return "uma";
            }
        };
    }
}
