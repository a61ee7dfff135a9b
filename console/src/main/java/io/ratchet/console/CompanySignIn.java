package io.ratchet.console;

import io.ratchet.console.IdentityProvider.Begun;
import io.ratchet.console.IdentityProvider.Ending;
import io.ratchet.console.IdentityProvider.Told;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseCookie;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;

/** Sends a browser to the company's sign-in, and takes it back with what that says. */
@Controller
final class CompanySignIn {
    static final String BEGIN = "/sign-in/company";
    static final String BACK = "/sign-in/back";
    static final String ENDED = "/sign-in/ended";

    /** Of the browser that began; it alone can come back. */
    private static final String COOKIE = "ratchet-begun";

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final int SECRET_BYTES = 32;
    private static final int SECRET_LENGTH = 43; // in Base64

    private final People people;
    private final Sessions sessions;
    private final SignIns signIns;
    private final SecureRandom random = new SecureRandom();

    CompanySignIn(People people, Sessions sessions, SignIns signIns) {
        this.people = people;
        this.sessions = sessions;
        this.signIns = signIns;
    }

    @GetMapping(BEGIN)
    ResponseEntity<String> begin(HttpServletRequest request) {
        Begun begun = new Begun(secret(), secret(), secret());
        try {
            // The browser comes back from another site, and brings no cookie then that is for this one alone.
            ResponseCookie kept = kept(begun.state() + "." + begun.nonce() + "." + begun.verifier(), request)
                    .maxAge(PATIENCE)
                    .build();
            return ResponseEntity.status(HttpStatus.FOUND)
                    .header(HttpHeaders.LOCATION, provider().begin(begun).toString())
                    .header(HttpHeaders.SET_COOKIE, kept.toString())
                    .build();
        } catch (IOException e) {
            return away(e);
        }
    }

    private String secret() {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** @param code empty when the company's sign-in refused */
    @GetMapping(BACK)
    ResponseEntity<String> back(
            @RequestParam(defaultValue = "") String code,
            @RequestParam(defaultValue = "") String state,
            HttpServletRequest request) {
        String address = request.getRemoteAddr();
        Optional<Duration> barred = signIns.barred(address);
        if (barred.isPresent()) {
            signIns.throttled();
            return ResponseEntity.status(HttpStatus.TOO_MANY_REQUESTS)
                    .header(HttpHeaders.RETRY_AFTER, Long.toString(barred.get().toSeconds() + 1))
                    .build();
        }
        IdentityProvider provider = provider();
        try {
            Optional<Begun> begun = begun(request).filter(one -> one.state().equals(state));
            if (begun.isEmpty() || code.isEmpty()) return notBegun(request);
            Optional<Told> told = provider.finish(begun.get(), code);
            signIns.answered();
            Optional<Person> person = told.flatMap(people::meet);
            if (person.isEmpty()) return refused(address, request);
            return begun(person.get(), Sessions.COMPANY + told.orElseThrow().subject(), request);
        } catch (IOException e) {
            return away(e);
        }
    }

    /**
     * The company's sign-in itself says that somebody's session there has ended (OpenID Connect Back-Channel Logout
     * 1.0), and so all of theirs end here.
     */
    @PostMapping(ENDED)
    ResponseEntity<String> ended(
            @RequestParam(name = "logout_token", defaultValue = "") String token, HttpServletRequest request) {
        String address = request.getRemoteAddr();
        Optional<Duration> barred = signIns.barred(address);
        if (barred.isPresent()) {
            signIns.throttled();
            return ResponseEntity.status(HttpStatus.TOO_MANY_REQUESTS)
                    .header(HttpHeaders.RETRY_AFTER, Long.toString(barred.get().toSeconds() + 1))
                    .build();
        }
        try {
            Ending ending = provider()
                    .ended(
                            token,
                            subject -> sessions.endAll(subject).ifPresent(name -> signIns.signedOut(name, address)));
            if (ending == Ending.ENDED) return ResponseEntity.ok().build();
            if (ending == Ending.NOT_TAKEN) signIns.refused(address);
            return ResponseEntity.badRequest()
                    .contentType(MediaType.APPLICATION_JSON)
                    .body("{\"error\":\"invalid_request\"}");
        } catch (IOException e) {
            signIns.away(e);
            return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                    .header(HttpHeaders.RETRY_AFTER, "30")
                    .build();
        }
    }

    private static Optional<Begun> begun(HttpServletRequest request) {
        if (request.getCookies() == null) return Optional.empty();
        for (Cookie cookie : request.getCookies()) {
            String[] parts = cookie.getValue().split("[.]", -1);
            if (cookie.getName().equals(SessionCookie.name(COOKIE, request))
                    && parts.length == 3
                    && Arrays.stream(parts).allMatch(part -> part.length() == SECRET_LENGTH))
                return Optional.of(new Begun(parts[0], parts[1], parts[2]));
        }
        return Optional.empty();
    }

    private ResponseEntity<String> begun(Person person, String standsFor, HttpServletRequest request) {
        signIns.signedIn(person.name(), request.getRemoteAddr());
        ResponseCookie session = SessionCookie.of(sessions.begin(standsFor), request)
                .maxAge(Sessions.LASTS)
                .build();
        return Onward.to(
                "/", session.toString(), kept("", request).maxAge(0).build().toString());
    }

    private ResponseEntity<String> refused(String address, HttpServletRequest request) {
        signIns.refused(address);
        return notBegun(request);
    }

    /** Bars nobody: the page of another site can send a browser here as often as it likes, and nothing was guessed. */
    private static ResponseEntity<String> notBegun(HttpServletRequest request) {
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .header(HttpHeaders.LOCATION, "/sign-in?failed=true")
                .header(
                        HttpHeaders.SET_COOKIE,
                        kept("", request).maxAge(0).build().toString())
                .build();
    }

    private ResponseEntity<String> away(IOException e) {
        signIns.away(e);
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .header(HttpHeaders.LOCATION, "/sign-in?away=true")
                .build();
    }

    private IdentityProvider provider() {
        return people.provider().orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }

    private static ResponseCookie.ResponseCookieBuilder kept(String value, HttpServletRequest request) {
        return ResponseCookie.from(SessionCookie.name(COOKIE, request), value)
                .httpOnly(true)
                .secure(request.isSecure())
                .sameSite("Lax")
                .path(request.isSecure() ? "/" : "/sign-in"); // what its name promises
    }
}
