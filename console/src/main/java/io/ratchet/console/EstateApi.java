package io.ratchet.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.store.Decisions;
import io.ratchet.store.Tx;
import io.ratchet.wire.AssetJson;
import io.ratchet.wire.DecisionJson;
import io.ratchet.wire.FindingJson;
import io.ratchet.wire.Json;
import io.ratchet.wire.RejectedJson;
import io.ratchet.wire.RemediationJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;
import org.springframework.web.util.UriUtils;

/** What we know and decided, for programs. */
@RestController
@RequestMapping("/api/v1")
final class EstateApi {
    private static final int PER_PAGE = 100;

    /** So many are told where no number is asked for, as they always were; the rest follows page by page. */
    private static final int REJECTED_SHOWN = 10_000;

    private static final int REJECTED_PER_PAGE = 1_000;

    private final ConsolePorts ports;

    EstateApi(ConsolePorts ports) {
        this.ports = ports;
    }

    /** One line for each current decision, in the contract's order; with a {@code limit} page by page. */
    @GetMapping("/decisions")
    ResponseEntity<StreamingResponseBody> decisions(
            @RequestParam(defaultValue = "") String limit, @RequestParam(defaultValue = "") String after) {
        if (limit.isEmpty() && after.isEmpty())
            return Answers.lines(ports.store().transact(tx -> tx.decisions().current()), DecisionJson::write);
        int most = limit.isEmpty() ? PER_PAGE : Answers.limit(limit);
        Decisions.Place from = DecisionPlaces.of(after);
        return Answers.lines(
                ports.store().transact(tx -> tx.decisions().page(null, from, most + 1)),
                most,
                DecisionJson::write,
                last -> "/api/v1/decisions?limit=" + most + "&after=" + DecisionPlaces.text(last));
    }

    /** One line for each asset, without its facts; with a {@code limit} page by page, by id. */
    @GetMapping("/assets")
    ResponseEntity<StreamingResponseBody> assets(
            @RequestParam(defaultValue = "") String limit, @RequestParam(defaultValue = "") String after) {
        if (limit.isEmpty()) return Answers.linesOf(ports.estate().get().all(), AssetJson::head);
        int most = Answers.limit(limit);
        Decisions.Facets any = new Decisions.Facets("", null, null, null, null, null, null);
        List<AssetId> page = ports.store()
                .transact(tx -> tx.decisions().assets(any, after.isEmpty() ? null : new AssetId(after), most + 1));
        List<AssetState> shown = page.stream()
                .limit(most)
                .flatMap(id -> ports.outlook().asset(id).stream())
                .toList();
        ResponseEntity<StreamingResponseBody> lines = Answers.lines(shown, AssetJson::head);
        if (page.size() <= most) return lines;
        String next = "/api/v1/assets?limit=" + most + "&after="
                + UriUtils.encode(page.get(most - 1).value(), StandardCharsets.UTF_8);
        return ResponseEntity.ok()
                .headers(lines.getHeaders())
                .header("Link", "<" + next + ">; rel=\"next\"")
                .body(lines.getBody());
    }

    /** One asset with its facts, decisions and remediations. An id may hold anything, a slash as well. */
    @GetMapping("/assets/{*path}")
    ResponseEntity<byte[]> asset(@PathVariable String path) {
        String id = path.substring(1);
        AssetState asset = ports.outlook()
                .asset(new AssetId(id))
                .orElseThrow(() -> FailureException.of(FailureCode.ID_UNKNOWN, "There is no asset '" + id + "'."));
        ObjectNode answer = AssetJson.write(asset);
        ArrayNode claims = answer.putArray("claims");
        ports.outlook().claims(asset.id()).forEach(claim -> {
            ObjectNode told = claims.addObject().put("source", claim.source());
            told.set("host", FindingJson.part(claim.host()));
            told.put("since", claim.since().toString()).put("last", claim.last().toString());
        });
        ports.store().run(tx -> addWork(tx, asset, answer));
        return Answers.json(answer);
    }

    /**
     * One line for each finding, page by page: the newest first, with {@code order=oldest} the oldest, or those of one
     * {@code report} in the order of reading.
     */
    @GetMapping("/findings")
    ResponseEntity<StreamingResponseBody> findings(
            @RequestParam(defaultValue = "") String order,
            @RequestParam(defaultValue = "") String report,
            @RequestParam(defaultValue = "100") String limit,
            @RequestParam(defaultValue = "") String after) {
        int most = Answers.limit(limit);
        FindingPage page = FindingPage.of(ports.store(), order, report, after, most);
        ResponseEntity<StreamingResponseBody> lines =
                Answers.lines(page.rows(), placed -> FindingJson.write(placed.finding()));
        if (page.query().isEmpty()) return lines;
        String next = "/api/v1/findings?limit=" + most + "&" + page.query();
        return ResponseEntity.ok()
                .headers(lines.getHeaders())
                .header("Link", "<" + next + ">; rel=\"next\"")
                .body(lines.getBody());
    }

    /** One line for each rejected record, newest first, page by page. */
    @GetMapping("/rejected")
    ResponseEntity<StreamingResponseBody> rejected(
            @RequestParam(defaultValue = "") String limit, @RequestParam(defaultValue = "") String after) {
        int most = limit.isEmpty() ? REJECTED_SHOWN : Answers.limit(limit);
        int next = Math.min(most, REJECTED_PER_PAGE);
        Long before = Cursor.of(after, 1, parts -> Long.valueOf(parts.get(0)));
        return Answers.lines(
                ports.store().transact(tx -> tx.reports().rejected(before, most + 1)),
                most,
                placed -> RejectedJson.write(placed.rejected()),
                last -> "/api/v1/rejected?limit=" + next + "&after=" + Cursor.text(last.position()));
    }

    /** How many assets' systems stand where, by goal and state, over all and by site. */
    @GetMapping("/readiness")
    ResponseEntity<byte[]> readiness() {
        List<Decisions.Count> counts =
                ports.store().transact(tx -> tx.decisions().counts());
        ObjectNode answer = Json.object().put("schema", "ratchet.readiness/1");
        answer.put("at", ports.clock().instant().toString());
        ObjectNode all = answer.putObject("goals");
        ObjectNode sites = answer.putObject("sites");
        for (Decisions.Count count : counts) {
            String site = count.site();
            add(all, count);
            if (site != null) add(sites.withObjectProperty(site), count);
        }
        return Answers.json(answer);
    }

    private static void addWork(Tx tx, AssetState asset, ObjectNode answer) {
        ArrayNode decisions = answer.putArray("decisions");
        tx.decisions().current(asset.id()).forEach(decision -> decisions.add(DecisionJson.write(decision)));
        ArrayNode remediations = answer.putArray("remediations");
        tx.remediations()
                .of(Set.of(asset.id()))
                .forEach(seen -> remediations.add(RemediationJson.write(seen.remediation())));
    }

    private static void add(ObjectNode goals, Decisions.Count count) {
        ObjectNode states = goals.withObjectProperty(count.goal().name());
        String state = count.readiness().name();
        states.put(state, states.path(state).asLong() + count.decisions());
    }
}
