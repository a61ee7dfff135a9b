package io.ratchet.console;

import io.ratchet.store.Findings.Order;
import io.ratchet.store.Findings.Placed;
import io.ratchet.store.Store;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriUtils;

/**
 * One page of what sources said, as an address asks for it: in the order in which it came, or of one report in the
 * order of reading. No other order is to be had, since the database has none that it need not read everything for.
 *
 * @param order a word of {@link #orders}; empty where a report is named
 * @param query of the page behind it; empty behind the last
 */
record FindingPage(String order, String report, List<Placed> rows, String query) {
    static List<String> orders() {
        return Arrays.stream(Order.values()).map(FindingPage::word).toList();
    }

    private static String word(Order order) {
        return order.name().toLowerCase(Locale.ROOT);
    }

    /**
     * @param order empty: the newest first
     * @param report the hash of a delivery; empty: all
     * @param after the place of the last one of the page before; empty: from the beginning
     * @throws IllegalArgumentException when one of them is none
     */
    static FindingPage of(Store store, String order, String report, String after, int limit) {
        Long from = place(after);
        if (!report.isEmpty() && !order.isEmpty())
            throw new IllegalArgumentException(
                    "Findings of one report come in the order of reading; leave 'order' or 'report' out.");
        Order wanted = order(order);
        List<Placed> found = store.transact(tx -> report.isEmpty()
                ? tx.findings().page(wanted, from, limit + 1)
                : tx.findings().page(report, from, limit + 1));
        List<Placed> rows = found.subList(0, Math.min(found.size(), limit));
        String query = found.size() <= limit
                ? ""
                : (report.isEmpty() ? "order=" + word(wanted) : "report=" + encoded(report)) + "&after="
                        + rows.get(limit - 1).place();
        return new FindingPage(report.isEmpty() ? word(wanted) : "", report, rows, query);
    }

    private static Order order(String word) {
        return word.isEmpty()
                ? Order.NEWEST
                : Arrays.stream(Order.values())
                        .filter(order -> word(order).equals(word))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException(
                                "'order' is one of " + String.join(", ", orders()) + ", not '" + word + "'."));
    }

    private static @Nullable Long place(String after) {
        if (after.isEmpty()) return null;
        try {
            return Long.valueOf(after);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "'after' must be taken from the address of the page before, not '" + after + "'.", e);
        }
    }

    private static String encoded(String text) {
        return UriUtils.encode(text, StandardCharsets.UTF_8);
    }
}
