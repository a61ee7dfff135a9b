package io.ratchet.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.routes.collect.CollectDesk;
import io.ratchet.wire.Json;
import java.nio.charset.StandardCharsets;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Asking hosts for facts, for programs: {@code ratchet.collects/1}. */
@RestController
@RequestMapping("/api/v1/collects")
final class CollectApi {
    private final ConsolePorts ports;

    CollectApi(ConsolePorts ports) {
        this.ports = ports;
    }

    /** Who is to be asked, and what came of it when they were asked last; by host, page by page. */
    @GetMapping
    ResponseEntity<byte[]> collects(
            @RequestParam(defaultValue = "1000") String limit, @RequestParam(defaultValue = "") String after) {
        int most = Answers.limit(limit);
        return Answers.page(
                ports.collects().byHost(Cursor.of(after, 1, parts -> parts.get(0)), most + 1),
                "orders",
                most,
                last -> "/api/v1/collects?limit=" + most + "&after="
                        + Cursor.text(last.path("host").asText()));
    }

    /**
     * Has hosts asked: {@code hosts} (a list of names), or {@code site} or {@code stale}, at {@code at} (a moment, or
     * {@code window}). Answers with whom it will ask and whom not, and why.
     */
    @PostMapping
    ResponseEntity<byte[]> collect(@RequestBody byte[] body, @RequestAttribute(AccessFilter.PERSON) Person person) {
        return Answers.json(ports.collects()
                .order(request(body), "user:" + person.name(), person::actsAt)
                .json());
    }

    private static CollectDesk.Request request(byte[] body) {
        try {
            JsonNode asked = Json.parse(new String(body, StandardCharsets.UTF_8));
            JsonNode site = asked.path("site");
            return CollectDesk.Request.of(
                    hosts(asked.path("hosts")),
                    site.isTextual() ? site.textValue() : null,
                    asked.path("stale").asBoolean(),
                    asked.path("at").asText(""));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("The body is not JSON.", e);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("'at' must be a time such as 2018-09-20T22:00:00Z, or 'window'.", e);
        }
    }

    private static List<String> hosts(JsonNode given) {
        List<String> hosts = new ArrayList<>();
        for (JsonNode host : given) if (host.isTextual() && !host.textValue().isBlank()) hosts.add(host.textValue());
        if (hosts.size() < given.size() || !(given.isArray() || given.isMissingNode() || given.isNull()))
            throw new IllegalArgumentException("'hosts' must be a list of names, such as [\"web01.example\"].");
        return hosts;
    }
}
