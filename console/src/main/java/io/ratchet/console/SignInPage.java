package io.ratchet.console;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
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

/** Exchanges a token for a cookie that scripts cannot read and other sites cannot send. */
@Controller
final class SignInPage {
    private final People people;
    private final Sessions sessions;
    private final SignIns signIns;

    SignInPage(People people, Sessions sessions, SignIns signIns) {
        this.people = people;
        this.sessions = sessions;
        this.signIns = signIns;
    }

    @GetMapping("/sign-in")
    String form(Model model, @RequestParam(defaultValue = "false") boolean failed) {
        model.addAttribute("failed", failed);
        return "sign-in";
    }

    @PostMapping("/sign-in")
    ResponseEntity<Void> signIn(@RequestParam String token, HttpServletRequest request) {
        String address = request.getRemoteAddr();
        String hash = Access.hash(token.strip());
        Optional<Person> person = people.byHash(hash);
        Optional<Duration> barred = signIns.barred(address);
        if (barred.isPresent() && person.filter(Person::owner).isEmpty() && !signIns.welcome(address, hash)) {
            signIns.throttled();
            return ResponseEntity.status(HttpStatus.TOO_MANY_REQUESTS)
                    .header(HttpHeaders.RETRY_AFTER, Long.toString(barred.get().toSeconds() + 1))
                    .build();
        }
        if (person.isEmpty()) {
            signIns.refused(address);
            return seeOther("/sign-in?failed=true", Optional.empty());
        }
        signIns.signedIn(person.get().name(), address);
        signIns.came(address, hash);
        ResponseCookie cookie =
                cookie(sessions.begin(hash), request).maxAge(Sessions.LASTS).build();
        return seeOther("/", Optional.of(cookie));
    }

    @PostMapping("/sign-out")
    ResponseEntity<Void> signOut(HttpServletRequest request) {
        AccessFilter.cookie(request).ifPresent(id -> {
            sessions.person(id).ifPresent(person -> signIns.signedOut(person.name(), request.getRemoteAddr()));
            sessions.end(id);
        });
        return seeOther("/sign-in", Optional.of(cookie("", request).maxAge(0).build()));
    }

    private static ResponseCookie.ResponseCookieBuilder cookie(String value, HttpServletRequest request) {
        return ResponseCookie.from(AccessFilter.COOKIE, value)
                .httpOnly(true)
                .secure(request.isSecure())
                .sameSite("Strict")
                .path("/");
    }

    private static ResponseEntity<Void> seeOther(String where, Optional<ResponseCookie> cookie) {
        ResponseEntity.BodyBuilder answer =
                ResponseEntity.status(HttpStatus.SEE_OTHER).header(HttpHeaders.LOCATION, where);
        cookie.ifPresent(set -> answer.header(HttpHeaders.SET_COOKIE, set.toString()));
        return answer.build();
    }
}
