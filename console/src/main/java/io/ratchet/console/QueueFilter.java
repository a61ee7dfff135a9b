package io.ratchet.console;

import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Restart;
import io.ratchet.store.Queue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriUtils;

/**
 * What of the queue is looked at, as the page's address says it. An empty or missing part is any.
 *
 * @param q a part of the asset's id
 * @param site {@value #UNKNOWN} for those whose site is unknown
 * @param show {@code put-off} for what was put off, {@code asked-again} for what waits and is another plan than the one
 *     that people decided on before
 * @param part whether only those alike, or only those that are set apart, as {@link Queue.Part} names them
 * @param sort {@code asset}, {@code site} or {@code oldest}
 * @param after where the page before ended
 */
record QueueFilter(
        @Nullable String q,
        @Nullable String site,
        @Nullable String goal,
        @Nullable String restart,
        @Nullable String show,
        @Nullable String part,
        @Nullable String sort,
        @Nullable String after) {
    static final String UNKNOWN = "-";

    private static final String PUT_OFF = "put-off";
    private static final String ASKED_AGAIN = "asked-again";

    Queue.Filter filter(@Nullable String cohort, Instant at) {
        if (!blank(show) && !PUT_OFF.equals(show) && !ASKED_AGAIN.equals(show))
            throw new IllegalArgumentException(
                    "'show' is one of " + PUT_OFF + ", " + ASKED_AGAIN + ", not '" + show + "'.");
        return new Queue.Filter(
                or(q, ""),
                blank(site) ? null : or(site, "").equals(UNKNOWN) ? "" : site,
                one(Goal.class, goal, "goal"),
                one(Restart.class, restart, "restart"),
                cohort,
                wantedPart(),
                PUT_OFF.equals(show),
                ASKED_AGAIN.equals(show),
                at);
    }

    private Queue.Part wantedPart() {
        Queue.Part wanted = one(Queue.Part.class, part, "part");
        return wanted == null ? Queue.Part.ALL : wanted;
    }

    Queue.Order order() {
        Queue.Order order = one(Queue.Order.class, sort, "sort");
        return order == null ? Queue.Order.ASSET : order;
    }

    Optional<Queue.Cursor> cursor() {
        if (blank(after)) return Optional.empty();
        try {
            String text = new String(Base64.getUrlDecoder().decode(or(after, "")), StandardCharsets.UTF_8);
            int cut = text.indexOf('\n');
            if (cut < 0) throw new IllegalArgumentException("no line break");
            return Optional.of(new Queue.Cursor(text.substring(cut + 1), text.substring(0, cut)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'after' is none that a page of this list was answered with.", e);
        }
    }

    static String text(Queue.Cursor cursor) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((cursor.id() + "\n" + cursor.value()).getBytes(StandardCharsets.UTF_8));
    }

    public QueueFilter part(String other) {
        return new QueueFilter(q, site, goal, restart, show, other, sort, null);
    }

    public QueueFilter show(@Nullable String other) {
        return new QueueFilter(q, site, goal, restart, other, part, sort, null);
    }

    public QueueFilter sort(String other) {
        return new QueueFilter(q, site, goal, restart, show, part, other, null);
    }

    public QueueFilter after(@Nullable String other) {
        return new QueueFilter(q, site, goal, restart, show, part, sort, other);
    }

    /** Whether anything is left out. */
    public boolean narrows() {
        return !blank(q) || !blank(site) || !blank(goal) || !blank(restart);
    }

    /** The part of an address behind the path, with its question mark; empty where there is nothing to say. */
    public String query() {
        Map<String, @Nullable String> all = new LinkedHashMap<>();
        all.put("q", q);
        all.put("site", site);
        all.put("goal", goal);
        all.put("restart", restart);
        all.put("show", show);
        all.put("part", part);
        all.put("sort", sort);
        all.put("after", after);
        String query = all.entrySet().stream()
                .filter(entry -> !blank(entry.getValue()))
                .map(entry -> entry.getKey() + "=" + UriUtils.encode(or(entry.getValue(), ""), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return query.isEmpty() ? "" : "?" + query;
    }

    private static <E extends Enum<E>> @Nullable E one(Class<E> type, @Nullable String name, String what) {
        if (blank(name)) return null;
        String wanted = or(name, "").toUpperCase(Locale.ROOT).replace('-', '_');
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + what + "' is one of "
                        + Arrays.stream(type.getEnumConstants())
                                .map(constant ->
                                        constant.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                                .collect(Collectors.joining(", "))
                        + ", not '" + name + "'."));
    }

    private static boolean blank(@Nullable String text) {
        return text == null || text.isBlank();
    }

    private static String or(@Nullable String text, String otherwise) {
        return text == null ? otherwise : text;
    }
}
