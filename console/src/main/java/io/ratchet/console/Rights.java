package io.ratchet.console;

import static io.ratchet.console.Role.ADMIN;
import static io.ratchet.console.Role.APPROVER;
import static io.ratchet.console.Role.AUDITOR;
import static io.ratchet.console.Role.INGEST;
import static io.ratchet.console.Role.OPERATOR;
import static io.ratchet.console.Role.VIEWER;

import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.ticket.TicketKey;
import io.ratchet.store.Store;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Who may do what: a row for each mapping of the console. What has no row is done by nobody, so that a new page is shut
 * until somebody has said whom it is for. Acts on a remediation (a word on many leaves out those elsewhere) or a
 * ticket, and the end of a stop or a brake, are further limited to the sites where a person may act; everybody may
 * stop, anywhere. What tells of the server and of all that it is sent, whatever the site, is for those who are limited
 * to none.
 */
final class Rights implements HandlerInterceptor {
    /** Whoever may see. */
    private static final Set<Role> SEE = Set.of(VIEWER, OPERATOR, APPROVER, AUDITOR);

    private static final Set<Role> ALL = Set.of(Role.values());

    /** The ways in, open to everybody; what comes by a webhook must be signed. */
    private static final Set<String> WAY_IN = Set.of(
            "GET /sign-in",
            "POST /sign-in",
            "GET " + CompanySignIn.BEGIN,
            "GET " + CompanySignIn.BACK,
            "POST " + CompanySignIn.ENDED,
            "GET /console.css",
            "POST " + WebhookApi.PATH + "{name}",
            "POST " + TicketHookApi.PATH + "{name}");

    /** Of the whole server: its settings, what it is connected to, and reports as they came. */
    private static final Set<String> OF_ALL_SITES = Set.of(
            "GET /settings",
            "GET /api/v1/settings",
            "GET /connections",
            "GET /api/v1/connections",
            "GET /reports",
            "GET /api/v1/reports",
            "GET /reports/{sha256}",
            "GET /findings",
            "GET /api/v1/findings",
            "GET /api/v1/reports/{sha256}",
            "POST /reports/{sha256}/again",
            "POST /api/v1/reports/{sha256}/again");

    static final Map<String, Set<Role>> TABLE = table();

    private final Store store;

    Rights(Store store) {
        this.store = store;
    }

    private static Map<String, Set<Role>> table() {
        Map<String, Set<Role>> rows = new HashMap<>();
        WAY_IN.forEach(way -> rows.put(way, ALL));
        rows.put("POST /sign-out", ALL);
        rows.put("POST /times", ALL);
        rows.put("GET /console.js", ALL);
        for (String page : new String[] {
            "/",
            "/queue",
            "/queue/{cohort}",
            "/assets",
            "/assets/{*path}",
            "/waiting",
            "/rejected",
            "/remediations",
            "/remediations/{id}",
            "/night",
            "/tickets",
            "/path",
            "/collect"
        }) rows.put("GET " + page, SEE);
        for (String read : new String[] {
            "queue",
            "queue/cohorts",
            "remediations",
            "remediations/{id}",
            "decisions",
            "assets",
            "assets/{*path}",
            "rejected",
            "readiness",
            "path",
            "path/report",
            "controls",
            "controls/oscal",
            "waiting",
            "explain/{*path}",
            "rounds",
            "rounds/{number:[0-9]{1,18}}/replay",
            "night",
            "brakes",
            "stops",
            "tickets",
            "tickets/{id}",
            "collects"
        }) rows.put("GET /api/v1/" + read, SEE);
        rows.put("POST /api/v1/what-if", SEE);
        rows.put("GET /metrics", SEE);
        for (String audit :
                new String[] {"GET /audit", "POST /audit/check", "GET /api/v1/audit/events", "GET /api/v1/audit/export"
                }) rows.put(audit, Set.of(AUDITOR));
        for (String tokens : new String[] {"GET /api/v1/tokens", "POST /api/v1/tokens", "POST /api/v1/tokens/revoke"})
            rows.put(tokens, Set.of(ADMIN));
        for (String users : new String[] {"GET /api/v1/users", "POST /api/v1/users", "POST /api/v1/users/revoke"})
            rows.put(users, Set.of(ADMIN));
        rows.put("POST /api/v1/reports", Set.of(INGEST, OPERATOR));
        rows.put("POST /remediations/{id}/{word:retry|defer|cancel|stop}", Set.of(OPERATOR));
        for (String under : new String[] {"", "/api/v1"}) {
            rows.put("POST " + under + "/remediations/{id}/approve", Set.of(APPROVER));
            rows.put("POST " + under + "/remediations/{id}/break-glass", Set.of(APPROVER));
            rows.put("POST " + under + "/remediations/{id}/reject", Set.of(APPROVER));
            rows.put("POST " + under + "/remediations/{id}/comment", Set.of(OPERATOR, APPROVER));
            rows.put("POST " + under + "/stops", Set.of(OPERATOR, APPROVER));
            rows.put("POST " + under + "/stops/lift", Set.of(OPERATOR));
            rows.put("POST " + under + "/brakes/release", Set.of(OPERATOR));
        }
        rows.put("POST /queue/say/{word:approve|reject|put-off}", Set.of(APPROVER));
        rows.put("POST /queue/say/comment", Set.of(OPERATOR, APPROVER));
        rows.put("POST /api/v1/queue/comment", Set.of(OPERATOR, APPROVER));
        rows.put("POST /queue/undo", Set.of(APPROVER));
        for (String word : new String[] {"approve", "reject", "put-off", "undo"})
            rows.put("POST /api/v1/queue/" + word, Set.of(APPROVER));
        rows.put("POST /collect", Set.of(OPERATOR));
        rows.put("POST /api/v1/collects", Set.of(OPERATOR));
        rows.put("POST /api/v1/tickets/send", Set.of(OPERATOR));
        for (String under : new String[] {"", "/api/v1"})
            for (String deed : new String[] {"sync", "resend"})
                rows.put("POST " + under + "/tickets/" + deed, Set.of(OPERATOR));
        for (String order : new String[] {"retry", "defer", "cancel"})
            rows.put("POST /api/v1/remediations/{id}/" + order, Set.of(OPERATOR));
        for (String page : new String[] {
            "/connections",
            "/settings",
            "/reports",
            "/reports/{sha256}",
            "/findings",
            "/rules",
            "/rules/{id}",
            "/exceptions"
        }) for (String under : new String[] {"", "/api/v1"}) rows.put("GET " + under + page, SEE);
        rows.put("GET /api/v1/exceptions/{id}", SEE);
        rows.put("GET /live", SEE);
        rows.put("GET /api/v1/night/report", SEE);
        rows.put("POST /rules/what-if", SEE);
        for (String under : new String[] {"", "/api/v1"}) {
            rows.put("POST " + under + "/reports/{sha256}/again", Set.of(OPERATOR));
            rows.put("POST " + under + "/exceptions", Set.of(OPERATOR, APPROVER));
        }
        rows.put("POST /exceptions/{id}/{word:approve|reject}", Set.of(APPROVER));
        rows.put("POST /exceptions/{id}/{word:renew|end}", Set.of(APPROVER));
        for (String word : new String[] {"approve", "reject", "renew", "end"})
            rows.put("POST /api/v1/exceptions/{id}/" + word, Set.of(APPROVER));
        return Map.copyOf(rows);
    }

