package io.ratchet.connectors.notice;

import io.ratchet.connectors.Credentials;
import io.ratchet.connectors.mail.MailServer;
import io.ratchet.connectors.text.PlainText;
import io.ratchet.domain.notice.Notice;
import io.ratchet.domain.ticket.Sent;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** Letters of plain text, a report beside them as a file. The same notice has always the same Message-ID. */
final class MailNotices implements Notices {
    private static final int TEXT = 100_000;
    private static final int REPORT = 1_000_000;
    private static final String CUT = "\n[cut; Ratchet's page has the rest]\n";

    private final MailServer server;
    private final List<String> to;
    private final PageLink link;

    MailNotices(NoticeReceiver receiver, PageLink link, Credentials credentials, Duration patience, Clock clock) {
        NoticeReceiver.ByMail mail = receiver.mail().orElseThrow();
        this.server = new MailServer(mail.server(), receiver.credential(), mail.from(), credentials, patience, clock);
        this.to = mail.to();
        this.link = link;
    }

    @Override
    public Sent tell(Notice notice) {
        String foot = link.to(notice)
                .map(page -> "\n\n" + PageLink.WORDS + ": " + page)
                .orElse("");
        return server.send(new MailServer.Letter(
                server.id("notice." + notice.id()),
                to,
                "Ratchet: " + notice.headline(),
                PlainText.text(notice.headline() + "\n\n" + notice.text(), TEXT, CUT) + foot + "\n",
                null,
                notice
                        .report()
                        .map(report -> new MailServer.Beside(
                                report.name(),
                                "text/plain; charset=utf-8",
                                PlainText.text(report.content(), REPORT, CUT)))
                        .stream()
                        .toList()));
    }
}
