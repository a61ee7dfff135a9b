package io.ratchet.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.domain.decision.Change;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Remediation.Approved;
import io.ratchet.domain.remediation.Remediation.Proposed;
import io.ratchet.domain.remediation.Remediation.State;
import io.ratchet.domain.ticket.ChangeRequest;
import io.ratchet.domain.ticket.TicketKey;
import io.ratchet.store.Queue;
import io.ratchet.store.Remediations.Versioned;
import io.ratchet.wire.Json;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Three hundred plans by a browser that knows neither style nor script: it follows links and sends forms. */
class QueueTest {
    private static final int PLANS = 304;
    private static final Pattern BOX = Pattern.compile("name=\"whole\" value=\"([^\"]+)\"");
    private static final Pattern ROW = Pattern.compile("name=\"plan\" value=\"([^\"]+)\"");
    private static final Pattern APART = Pattern.compile("href=\"(/queue/[0-9a-f]{64}\\?[^\"]*part=apart)\"");
    private static final Pattern NEXT = Pattern.compile("href=\"([^\"]*after=[^\"#]*)");

    @TempDir
    private Path folder;

    private ServedConsole console;
    private int actions;

    @BeforeEach
    void start() {
        console = ServedConsole.over(folder, new Fleet(PLANS));
    }

    @AfterEach
    void stop() {
        console.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"q=SFB", "site=HQ", "restart=app", "part=apart", "site=-&part=apart&show="})
    void theListForProgramsHoldsWhatFitsWholeOrPageByPage(String query) throws Exception {
        // Given
        Set<String> fitting = ids("/api/v1/queue/cohorts?" + query);

        // When
        JsonNode whole = Json.parse(look("/api/v1/queue?" + query));
        Set<String> paged = new TreeSet<>();
        String next = "/api/v1/queue?limit=7&" + query;
        while (!next.isEmpty()) {
            HttpResponse<String> page = console.get(next);
            Json.parse(page.body())
                    .path("entries")
                    .forEach(entry -> paged.add(entry.at("/remediation/id").asText()));
            next = page.headers()
                    .firstValue("Link")
                    .map(link -> link.substring(1, link.indexOf('>')))
                    .orElse("");
        }

        // Then
        assertThat(whole.path("entries").size()).isEqualTo(fitting.size()).isPositive();
        assertThat(paged).isEqualTo(fitting);
    }

    /** Those of each cohort that the address tells. */
    private Set<String> ids(String cohorts) throws Exception {
        Set<String> ids = new TreeSet<>();
        String query = cohorts.substring(cohorts.indexOf('?') + 1);
        for (JsonNode cohort : Json.parse(look(cohorts)).path("cohorts"))
            Json.parse(look("/api/v1/queue?limit=1000&cohort="
                            + cohort.path("cohort").asText() + "&" + query))
                    .path("entries")
                    .forEach(entry -> ids.add(entry.at("/remediation/id").asText()));
        return ids;
    }

    @Test
    void aFilterThatIsNoneIsRefusedInOneSentence() {
        assertThat(console.get("/api/v1/queue?show=everything").body())
                .contains("'show' is one of put-off, asked-again, not 'everything'.");
        assertThat(console.get("/api/v1/queue?goal=steady").body())
                .contains("'goal' is one of ready, only, not 'steady'.");
        assertThat(console.get("/queue?show=everything").statusCode()).isEqualTo(400);
    }

    @Test
    void threeHundredPlansAreApprovedInTenActionsOutliersIncluded() {
        // When
        String queue = look("/queue");
        say("approve", "part=alike", all(BOX, queue).subList(0, 1));
        int alike = PLANS - waiting().size();
        for (String link : all(APART, queue)) {
            String page = look(link);
            say("approve", "part=apart", List.of(all(BOX, page).get(0)));
        }

        // Then
        assertThat(alike).isBetween(PLANS * 9 / 10, PLANS - 1);
        assertThat(waiting()).isEmpty();
        assertThat(actions).isLessThanOrEqualTo(10);
        assertThat(console.log().stream().filter("remediation.approved by user:dora"::equals))
                .hasSize(PLANS);
    }

    @Test
    void thePlansAreAHandfulOfCohortsThatSayWhyOthersAreSetApart() {
        // When
        String queue = look("/queue");

        // Then
        assertThat(queue)
                .contains("<b>304</b> <span>plans waiting for approval</span>", "<b>5</b>")
                .contains("Let WinHTTP use TLS 1.2 by default", "reboots", "low risk", "May break:")
                .contains("start from other values than most", "stand at no known site")
                .contains("had a remediation that failed or was undone");
        assertThat(queue.length()).isLessThan(100_000);
    }

    @Test
    void theHostsThatAreSetApartStandBesideTheValuesThatMostStartFrom() {
        // Given
        String cohort = waiting().stream()
                .map(one -> one.subject().plan())
                .filter(plan -> plan.changes().get(0) instanceof Change.Registry value
                        && value.name().equals("DefaultSecureProtocols"))
                .findFirst()
                .orElseThrow()
                .cohort();

        // When
        String page = look("/queue/" + cohort + "?part=apart");

        // Then
        assertThat(page)
                .contains("From which values its hosts start", "DefaultSecureProtocols: 160")
                .contains("DefaultSecureProtocols: 168", "<td>yes</td>")
                .contains("starts from other values than most");
        assertThat(page.indexOf("DefaultSecureProtocols: 160")).isLessThan(page.indexOf("DefaultSecureProtocols: 168"));
    }

    @Test
    void whatHasChangedSinceIsNotApprovedAndAskedAboutAgain() {
        // Given
        String queue = look("/queue");
        String box = all(BOX, queue).get(0);
        Proposed gone = waiting().get(3);
        Proposed late = waiting().get(4);
        console.change(tx -> {
            Versioned<Remediation> seen =
                    tx.remediations().find(gone.subject().id()).orElseThrow();
            tx.remediations().save(gone.withdraw("It is no longer needed.", Fleet.START), seen.version());
            tx.remediations()
                    .propose(new Proposed(new Remediation.Subject(
                            "r-late",
                            late.subject().plan().leg(1).upTo(1),
                            late.subject().site(),
                            Fleet.START)));
        });

        // When
        String answer = say("approve", "part=alike", List.of(box));

        // Then
        assertThat(console.remediation("r-late")).isInstanceOf(Proposed.class);
        assertThat(answer)
                .contains("plans approved.")
                .contains(gone.subject().asset().value())
                .contains("It is Withdrawn by now and no longer waits for approval.")
                .contains("It has come, or its plan has changed, since you looked.");
    }

    @Test
    void aLookThatIsNotKnownAnyMoreApprovesNothing() {
        // Given
        String cohort = all(BOX, look("/queue")).get(1).substring(0, 64);

        // When
        String answer = say("approve", "part=alike", List.of(cohort + ":" + "0".repeat(64)));

        // Then
        assertThat(waiting()).hasSize(PLANS);
        assertThat(answer).contains("0 plans approved.").contains("look again");
    }

    @Test
    void someOfACohortAreSelectedOneByOne() {
        // Given
        Proposed one = waiting().get(7);
        String page = look("/queue/" + one.subject().plan().cohort() + "?q="
                + one.subject().asset());
        List<String> boxes = all(ROW, page);

        // When
        HttpResponse<String> answer = send("/queue/say/approve", "plan=" + encoded(boxes.get(0)) + "&reason=as+agreed");

        // Then
        assertThat(boxes).hasSize(1);
        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(waiting()).hasSize(PLANS - 1);
        assertThat(console.remediation(one.subject().id())).isInstanceOf(Approved.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"approve", "reject", "put-off"})
    void aWordOnManyIsTakenBackByOne(String word) {
        // Given
        String box = all(BOX, look("/queue")).get(0);
        Set<String> before = hashes();
        String told = say(word, "part=alike&reason=not+yet", List.of(box));
        int left = waiting("").size();

        // When
        Pattern said = Pattern.compile("name=\"said\" value=\"([^\"]+)\"");
        HttpResponse<String> answer =
                send("/queue/undo", "said=" + all(said, told).get(0));

        // Then
        assertThat(left).isLessThan(PLANS / 10);
        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(hashes()).isEqualTo(before);
        assertThat(waiting("")).hasSize(PLANS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"reject", "put-off"})
    void aWordThatNeedsAReasonIsRefusedWithoutOne(String word) {
        // Given
        String box = all(BOX, look("/queue")).get(0);

        // When
        HttpResponse<String> answer = send("/queue/say/" + word, "part=alike&reason=+&whole=" + encoded(box));

        // Then
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("Say why");
        assertThat(waiting("")).hasSize(PLANS);
    }

    @Test
    void aCohortIsReadPageByPageWithoutHolesOrRepetitions() {
        // Given
        String cohort = waiting().get(0).subject().plan().cohort();
        long members = waiting().stream()
                .filter(one -> one.subject().plan().cohort().equals(cohort))
                .count();

        for (String sort : List.of("asset", "site", "oldest")) {
            // When
            String page = look("/queue/" + cohort + "?sort=" + sort);
            List<String> seen = all(ROW, page);
            while (!all(NEXT, page).isEmpty()) {
                page = look(all(NEXT, page).get(0).replace("&amp;", "&"));
                seen.addAll(all(ROW, page));
            }

            // Then
            assertThat(seen).as(sort).doesNotHaveDuplicates().hasSize((int) members);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"goal=NEVER", "restart=often", "part=some", "sort=size"})
    void aFilterThatIsNoneIsRefusedInWords(String query) {
        // When
        HttpResponse<String> answer = console.send(
                console.to("/queue/" + waiting().get(0).subject().plan().cohort() + "?" + query)
                        .GET());

        // Then
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("is one of");
    }

    @Test
    void nothingSelectedIsNothingDone() {
        // When
        HttpResponse<String> answer = send("/queue/say/approve", "reason=all");

        // Then
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("Nothing was selected");
    }

    @Test
    void theWayBackLeadsToNoOtherSite() {
        // Given
        String plan = all(
                        ROW, look("/queue/" + waiting().get(0).subject().plan().cohort()))
                .get(0);

        for (String back :
                List.of("https://evil.example/", "//evil.example", "/\\evil.example", "/queue?q={x}", "/a b")) {
            // When
            HttpResponse<String> answer =
                    send("/queue/say/approve", "plan=" + encoded(plan) + "&back=" + encoded(back));

            // Then
            assertThat(answer.headers().firstValue("Location").orElseThrow())
                    .as(back)
                    .startsWith("/queue?said=");
        }
    }

    @Test
    void programsApproveAsPeopleDoAndTheSameKeyIsOneWord() throws JsonProcessingException {
        // Given
        JsonNode cohorts = Json.parse(look("/api/v1/queue/cohorts")).path("cohorts");
        JsonNode largest = cohorts.get(0);
        String body = "{\"cohorts\":[{\"cohort\":\"" + largest.path("cohort").asText() + "\",\"digest\":\""
                + largest.at("/alike/digest").asText() + "\"}]}";

        // When
        JsonNode first = Json.parse(post("/api/v1/queue/approve", body, "key-1").body());
        JsonNode again = Json.parse(post("/api/v1/queue/approve", body, "key-1").body());
        JsonNode other = Json.parse(post("/api/v1/queue/approve", body, "key-2").body());

        // Then
        assertThat(cohorts).hasSize(5);
        assertThat(first.path("done").size())
                .isEqualTo(largest.at("/alike/plans").asInt());
        assertThat(again).isEqualTo(first);
        assertThat(other.path("done")).isEmpty();
        assertThat(waiting()).hasSize(PLANS - first.path("done").size());
    }

    @Test
    void theChangesThatSitesWantInTheirTicketSystemsStandBesideThePlans() throws JsonProcessingException {
        // Given
        String cohort = waiting().get(0).subject().plan().cohort();
        List<Proposed> some = waiting().stream()
                .filter(one -> one.subject().plan().cohort().equals(cohort))
                .limit(3)
                .toList();
        change(some.get(0), "CHG7", ChangeRequest.State.ASKED, "");
        change(some.get(1), "CHG8", ChangeRequest.State.APPROVED, "");
        change(some.get(2), "CHG9", ChangeRequest.State.REFUSED, "It is <b>Canceled</b>.");

        // When
        String queue = look("/queue");
        String page = look("/queue/" + cohort + "?q=" + some.get(0).subject().asset());
        String refused = look("/remediations/" + some.get(2).subject().id());
        JsonNode api = Json.parse(look("/api/v1/queue"));
        JsonNode cohorts = Json.parse(look("/api/v1/queue/cohorts"));

        // Then
        assertThat(queue).contains("1 not approved there yet, 1 approved there, 1 refused there");
        assertThat(page).contains("Change: CHG7 in now is not approved there yet; nothing is changed before.");
        assertThat(refused)
                .contains("CHG9 in now was refused there by uma: It is &lt;b&gt;Canceled&lt;/b&gt;.")
                .contains("href=\"https://now.example/CHG9\"");
        assertThat(api.path("entries"))
                .filteredOn(entry -> entry.has("change"))
                .extracting(entry -> entry.at("/change/number").asText() + " "
                        + entry.at("/change/state").asText())
                .containsExactlyInAnyOrder("CHG7 asked", "CHG8 approved", "CHG9 refused");
        assertThat(cohorts.path("cohorts"))
                .filteredOn(one -> one.has("changes"))
                .extracting(one -> one.path("changes").toString())
                .containsExactly("{\"asked\":1,\"approved\":1,\"refused\":1}");
    }

    private void change(Proposed plan, String number, ChangeRequest.State state, String because) {
        String id = plan.subject().id();
        String hash = plan.subject().plan().hash();
        console.change(tx -> tx.changes()
                .keep(ChangeRequest.asked(TicketKey.ofChange("Contoso", id, hash), id, hash, "now", "CAB", Fleet.START)
                        .sent(number, "https://now.example/" + number)
                        .seen(state, "", state == ChangeRequest.State.ASKED ? "" : "uma", because, Fleet.START)));
    }

    private HttpResponse<String> post(String path, String body, String key) {
        return console.send(console.to(path)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.ofString(body)));
    }

    private String look(String path) {
        actions++;
        HttpResponse<String> answer =
                console.send(console.to(path.replace("&amp;", "&")).GET());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    /** Sends the form and shows the page that it leads to. */
    private String say(String word, String fields, List<String> boxes) {
        actions++;
        String whole = boxes.stream().map(box -> "&whole=" + encoded(box)).collect(Collectors.joining());
        HttpResponse<String> answer = send("/queue/say/" + word, fields + whole);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(302);
        String location = answer.headers().firstValue("Location").orElseThrow();
        return console.send(console.to(location).GET()).body();
    }

    private HttpResponse<String> send(String path, String fields) {
        return console.send(console.to(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(fields)));
    }

    private List<Proposed> waiting() {
        return waiting("r-");
    }

    /** Those that wait and are not put off, by id. */
    private List<Proposed> waiting(String prefix) {
        Set<String> there = console.read(tx -> tx.queue().named(Queue.Filter.all(Fleet.START))).stream()
                .map(one -> one.id())
                .collect(Collectors.toSet());
        return console.read(tx -> tx.remediations().list(State.PROPOSED)).stream()
                .map(seen -> (Proposed) seen.remediation())
                .filter(one -> one.subject().id().startsWith(prefix))
                .filter(one -> there.contains(one.subject().id()))
                .toList();
    }

    private Set<String> hashes() {
        return waiting("").stream().map(one -> one.subject().plan().hash()).collect(Collectors.toSet());
    }

    private static List<String> all(Pattern pattern, String page) {
        return pattern.matcher(page)
                .results()
                .map((MatchResult found) -> found.group(1))
                .collect(Collectors.toList());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
