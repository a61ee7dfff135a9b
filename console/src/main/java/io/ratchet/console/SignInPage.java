package io.ratchet.console;

import io.ratchet.store.LocalUsers.LocalUser;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseCookie;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Exchanges a token, or a password, for a cookie that scripts cannot read and other sites cannot send. */
@Controller
final class SignInPage {
    private final People people;
    private final Passwords passwords;
    private final Sessions sessions;
    private final SignIns signIns;

    SignInPage(People people, Passwords passwords, Sessions sessions, SignIns signIns) {
        this.people = people;
        this.passwords = passwords;
        this.sessions = sessions;
        this.signIns = signIns;
    }

    @GetMapping("/sign-in")
    String form(
            Model model,
            @RequestParam(defaultValue = "false") boolean failed,
            @RequestParam(defaultValue = "false") boolean away) {
        model.addAttribute("failed", failed);
        model.addAttribute("away", away);
        model.addAttribute("company", people.provider().isPresent());
        return "sign-in";
    }

    /** With a token, or with a name and its password. */
    @PostMapping("/sign-in")
    ResponseEntity<Void> signIn(
            @RequestParam(defaultValue = "") String token,
            @RequestParam(defaultValue = "") String name,
            @RequestParam(defaultValue = "") String password,
            HttpServletRequest request) {
        return token.isBlank()
                ? byPassword(name.strip().toLowerCase(Locale.ROOT), password, request)
                : byToken(token.strip(), request);
    }

    private ResponseEntity<Void> byToken(String token, HttpServletRequest request) {
        String address = request.getRemoteAddr();
        String hash = Access.hash(token);
        Optional<Duration> barred = signIns.barred(address);
        if (barred.isPresent() && !people.isOwner(hash) && !signIns.welcome(address, hash))
            return throttled(barred.get());
        Optional<Person> person = people.byHash(hash);
        if (person.isEmpty()) return refused(address);
        return begun(person.get(), hash, request);
    }

    /**
     * A password may be guessed, unlike a token: too many wrong ones bar its name, too, but where they came from
     * before.
     */
    private ResponseEntity<Void> byPassword(String name, String password, HttpServletRequest request) {
        String address = request.getRemoteAddr();
        String standsFor = Sessions.USER + name;
        Optional<Duration> barred = signIns.barred(address)
                .or(() -> signIns.barredAccount(name).filter(left -> !signIns.welcome(address, standsFor)));
        if (barred.isPresent()) return throttled(barred.get());
        Optional<LocalUser> user = people.user(name);
        return switch (passwords.fits(password, user.map(LocalUser::password))) {
            case FITS -> begun(People.person(user.orElseThrow()), standsFor, request);
            case BUSY -> throttled(Duration.ofSeconds(2));
            case WRONG -> {
                signIns.wrong(name);
                yield refused(address);
            }
        };
    }

    private ResponseEntity<Void> throttled(Duration left) {
        signIns.throttled();
        return ResponseEntity.status(HttpStatus.TOO_MANY_REQUESTS)
                .header(HttpHeaders.RETRY_AFTER, Long.toString(left.toSeconds() + 1))
                .build();
    }

    private ResponseEntity<Void> refused(String address) {
        signIns.refused(address);
        return seeOther("/sign-in?failed=true", Optional.empty());
    }

    private ResponseEntity<Void> begun(Person person, String standsFor, HttpServletRequest request) {
        signIns.signedIn(person.name(), request.getRemoteAddr());
        signIns.came(request.getRemoteAddr(), standsFor);
        ResponseCookie cookie = SessionCookie.of(sessions.begin(standsFor), request)
                .maxAge(Sessions.LASTS)
                .build();
        return seeOther("/", Optional.of(cookie));
    }

    @PostMapping("/sign-out")
    ResponseEntity<String> signOut(HttpServletRequest request) {
        Optional<String> id = SessionCookie.in(request);
        boolean company = id.flatMap(sessions::standsFor)
                .filter(who -> who.startsWith(Sessions.COMPANY))
                .isPresent();
        id.ifPresent(ended -> {
            sessions.person(ended).ifPresent(person -> signIns.signedOut(person.name(), request.getRemoteAddr()));
            sessions.end(ended);
        });
        String gone = SessionCookie.of("", request).maxAge(0).build().toString();
        return company
                ? Onward.to(Onward.outOf(people.provider(), signIns::away), gone)
                : ResponseEntity.status(HttpStatus.SEE_OTHER)
                        .header(HttpHeaders.LOCATION, "/sign-in")
                        .header(HttpHeaders.SET_COOKIE, gone)
                        .build();
    }

    private static ResponseEntity<Void> seeOther(String where, Optional<ResponseCookie> cookie) {
        ResponseEntity.BodyBuilder answer =
                ResponseEntity.status(HttpStatus.SEE_OTHER).header(HttpHeaders.LOCATION, where);
        cookie.ifPresent(set -> answer.header(HttpHeaders.SET_COOKIE, set.toString()));
        return answer.build();
    }
}
