package io.ratchet.connectors.notice;

import io.ratchet.connectors.Credentials;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.notice.Notice;
import io.ratchet.domain.ticket.Sent;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All who are told something, by their names. */
public final class NoticeReceivers {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Map<String, Notices> receivers;

    private NoticeReceivers(Map<String, Notices> receivers) {
        this.receivers = receivers;
    }

    public static NoticeReceivers none() {
        return new NoticeReceivers(Map.of());
    }

    public static NoticeReceivers of(Map<String, Notices> receivers) {
        return new NoticeReceivers(new LinkedHashMap<>(receivers));
    }

    /**
     * Those of the settings; nothing is connected to yet.
     *
     * @param address of this server for browsers, for links; empty: notices hold none
     */
    public static NoticeReceivers connect(
            List<NoticeReceiver> settings, Optional<URI> address, Credentials credentials, Clock clock) {
        Map<String, Notices> receivers = new LinkedHashMap<>();
        for (NoticeReceiver each : settings)
            receivers.put(each.name(), connect(each, new PageLink(address), credentials, clock));
        return new NoticeReceivers(receivers);
    }

    private static Notices connect(NoticeReceiver receiver, PageLink link, Credentials credentials, Clock clock) {
        return switch (receiver.kind()) {
            case MAIL -> new MailNotices(receiver, link, credentials, PATIENCE, clock);
            case SLACK -> new ChatNotices(receiver, new SlackMessage(link), credentials, PATIENCE, clock);
            case TEAMS -> new ChatNotices(receiver, new TeamsCard(link), credentials, PATIENCE, clock);
            case MATTERMOST -> new ChatNotices(receiver, new MattermostPost(link), credentials, PATIENCE, clock);
        };
    }

    public boolean any() {
        return !receivers.isEmpty();
    }

    /** Tells the receiver that the notice names. */
    public Sent tell(Notice notice) {
        Notices notices = receivers.get(notice.receiver());
        if (notices == null) return new Sent.Refused("The settings name no receiver '" + notice.receiver() + "'.");
        try {
            return notices.tell(notice);
        } catch (FailureException e) {
            return new Sent.ToRetry(e.failure().message(), null);
        }
    }
}
