package io.ratchet.routes.syslog;

import io.ratchet.routes.support.FailurePolicy;
import io.ratchet.routes.support.StageRoutes;
import javax.net.ssl.SSLContext;
import org.apache.camel.CamelContext;
import org.apache.camel.support.jsse.SSLContextParameters;

/**
 * The way in for syslog. A message that cannot be kept is tried again by the very thread that reads its connections, so
 * nothing more is read meanwhile and senders wait.
 */
public final class SyslogRoute extends StageRoutes {
    private static final String FRAMES = "ratchetSyslogFrames";
    private static final String TLS = "ratchetSyslogTls";

    private final SyslogEars ears;
    private final SyslogSpool spool;

    public SyslogRoute(SyslogEars ears, SyslogSpool spool) {
        this.ears = ears;
        this.spool = spool;
    }

    // spotless:off
    @Override
    public void configure() {
        getContext().getRegistry().bind(FRAMES, new SyslogFrames.Factory());
        ears.context().ifPresent(context -> getContext().getRegistry().bind(TLS, new Given(context)));

        from("{{ratchet.syslog.heard}}").routeId("syslog-heard").description("Writes what is heard by syslog into a file for each format")
            .routeConfigurationId(FailurePolicy.KEPT)
            .process(exchange -> spool.heard(exchange.getMessage().getMandatoryBody(String.class))).id("syslog-keep");

        from("{{ratchet.syslog.ripe}}").routeId("syslog-ripe").description("Makes a report of each such file that is a minute old")
            .routeConfigurationId(FailurePolicy.NEXT_TICK)
            .process(exchange -> spool.ripe()).id("syslog-report");
    }
    // spotless:on

    /** The endpoint that listens, for {@code ratchet.syslog.heard}; {@code ratchet.syslog.ripe} is a timer. */
    public static String endpoint(SyslogEars ears) {
        String plain = "netty:tcp://" + ears.address() + ":" + ears.port()
                + "?sync=false&allowDefaultCodec=false&decoders=#" + FRAMES
                + "&usingExecutorService=false&workerCount=2&backlog=128";
        if (ears.context().isEmpty()) return plain;
        return plain + "&ssl=true&sslContextParameters=#" + TLS + "&enabledProtocols=TLSv1.2,TLSv1.3&needClientAuth="
                + ears.ask();
    }

    /** A context that was made from the settings already. */
    private static final class Given extends SSLContextParameters {
        private final SSLContext context;

        Given(SSLContext context) {
            this.context = context;
        }

        @Override
        public SSLContext createSSLContext(CamelContext camel) {
            return context;
        }
    }
}
