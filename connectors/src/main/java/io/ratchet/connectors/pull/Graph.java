package io.ratchet.connectors.pull;

import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.connectors.Credentials;
import io.ratchet.connectors.pull.PullWeb.Ask;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Microsoft Graph: the devices of Intune, all of them each time, or the sign-ins of Entra ID since the last time. A
 * page names the next one by a whole address, which is followed at the address of the settings alone. An access token
 * is asked for when there is none, when it is about to end and once when it is not taken.
 */
final class Graph implements PullApi {
    private static final String NEXT = "next";
    private static final String PAGE = "page";
    private static final String ALL = "all";
    private static final Duration BEFORE_ITS_END = Duration.ofMinutes(5);

    private final PullSource source;
    private final Credentials credentials;
    private final PullWeb web;
    private final PullWeb login;
    private final Clock clock;
    private @Nullable String token;
    private Instant tokenEnds = Instant.EPOCH;

    Graph(PullSource source, Credentials credentials, PullWeb web, PullWeb login, Clock clock) {
        this.source = source;
        this.credentials = credentials;
        this.web = web;
        this.login = login;
        this.clock = clock;
    }

    @Override
    public PullStep next(Map<String, String> kept, Path folder) throws PullFault {
        Window window = Window.of(kept, source, clock, Duration.ofDays(1));
        if (kept.containsKey(ALL)) return over(window);
        if (!devices() && window.empty())
            return new PullStep.Done(Map.of(Window.SINCE, window.from().toString()));
        int page = Integer.parseInt(kept.getOrDefault(PAGE, "0")) + 1;
        String path = kept.getOrDefault(NEXT, first(window));
        try {
            return page(window, page, path, folder);
        } catch (PullFault e) {
            boolean gone = kept.containsKey(NEXT) && (e.status() == 400 || e.status() == 404 || e.status() == 410);
            throw gone ? e.expiry() : e;
        }
    }

    private PullStep over(Window window) {
        return !devices() && window.past(clock)
                ? new PullStep.Later(Duration.ZERO, window.over())
                : new PullStep.Done(window.over());
    }

    private boolean devices() {
        return source.kind() == PullSource.Kind.INTUNE;
    }

    private String first(Window window) {
        if (devices())
            return "/v1.0/deviceManagement/managedDevices?"
                    + PullWeb.query(
                            "$top",
                            "500",
                            "$select",
                            "id,deviceName,operatingSystem,osVersion,lastSyncDateTime,ethernetMacAddress,wiFiMacAddress,azureADDeviceId,serialNumber,manufacturer,model");
        // Which version of TLS a sign-in used is told by "beta" alone, and sign-ins without a person only when asked
        // for.
        return "/beta/auditLogs/signIns?"
                + PullWeb.query(
                        "$top",
                        "500",
                        "$filter",
                        "createdDateTime ge " + window.from() + " and createdDateTime lt " + window.until()
                                + " and signInEventTypes/any(t: t eq 'interactiveUser' or t eq 'nonInteractiveUser')");
    }

    private PullStep page(Window window, int number, String path, Path folder) throws PullFault {
        try {
            return page(window, number, path, folder, token());
        } catch (PullFault e) {
            if (e.status() != 401) throw e;
            token = null;
            return page(window, number, path, folder, token());
        }
    }

    private PullStep page(Window window, int number, String path, Path folder, String bearer) throws PullFault {
        Map<String, String> headers = Map.of("Authorization", "Bearer " + bearer, "Accept", "application/json");
        return Pages.json(
                source.name() + "-" + window.until() + "-" + number + ".ndjson",
                folder,
                web,
                Ask.get(path, headers),
                List.of("value"),
                page -> {
                    String link = page.value("@odata.nextLink");
                    return link.isEmpty()
                            ? window.kept(ALL, "true")
                            : window.kept(NEXT, web.below(link), PAGE, Integer.toString(number));
                });
    }

    private String token() throws PullFault {
        if (token != null && clock.instant().isBefore(tokenEnds)) return token;
        Credentials.Account account = credentials.resolve(source.credential());
        JsonNode answer = login.json(Ask.form(
                "/" + source.option("tenant", "") + "/oauth2/v2.0/token",
                new HashMap<>(Map.of("Accept", "application/json")),
                "grant_type",
                "client_credentials",
                "client_id",
                account.user(),
                "client_secret",
                account.password(),
                "scope",
                scope()));
        String given = answer.path("access_token").asText();
        if (!given.matches("[\\x21-\\x7E]{1,16000}"))
            throw PullFault.retry("The login gave no access token.", Duration.ofMinutes(15), null);
        token = given;
        tokenEnds = clock.instant()
                .plusSeconds(answer.path("expires_in").asLong(600))
                .minus(BEFORE_ITS_END);
        return given;
    }

    private String scope() {
        return source.url().getScheme() + "://" + source.url().getAuthority() + "/.default";
    }
}
