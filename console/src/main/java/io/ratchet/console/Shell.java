package io.ratchet.console;

import io.ratchet.routes.queue.CohortDesk;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.RequestParam;

/** What stands around every page: who is there, in which zone times are, and what became of the last word. */
@ControllerAdvice
final class Shell {
    static final String TIMES = "ratchet-times";
    private static final int LEFT_SHOWN = 10;
    private static final Map<String, String> DONE = Map.ofEntries(
            Map.entry("retry", "It is tried again."),
            Map.entry("defer", "It is put off to the next window."),
            Map.entry("cancel", "It is taken back."),
            Map.entry("stop", "It is stopped; a step that is under way on a host ends."),
            Map.entry("lift", "The stop is lifted."),
            Map.entry("release", "It is released."),
            Map.entry("collect", "They are asked as soon as may be."),
            Map.entry("again", "It was read once more."),
            Map.entry("ask", "The exception is asked for; it stands once somebody else has approved it."),
            Map.entry("approve", "The exception stands."),
            Map.entry("reject", "The exception is rejected."),
            Map.entry("renew", "The renewal is asked for; until somebody else has approved it the day stays as it is."),
            Map.entry("end", "The exception has ended; what it kept is decided anew."));

    private final ConsolePorts ports;
    private final StaticFiles files;

    Shell(ConsolePorts ports, StaticFiles files) {
        this.ports = ports;
        this.files = files;
    }

    /**
     * What became of a word, told once.
     *
     * @param undo the word's id where it can be taken back; else empty
     * @param left those to look at again, the first of them
     * @param more how many more there are
     */
    record Toast(String text, String undo, List<CohortDesk.Left> left, long more) {}

    @ModelAttribute("version")
    String version() {
        return files.version();
    }

    /** The pages that whoever asks may see. */
    @ModelAttribute("navigation")
    List<Navigation.Entry> navigation(HttpServletRequest request) {
        Object person = request.getAttribute(AccessFilter.PERSON);
        return Navigation.PAGES.stream()
                .filter(page -> person instanceof Person known && Rights.reaches(known, "GET " + page.path()))
                .toList();
    }

    /** Empty where nobody has signed in yet. */
    @ModelAttribute("user")
    String user(HttpServletRequest request) {
        Object user = request.getAttribute(AccessFilter.USER);
        return user == null ? "" : user.toString();
    }

    /** Whether there is a session that can be ended. */
    @ModelAttribute("signedIn")
    boolean signedIn(HttpServletRequest request) {
        return SessionCookie.in(request).isPresent();
    }

    @ModelAttribute("moments")
    Moments moments(HttpServletRequest request) {
        return new Moments(ports.outlook().organisation(), ports.clock().instant(), utc(request));
    }

    @ModelAttribute("links")
    Links links() {
        return new Links();
    }

    /** The page itself, to come back to it. */
    @ModelAttribute("here")
    String here(HttpServletRequest request) {
        String query = request.getQueryString();
        return request.getRequestURI() + (query == null ? "" : "?" + query);
    }

    @ModelAttribute("section")
    String section(HttpServletRequest request) {
        String path = request.getServletPath();
        int next = path.indexOf('/', 1);
        return next < 0 ? path : path.substring(0, next);
    }

    @ModelAttribute("toast")
    @Nullable
    Toast toast(@RequestParam(defaultValue = "") String said, @RequestParam(defaultValue = "") String did) {
        if (DONE.containsKey(did)) return new Toast(String.valueOf(DONE.get(did)), "", List.of(), 0);
        return said.isEmpty()
                ? null
                : ports.cohorts().outcome(said).map(Shell::toast).orElse(null);
    }

    /** The same for a page that says what went wrong. */
    Map<String, Object> around(HttpServletRequest request) {
        return Map.of(
                "version", version(),
                "navigation", navigation(request),
                "user", user(request),
                "signedIn", signedIn(request),
                "moments", moments(request),
                "here", "/",
                "section", section(request));
    }

    private static Toast toast(CohortDesk.Outcome outcome) {
        int done = outcome.done().size();
        String plans = done + (done == 1 ? " plan" : " plans");
        String text = switch (outcome.word()) {
            case APPROVE -> plans + " approved.";
            case REJECT -> plans + " rejected.";
            case PUT_OFF -> plans + " put off.";
            case COMMENT -> "Said of " + plans + ".";
        };
        List<CohortDesk.Left> left = outcome.left().stream().limit(LEFT_SHOWN).toList();
        return new Toast(
                outcome.undone() ? text + " That was taken back: they wait for approval again." : text,
                outcome.undone() || done == 0 || outcome.word() == CohortDesk.Word.COMMENT ? "" : outcome.id(),
                left,
                outcome.left().size() - left.size());
    }

    private static boolean utc(HttpServletRequest request) {
        if (request.getCookies() == null) return false;
        for (Cookie cookie : request.getCookies())
            if (cookie.getName().equals(TIMES)) return cookie.getValue().equals("utc");
        return false;
    }
}
