package io.ratchet.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import io.ratchet.domain.decision.Change;
import io.ratchet.domain.decision.Restart;
import io.ratchet.domain.finding.RegistryData;
import io.ratchet.domain.plan.Plan;
import io.ratchet.domain.plan.PlanStep;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Remediation.State;
import io.ratchet.store.Queue;
import io.ratchet.store.Remediations.Versioned;
import io.ratchet.store.audit.SigningKey;
import io.ratchet.wire.Json;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.webjars.WebJarVersionLocator;

/**
 * The pages in Debian's Chromium: what axe-core finds on each, and the keyboard alone. {@code -Dpictures=FOLDER} keeps
 * what each page looks like.
 */
@Tag("slow")
class BrowserTest {
    private static final int PLANS = 304;
    /** Of a machine that has other things to do. */
    private static final int PATIENCE_MILLIS = 120_000;

    private static final String RULES = "{runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],"
            + " rules: {'target-size': {enabled: true}}}";
    /** As axe-core tags its rules: {@code wcag1410} is 1.4.10. */
    private static final Pattern CRITERION = Pattern.compile("wcag(\\d)(\\d)(\\d+) (\\S+)");

    private static final Path LOOKED_AT = Path.of("src/test/resources/accessibility/axe.txt");
    private static final Set<String> LOOKED = new TreeSet<>();

    @TempDir
    private Path folder;

    private static Playwright playwright;
    private static Browser browser;
    private static String axe;

    private ServedConsole console;

