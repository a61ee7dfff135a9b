package io.ratchet.rules.fact;

import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.rules.catalogue.Course;
import io.ratchet.rules.catalogue.Known;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the topology and the accounts ask of servers and clients (statements 49 to 51 and 56, chapters 1.6 and 1.7). */
final class Scenario {
    /** Statement 56: Skype for Business Online was retired on this day. */
    static final Instant ONLINE_RETIRED =
            Known.day("skype-online-retired").atStartOfDay(ZoneOffset.UTC).toInstant();

    private static final Set<String> WITH_ONLINE =
            Set.of("sfb-onprem+sfb-online", "exchange-onprem+sfb-online", "cce+sfb-online");
    private static final Set<String> SKYPE_PREPARES =
            Set.of("sfb-onprem+sfb-online", "sfb-onprem+federation", "sfb-onprem+exchange-online");

    private Scenario() {}

    /** Why a Skype or Lync server needs nothing for READY; null when it does. An unknown topology asks for it. */
    static @Nullable String skypeServerNotAsked(Organisation organisation, Instant at) {
        if (organisation.federation() != Organisation.Federation.NONE) return null;
        List<String> topology = organisation.topology();
        // "none" says that there is no Skype here; a server that was found all the same is judged with care.
        if (topology.isEmpty()
                || topology.contains("none")
                || topology.stream().anyMatch(row -> SKYPE_PREPARES.contains(row) && !retired(row, at))) return null;
        if (topology.contains("sfb-onprem+sfb-online") && retired("sfb-onprem+sfb-online", at)) return null;
        return "the topology asks nothing of this server and the organisation federates with nobody";
    }

    /** Why an Exchange server needs nothing for READY; null when it does. */
    static @Nullable String exchangeNotAsked(Organisation organisation, Host host) {
        if (organisation.federation() != Organisation.Federation.NONE || host.role("exchange-hybrid")) return null;
        List<String> topology = organisation.topology();
        boolean local =
                !topology.isEmpty() && topology.stream().allMatch(row -> row.equals("sfb-onprem+exchange-onprem"));
        return local
                ? "Exchange and Skype for Business stand on the premises and the organisation federates with nobody"
                : null;
    }

    /** What the retirement of Skype for Business Online means to a server (statement 56). */
    enum Retired {
        NO,
        /** Something else asks for preparation as well, such as federation. */
        ALSO,
        NOTHING_ELSE
    }

    static Retired retired(Recognised system, Instant at) {
        String online = rowOf(system);
        Organisation organisation = system.host().organisation();
        List<String> topology = organisation.topology();
        if (online == null || !topology.contains(online) || !retired(online, at)) return Retired.NO;
        boolean alone = organisation.federation() == Organisation.Federation.NONE
                && !system.host().role("exchange-hybrid")
                && topology.stream().allMatch(row -> retired(row, at) || row.equals("sfb-onprem+exchange-onprem"));
        return alone || system.is("cce") ? Retired.NOTHING_ELSE : Retired.ALSO;
    }

    /** The row of the topology by which Skype for Business Online asks something of this server; null for none. */
    private static @Nullable String rowOf(Recognised system) {
        if (system.is("skype-server")) return "sfb-onprem+sfb-online";
        if (system.is("exchange") && system.row().way() == Course.SERVER) return "exchange-onprem+sfb-online";
        return system.is("cce") ? "cce+sfb-online" : null;
    }

    private static boolean retired(String row, Instant at) {
        return WITH_ONLINE.contains(row) && !at.isBefore(ONLINE_RETIRED);
    }

    /** Why a client needs nothing for READY; null when it does. Accounts nobody told of ask for it. */
    static @Nullable String clientNotAsked(Host host) {
        // Statement 144: an account of long ago may have moved since, and an unknown one asks for preparation.
        List<Fact> accounts = host.belief().list(Observation.Account.class);
        boolean local = !accounts.isEmpty()
                && accounts.stream().allMatch(fact -> {
                    Observation.Account account = (Observation.Account) fact.observation();
                    return host.belief().sure(fact)
                            && "on-premises".equals(account.mailbox())
                            && "on-premises".equals(account.sip());
                });
        return local ? "mailbox and account are both on the premises" : null;
    }

    /** Whether every account of this device has its mailbox online, as far as is sure. */
    static boolean mailboxOnline(Host host) {
        List<Fact> accounts = host.belief().facts(Observation.Account.class).toList();
        return !accounts.isEmpty()
                && accounts.stream()
                        .allMatch(fact -> host.belief().sure(fact)
                                && "online".equals(((Observation.Account) fact.observation()).mailbox()));
    }

    /** Whether a user of this client has mailbox or account online. */
    static boolean online(Host host) {
        return host.belief()
                .all(Observation.Account.class)
                .anyMatch(account -> "online".equals(account.mailbox()) || "online".equals(account.sip()));
    }
}
