package io.ratchet.console;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseCookie;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Whether times are shown in each site's zone or in UTC; kept by the browser. */
@Controller
final class TimesPage {
    private static final int YEAR_SECONDS = 31_536_000;

    @PostMapping("/times")
    ResponseEntity<Void> times(@RequestParam String in, @RequestParam(defaultValue = "/") String back) {
        ResponseCookie cookie = ResponseCookie.from(Shell.TIMES, in.equals("utc") ? "utc" : "site")
                .httpOnly(true)
                .sameSite("Strict")
                .path("/")
                .maxAge(YEAR_SECONDS)
                .build();
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .header(HttpHeaders.SET_COOKIE, cookie.toString())
                .header(HttpHeaders.LOCATION, LocalPath.of(back, "/"))
                .build();
    }
}