    @BeforeAll
    static void startTheBrowser() throws IOException {
        Optional<Path> chromium = chromium();
        assumeTrue(chromium.isPresent(), "Chromium is not installed (Debian: apt install chromium)");
        Optional<Playwright> driver = driver();
        assumeTrue(driver.isPresent(), "the browser's driver comes with the profile thorough");
        playwright = driver.get();
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(chromium.get())
                        .setArgs(List.of("--no-sandbox", "--disable-gpu")));
        String path = new WebJarVersionLocator().fullPath("axe-core", "axe.min.js");
        try (InputStream in = BrowserTest.class.getResourceAsStream("/" + path)) {
            axe = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Optional<Playwright> driver() {
        try {
            return Optional.of(Playwright.create(
                    new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"))));
        } catch (PlaywrightException e) {
            return Optional.empty();
        }
    }

    private static Optional<Path> chromium() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .flatMap(place -> Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(name -> Path.of(place, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** The report of {@link AccessibilityReportTest} rests on it. */
    @AfterAll
    static void whatAxeLookedAtIsWhatTheReportSays() throws IOException {
        if (playwright == null) return;
        browser.close();
        playwright.close();
        if ("update".equals(System.getProperty("golden"))) Files.write(LOOKED_AT, LOOKED);
        assertThat(Files.readAllLines(LOOKED_AT))
                .as("%s says what axe-core looked at; write it anew with -Dgolden=update", LOOKED_AT)
                .containsExactlyElementsOf(LOOKED);
    }

    @BeforeEach
    void start() {
        console = ServedConsole.over(folder, new Fleet(PLANS));
    }

    @AfterEach
    void stop() {
        console.close();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "readiness, /",
        "readiness-only, /?goal=ONLY",
        "path, /path",
        "queue, /queue",
        "queue-narrowed, /queue?q=sfb&restart=reboot",
        "cohort, COHORT",
        "cohort-apart, COHORT?part=apart",
        "cohort-again, AGAIN",
        "remediation-again, /remediations/again-1",
        "tonight, /night",
        "tonight-planned, /night",
        "runs, /remediations?state=under-way",
        "remediation, /remediations/run-01",
        "assets, /assets",
        "asset, /assets/sfb-00019.corp.example",
        "waiting, /waiting",
        "rejected, /rejected",
        "reports, /reports",
        "report, /reports/REPORT",
        "findings, /findings",
        "rules, /rules",
        "rule, /rules/R025",
        "exceptions, /exceptions",
        "connections, /connections",
        "settings, /settings",
        "audit, /audit",
        "refused, /remediations/none",
        "sign-in, /sign-in"
    })
    @Shows("1.4.10")
    void aPageIsWithoutFaultsForAxeInLightAndDarkWideAndNarrow(String name, String path) throws IOException {
        String address = path.replace("COHORT", cohort())
                .replace("REPORT", console.unread("Hostname,OS\nweb01.corp.example,Windows Server 2012\n"));
        if (name.contains("again")) address = address.replace("AGAIN", "/queue/" + askedAgain());
        if (name.equals("findings")) console.said();
        if (name.equals("tonight-planned")) approveAllThatIsAlike();
        List<String> faults = new ArrayList<>();
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK))
            for (int width : new int[] {1280, 400, 320})
                try (BrowserContext context = context(width, scheme)) {
                    // When
                    Page page = context.newPage();
                    page.navigate(console.address().resolve(address).toString());
                    picture(page, name + "-" + width + "-" + scheme.name().toLowerCase(Locale.ROOT));

                    // Then
                    faults.addAll(faults(page, width + " " + scheme));
                    assertThat(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))
                            .as("%s at %s px scrolls one way only", name, width)
                            .isEqualTo(true);
                }
        assertThat(faults).isEmpty();
    }

    /** Four plans that were approved stand no more, and others wait for their hosts: of one kind, which is told. */
    private String askedAgain() {
        String cohort = "";
        for (int number : new int[] {0, 1, 2, 28}) {
            String id = "r-%05d".formatted(number);
            Remediation.Subject first = console.read(
                            tx -> tx.remediations().find(id).orElseThrow())
                    .remediation()
                    .subject();
            console.post(
                    "/api/v1/remediations/" + id + "/approve",
                    "application/json",
                    "{\"planHash\":\"" + first.plan().hash() + "\"}");
            PlanStep step = first.plan().steps().get(0);
            PlanStep now = new PlanStep(
                    step.order(),
                    step.system(),
                    step.playbook(),
                    "1".repeat(64),
                    Map.of(),
                    List.of(new Change.Registry(
                            "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\\WinHttp",
                            "DefaultSecureProtocols",
                            RegistryData.dword(160),
                            RegistryData.dword(2048))),
                    Restart.NONE,
                    step.rule());
            Plan next =
                    new Plan(first.asset(), first.plan().host(), first.plan().goal(), List.of(now));
            console.change(tx -> {
                Versioned<Remediation> seen = tx.remediations().find(id).orElseThrow();
                Remediation.Allowed allowed = (Remediation.Allowed) seen.remediation();
                String because = "What was decided has changed; the new plan must be approved.";
                tx.remediations().save(allowed.withdraw(because, Fleet.START), seen.version());
                tx.remediations()
                        .propose(new Remediation.Proposed(
                                new Remediation.Subject("again-" + number, next, first.site(), Fleet.START)));
            });
            cohort = next.cohort();
        }
        return cohort;
    }

    private void approveAllThatIsAlike() throws IOException {
        ObjectNode body = Json.object();
        ArrayNode cohorts = body.putArray("cohorts");
        for (JsonNode one :
                Json.parse(console.get("/api/v1/queue/cohorts").body()).path("cohorts"))
            cohorts.addObject()
                    .put("cohort", one.path("cohort").asText())
                    .put("digest", one.at("/alike/digest").asText());
        console.post("/api/v1/queue/approve", "application/json", body.toString());
    }

    @Test
    @Shows({"2.1.1", "3.3.4"})
    void theQueueIsApprovedByTheKeyboardAloneAndTakenBack() {
        try (BrowserContext context = context(1280, ColorScheme.LIGHT)) {
            // Given
            Page page = context.newPage();
            page.navigate(console.address().resolve("/queue").toString());

            // When
            page.keyboard().press("j");
            page.keyboard().press("x");
            page.keyboard().press("j");
            page.keyboard().press("x");
            assertThat(page.locator("[data-count]").textContent()).isEqualTo("2 selected");
            page.keyboard().press("a");
            page.locator("#toasts .toast").waitFor();
            long left = waiting();
            String told = page.locator("#toasts").textContent();
            page.keyboard().press("u");
            page.locator("#toasts:has-text('taken back')").waitFor();

            // Then
            assertThat(left).isLessThan(PLANS / 2);
            assertThat(told).contains("plans approved.");
            assertThat(waiting()).isEqualTo(PLANS);
            assertThat(faults(page, "with a message")).isEmpty();
        }
    }

    @Test
    void commentingAsksForTheTextAndChangesNothing() {
        try (BrowserContext context = context(1280, ColorScheme.LIGHT)) {
            // Given
            Page page = context.newPage();
            page.navigate(console.address().resolve("/queue").toString());

            // When
            page.keyboard().press("j");
            page.keyboard().press("c");
            page.keyboard().type("ask the vendor first");
            page.keyboard().press("Enter");
            page.keyboard().press("Enter");
            page.locator("#toasts .toast").waitFor();

            // Then
            assertThat(page.locator("#toasts").textContent()).contains("Said of ");
            assertThat(page.locator("#undo").count()).isZero();
            assertThat(waiting()).isEqualTo(PLANS);
        }
    }

    @Test
    void rejectingAsksForTheReasonAndEnterAloneApprovesNothing() {
        try (BrowserContext context = context(1280, ColorScheme.LIGHT)) {
            // Given
            Page page = context.newPage();
            page.navigate(console.address().resolve("/queue").toString());

            // When
            page.keyboard().press("j");
            page.keyboard().press("r");
            page.keyboard().press("Enter");
            long untouched = waiting();
            page.keyboard().type("not in this quarter");
            page.keyboard().press("Enter");
            page.keyboard().press("Enter");
            page.locator("#toasts .toast").waitFor();

            // Then
            assertThat(untouched).isEqualTo(PLANS);
            assertThat(page.locator("#toasts").textContent()).contains("plans rejected.");
            assertThat(console.<List<Versioned<Remediation>>>read(
                            tx -> tx.remediations().list(State.APPROVED)))
                    .isEmpty();
        }
    }

    @Test
    void theKeysAreToldAndLeadToTheSearch() {
        try (BrowserContext context = context(1280, ColorScheme.LIGHT)) {
            // Given
            Page page = context.newPage();
            page.navigate(console.address().resolve("/queue").toString());

            // When
            page.keyboard().press("?");
            boolean told = page.locator("#keys").isVisible();
            page.keyboard().press("Escape");
            page.keyboard().press("/");
            page.keyboard().type("sfb");
            page.keyboard().press("Enter");
            page.waitForURL("**/queue?q=sfb**");

            // Then
            assertThat(told).isTrue();
            assertThat(page.locator("[data-row]").count()).isEqualTo(1);
        }
    }

    @Test
    @Shows("2.1.4")
    void theKeysCanBeTurnedOffAndStayOff() {
        try (BrowserContext context = context(1280, ColorScheme.LIGHT)) {
            // Given
            Page page = context.newPage();
            page.navigate(console.address().resolve("/queue").toString());

            // When
            switchKeys(page);
            select(page);
            String off = page.locator("[data-count]").textContent();
            page.reload();
            select(page);
            String later = page.locator("[data-count]").textContent();
            switchKeys(page);
            select(page);

            // Then
            assertThat(off).isEmpty();
            assertThat(later).isEmpty();
            assertThat(page.locator("[data-count]").textContent()).isEqualTo("1 selected");
        }
    }

    private static void switchKeys(Page page) {
        page.locator("[data-keys]").click();
        page.locator("[data-keys-switch]").click();
        page.keyboard().press("Escape");
    }

    private static void select(Page page) {
        page.keyboard().press("j");
        page.keyboard().press("x");
    }

    @Test
    @Shows("2.4.1")
    void theFirstStopLeadsToTheContent() {
        try (BrowserContext context = context(1280, ColorScheme.LIGHT)) {
            // Given
            Page page = context.newPage();
            page.navigate(console.address().resolve("/queue").toString());

            // When
            page.keyboard().press("Tab");
            page.keyboard().press("Enter");

            // Then
            assertThat(page.evaluate("document.activeElement.id")).isEqualTo("main");
        }
    }

    @Test
    @Shows("4.1.3")
    void runsShowThemselvesAnewWithoutTakingAwayWhatIsTyped() {
        try (BrowserContext context = context(1280, ColorScheme.LIGHT)) {
            // Given
            Page page = context.newPage();
            page.navigate(
                    console.address().resolve("/remediations?state=under-way").toString());

            // When
            page.locator("#live input[name=reason]").first().fill("the cable is back");
            page.locator("#live button:has-text('Retry')").first().click();
            page.locator("#toasts .toast").waitFor();

            // Then
            assertThat(page.locator("#toasts").textContent()).contains("It is tried again.");
            assertThat(page.url()).contains("state=under-way");
            assertThat(console.log()).contains("remediation.retried by user:dora");
        }
    }

    @Test
    void runsShowThemselvesAnewAsSoonAsSomethingHappens() {
        try (BrowserContext context = context(1280, ColorScheme.LIGHT)) {
            // Given a page whose time does not go on far enough to ask by itself
            Page page = context.newPage();
            page.addInitScript(
                    "const later = window.setTimeout;"
                            + " window.setTimeout = (work, after, ...rest) => after >= 10000 ? 0 : later(work, after, ...rest);");
            page.waitForResponse(
                    "**/live",
                    () -> page.navigate(console.address()
                            .resolve("/remediations?state=under-way")
                            .toString()));

            // When
            Request asked = page.waitForRequest(
                    "**/remediations?state=under-way",
                    () -> console.form("/stops", "scope=site%3AMADRID&reason=a+test"));

            // Then
            assertThat(asked.headers()).containsKey("hx-request");
        }
    }

    private long waiting() {
        return console.read(tx -> tx.queue().count(Queue.Filter.all(Fleet.START)));
    }

    private String cohort() {
        return "/queue/"
                + console.read(tx -> tx.queue().cohorts(Queue.Filter.all(Fleet.START)))
                        .get(0)
                        .cohort();
    }

    /** From the question "show me the path for site HQ" to a verified export on a machine without Ratchet. */
    @Test
    void anAuditorIsShownThePathAndHandedTheProof() throws Exception {
        try (BrowserContext context = context(1280, ColorScheme.LIGHT)) {
            // Given tonight's plans of one kind, approved
            Page page = context.newPage();
            page.navigate(console.address().resolve("/queue").toString());
            page.keyboard().press("j");
            page.keyboard().press("x");
            page.keyboard().press("a");
            page.locator("#toasts .toast").waitFor();

            // When: the path of the site
            page.navigate(console.address().resolve("/").toString());
            page.getByText("The path to the goal").click();
            page.getByLabel("Site").selectOption("HQ");
            page.getByText("Show", new Page.GetByTextOptions().setExact(true)).click();
            page.waitForURL("**/path?site=HQ**");
            String path = page.locator("main").textContent();
            picture(page, "walk-path");

            // And: its proof
            page.getByText("Audit", new Page.GetByTextOptions().setExact(true))
                    .first()
                    .click();
            page.locator("form[action='/api/v1/audit/export'] [name=site]").selectOption("HQ");
            Download download = page.waitForDownload(() ->
                    page.locator("form[action='/api/v1/audit/export'] button").click());
            Path proof = folder.resolve("proof.zip");
            download.saveAs(proof);
            picture(page, "walk-audit");

            // Then
            assertThat(path).contains("HQ", "What remains, in order", "Who owes the next step");
            assertThat(verified(proof, SigningKey.open(folder.resolve("keys"))))
                    .contains("integrity     ok", "completeness  ok", "signer        ok");
            page.setInputFiles("[name=export]", proof);
            page.locator("form[action='/audit/check'] button").click();
            page.waitForURL("**/audit/check**");
            assertThat(page.locator("main").textContent()).contains("holds");
        }
    }

    /** By the one file of Python that shares nothing with Ratchet. */
    private String verified(Path export, SigningKey key) throws Exception {
        Process python = new ProcessBuilder(
                        "python3",
                        Path.of("../docs/verifier/verify.py").toAbsolutePath().toString(),
                        export.toString(),
                        "--key",
                        key.fingerprint().text())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(python.waitFor()).as(said).isZero();
        return said;
    }

    @Test
    void aRunIsWatchedAndStoppedAndAnotherTriedAgain() {
        try (BrowserContext context = context(1280, ColorScheme.LIGHT)) {
            // Given
            Page page = context.newPage();
            page.navigate(console.address().resolve("/").toString());

            // When: one that is in trouble is tried again
            page.getByText("Runs", new Page.GetByTextOptions().setExact(true))
                    .first()
                    .click();
            page.locator(".nav-tabs a:has-text('under way')").click();
            page.locator("tr:has-text('HOST-UNREACHABLE') [data-open]").first().click();
            String trouble = page.locator("main").textContent();
            page.getByPlaceholder("Why?").fill("the firewall is open now");
            page.getByText("Retry", new Page.GetByTextOptions().setExact(true)).click();
            page.locator("#toasts .toast").waitFor();

            // And another one is stopped
            page.navigate(console.address().resolve("/remediations/run-00").toString());
            page.getByPlaceholder("Why?").fill("users still work there");
            page.getByText("Stop", new Page.GetByTextOptions().setExact(true)).click();
            page.locator("#toasts .toast").waitFor();
            picture(page, "walk-stopped");

            // Then
            assertThat(trouble).contains("Port 5985 does not answer.", "Attempt 3", "Check name resolution");
            assertThat(console.log()).contains("remediation.retried by user:dora", "stop.ordered by user:dora");
        }
    }

    @Test
    void whyAHostIsHeldAndWhatLiftsItStandsOnItsPage() {
        try (BrowserContext context = context(1280, ColorScheme.LIGHT)) {
            // Given
            Page page = context.newPage();
            page.navigate(console.address().resolve("/").toString());

            // When
            page.getByText("Assets", new Page.GetByTextOptions().setExact(true))
                    .first()
                    .click();
            page.locator("[data-search]").fill("pc-00006");
            page.keyboard().press("Enter");
            page.locator("th [data-open]").first().click();
            page.waitForURL("**/assets/pc-00006**");
            picture(page, "walk-held");

            // Then
            assertThat(page.locator("main").textContent())
                    .contains("hold", "ONLY waits until READY is proven.", "R062-ready-before-only", "Lifted when:");
        }
    }

    private static BrowserContext context(int width, ColorScheme scheme) {
        BrowserContext context = browser.newContext(new Browser.NewContextOptions()
                .setViewportSize(width, 900)
                .setColorScheme(scheme)
                .setReducedMotion(ReducedMotion.REDUCE)
                .setBypassCSP(true)); // axe is a script from outside
        context.setDefaultTimeout(PATIENCE_MILLIS);
        return context;
    }

    /** What axe finds, one line for each element; what it looked at without finding any is remembered. */
    private static List<String> faults(Page page, String where) {
        page.evaluate(axe);
        Map<?, ?> found = (Map<?, ?>) page.evaluate("axe.run(document, " + RULES + ").then(result => ({"
                + "faults: result.violations.flatMap(v => v.nodes.map(n => v.id + ': ' + n.target + ' ' + n.failureSummary)),"
                + "looked: result.passes.flatMap(p => p.tags.map(tag => tag + ' ' + p.id))}))");
        for (Object rule : (List<?>) Objects.requireNonNull(found.get("looked"))) {
            Matcher criterion = CRITERION.matcher(rule.toString());
            // 4.1.1 went with WCAG 2.2; axe-core still tags by it.
            if (criterion.matches() && !rule.toString().startsWith("wcag411 "))
                LOOKED.add(criterion.replaceFirst("$1.$2.$3 $4"));
        }
        return ((List<?>) Objects.requireNonNull(found.get("faults")))
                .stream().map(fault -> where + ": " + fault).toList();
    }

    private static void picture(Page page, String name) {
        String pictures = System.getProperty("pictures");
        if (pictures == null || pictures.equals("update")) return;
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(Path.of(pictures, name + ".png"))
                .setFullPage(true));
    }
}