    /** Whether {@code person} has a role that may do this. */
    static boolean has(Person person, String row) {
        return person.hasOneOf(TABLE.getOrDefault(row, Set.of()))
                || (TABLE.containsKey(row) && TABLE.get(row).equals(ALL));
    }

    /** Whether {@code person} may do this as far as can be told before it is known of what. */
    static boolean reaches(Person person, String row) {
        return has(person, row) && (person.sites().isEmpty() || !OF_ALL_SITES.contains(row));
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
            throws IOException {
        boolean asked = request.getDispatcherType() != DispatcherType.ERROR && handler instanceof HandlerMethod;
        if (!asked) return true; // the style sheet, and what is said when something went wrong
        String row = row(request);
        Person person = (Person) request.getAttribute(AccessFilter.PERSON);
        if (person == null && WAY_IN.contains(row)) return true;
        if (person == null || !has(person, row))
            throw forbidden("This needs a role that " + (person == null ? "nobody here" : person.name()) + " has not.");
        if (!person.sites().isEmpty()) limit(person, row, request);
        return true;
    }

    /** HEAD is a GET of which only the head is sent. */
    static String row(HttpServletRequest request) {
        String method = request.getMethod().equals("HEAD") ? "GET" : request.getMethod();
        return method + " " + request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
    }

    private void limit(Person person, String row, HttpServletRequest request) throws IOException {
        if (!reaches(person, row))
            throw forbidden("This tells of all sites, and " + person.name() + " is there for some of them alone.");
        if (!row.startsWith("POST ")) return;
        if (row.startsWith("POST /api/v1/tokens") || row.startsWith("POST /api/v1/users"))
            throw forbidden(
                    person.name() + " acts at some sites only, and so makes and revokes no tokens or passwords.");
        if (row.contains("/remediations/{id}/") && !person.actsAt(site(request)))
            throw forbidden(person.name() + " may not act at the site of this remediation.");
        if (row.endsWith("/stops/lift") || row.endsWith("/brakes/release")) {
            String scope = Optional.ofNullable(field(request, "scope")).orElse("");
            boolean own = scope.startsWith("site:") && person.actsAt(scope.substring("site:".length()));
            if (!own) throw forbidden(person.name() + " may lift only what holds a site of theirs alone.");
        }
        if (row.endsWith("/tickets/resend") && !person.actsAt(siteOfTicket(field(request, "key"))))
            throw forbidden(person.name() + " may have sent again only what is asked of a site of theirs.");
    }

    private @Nullable String site(HttpServletRequest request) {
        Map<?, ?> variables = (Map<?, ?>) request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE);
        String id = String.valueOf(variables.get("id"));
        return store.transact(tx -> tx.remediations().find(id))
                .<Remediation>map(seen -> seen.remediation())
                .map(found -> found.subject().site())
                .orElse(null);
    }

    private @Nullable String siteOfTicket(@Nullable String key) {
        Optional<String> change = TicketKey.read(key)
                .flatMap(known -> store.transact(tx -> tx.changes()
                        .find(known)
                        .flatMap(found -> tx.remediations().find(found.remediation()))))
                .map(seen -> seen.remediation().subject().site());
        if (change.isPresent()) return change.get();
        return TicketKey.read(key)
                .flatMap(known -> store.transact(tx -> tx.tickets().find(known)))
                .map(ticket -> ticket.unit().place())
                .filter(place -> place.startsWith("site:"))
                .map(place -> place.substring("site:".length()))
                .orElse(null);
    }

    private static @Nullable String field(HttpServletRequest request, String name) throws IOException {
        if (!Refusals.forPrograms(request)) return request.getParameter(name);
        return Answers.required(request.getInputStream().readAllBytes(), name);
    }

    private static ResponseStatusException forbidden(String sentence) {
        return new ResponseStatusException(HttpStatus.FORBIDDEN, sentence);
    }
}
